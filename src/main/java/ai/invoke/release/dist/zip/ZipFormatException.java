package ai.invoke.release.dist.zip;

import java.io.IOException;

/** The file is not a ZIP archive, or its directory cannot be read. */
public final class ZipFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Whether there is at least an end record. */
    private final boolean endFound;

    ZipFormatException(boolean endFound, String message) {
        super(message);
        this.endFound = endFound;
    }

    /**
     * Whether there is at least an end record, so that Python's {@code zipfile.is_zipfile} says yes.
     *
     * @return false when the file is no ZIP archive at all
     */
    public boolean endFound() {
        return endFound;
    }
}
