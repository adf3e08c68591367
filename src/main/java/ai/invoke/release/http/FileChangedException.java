package ai.invoke.release.http;

import java.io.IOException;
import java.nio.file.Path;

/** A file is not (or no longer) the one that was to be sent. Nothing was sent completely. */
public final class FileChangedException extends IOException {

    private static final long serialVersionUID = 1L;

    FileChangedException(Path file, String difference) {
        super(file + " changed while it was being sent: " + difference);
    }
}
