package ai.invoke.release.http;

import java.io.IOException;
import java.nio.file.Path;

/** Tells trouble with a file on this machine from trouble with the network: only the latter is worth another attempt. */
final class LocalFileException extends IOException {

    private static final long serialVersionUID = 1L;

    LocalFileException(String doing, Path file, IOException cause) {
        super(doing + " " + file + ": " + cause.getMessage(), cause);
    }
}
