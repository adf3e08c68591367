package ai.invoke.release.dist.tar;

import java.io.IOException;

/** The stream is no tar archive, is damaged at some place, or holds something that readers do not read alike. */
public final class TarFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    /** What Python's {@code tarfile} makes of the place. */
    enum Python {
        /** It raises an error. */
        RAISES,
        /** It silently takes the place for the end of the archive. */
        ENDS,
        /** It reads on, perhaps something else than other readers do. */
        READS
    }

    /** What Python makes of the place. */
    private final Python python;

    TarFormatException(String message, Python python) {
        super(message);
        this.python = python;
    }

    /**
     * Whether Python's {@code tarfile} raises an error here.
     *
     * @return false when it silently takes this place for the end of the archive, or reads on
     */
    public boolean stopsPython() {
        return python == Python.RAISES;
    }

    /**
     * Whether Python's {@code tarfile} reads on here.
     *
     * @return true when the archive is refused because other readers find other members in it
     */
    public boolean isDisputed() {
        return python == Python.READS;
    }
}
