package ai.invoke.release.version.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The files of a project as they are, but for one that may be looked at as it would be after an edit: so an edit is known to be
 * right before anything is written.
 */
final class SourceFiles {

    private final Optional<Path> edited;
    private final byte[] content;

    private SourceFiles(Optional<Path> edited, byte[] content) {
        this.edited = edited;
        this.content = content;
    }

    /** All files as they are. */
    static SourceFiles ofDisk() {
        return new SourceFiles(Optional.empty(), new byte[0]);
    }

    /** All files as they are, but for one that is there. */
    static SourceFiles with(Path file, byte[] content) throws IOException {
        return new SourceFiles(Optional.of(file.toRealPath()), content);
    }

    /**
     * The beginning of a file.
     *
     * @param file must be there
     * @param most how many bytes at most
     * @throws IOException when it cannot be read
     */
    byte[] read(Path file, int most) throws IOException {
        if (edited.isPresent() && Files.exists(file) && file.toRealPath().equals(edited.get())) {
            return content.length <= most ? content.clone() : Arrays.copyOf(content, most);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        }
    }
}
