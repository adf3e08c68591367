package ai.invoke.release.installer;

import java.io.IOException;
import java.nio.file.Path;

/**
 * One entry that will be written.
 *
 * @param name its path in the zip; a folder's ends in a slash
 * @param mode its permission bits, 0 to 0777
 * @param content what it holds
 */
public record ZipItem(String name, int mode, Content content) {

    /** What an entry holds. */
    sealed interface Content {}

    /** A folder holds nothing. */
    public record Folder() implements Content {}

    /**
     * A text, made anew each time it is needed, so that no more than one is in memory.
     *
     * @param text gives the bytes, always the same
     */
    public record Text(Rendering text) implements Content {}

    /**
     * A file, streamed.
     *
     * @param file the source
     */
    record Copy(Path file) implements Content {}

    /** Gives the bytes of a text. */
    @FunctionalInterface
    public interface Rendering {

        /**
         * Reads the content.
         *
         * @return always the same
         * @throws IOException when the source cannot be read
         */
        byte[] bytes() throws IOException;
    }
}
