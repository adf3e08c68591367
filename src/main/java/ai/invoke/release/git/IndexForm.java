package ai.invoke.release.git;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Forms of git's index that JGit cannot read and takes for broken (gitformat-index, extensions {@code link} and {@code sdir}). */
final class IndexForm {

    /** The name of the extension and its length, which is zero. */
    private static final String SPARSE = "sdir\0\0\0\0";

    /** The name of the extension and the first byte of its length, which is never so long. */
    private static final String SPLIT = "link\0";

    private IndexForm() {}

    /**
     * How to make an index that can be read.
     *
     * @param folder in a work tree
     * @return a command; empty when the index has none of these forms
     */
    static Optional<String> of(Path folder) {
        Optional<File> git = Repositories.gitFolder(folder);
        if (git.isEmpty()) {
            return Optional.empty();
        }
        String index;
        try {
            index = Files.readString(git.get().toPath().resolve("index"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // Then this is the trouble, and the message has said so.
            return Optional.empty();
        }
        if (index.contains(SPARSE)) {
            return Optional.of("the index is sparse: git sparse-checkout reapply --no-sparse-index");
        }
        return index.contains(SPLIT)
                ? Optional.of("the index is split: git update-index --no-split-index")
                : Optional.empty();
    }
}
