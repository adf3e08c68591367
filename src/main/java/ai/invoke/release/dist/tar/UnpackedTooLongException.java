package ai.invoke.release.dist.tar;

import java.io.IOException;

/** A compressed stream unpacks to more than is allowed, as far as it was read. */
public final class UnpackedTooLongException extends IOException {

    private static final long serialVersionUID = 1L;

    UnpackedTooLongException(long most) {
        super("it unpacks to more than %,d bytes".formatted(most));
    }
}
