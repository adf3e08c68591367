package ai.invoke.release.dist.tar;

import java.io.IOException;

/** The stream is no tar archive, or is damaged at some place. */
public final class TarFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean stopsPython;

    TarFormatException(String message) {
        this(message, false);
    }

    TarFormatException(String message, boolean stopsPython) {
        super(message);
        this.stopsPython = stopsPython;
    }

    /**
     * Whether Python's {@code tarfile} raises an error here.
     *
     * @return false when it silently takes this place for the end of the archive
     */
    public boolean stopsPython() {
        return stopsPython;
    }
}
