package ai.invoke.release.dist.tar;

import java.io.IOException;

/** The stream is no tar archive, or is damaged at some place. */
public final class TarFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    TarFormatException(String message) {
        super(message);
    }
}
