package ai.invoke.release.file;

import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of projects that are read whole, so only up to a size: whoever wrote them is not asked how much memory there is. */
public final class BoundedFile {

    /** Enough for every file that people write. */
    public static final int BY_HAND = 1 << 20;

    /** Enough for every lock file and what else programs write for programs. */
    public static final int BY_PROGRAM = 64 << 20;

    private BoundedFile() {}

    /**
     * Reads a file.
     *
     * @param file must be there
     * @param most how many bytes it may have
     * @return all of them
     * @throws ProjectException when there are more
     * @throws IOException when it cannot be read
     */
    public static byte[] bytes(Path file, int most) throws IOException {
        check(file, most);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                // It grew, or has no size, as a device.
                throw tooLarge(file, most);
            }
            return bytes;
        }
    }

    /**
     * Reads a file as text.
     *
     * @param file must be there
     * @param most how many bytes it may have
     * @return its text
     * @throws ProjectException when there are more
     * @throws CharacterCodingException when it is not UTF-8
     * @throws IOException when it cannot be read
     */
    public static String text(Path file, int most) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes(file, most)))
                .toString();
    }

    /**
     * Looks at the size of a file.
     *
     * @param file must be there
     * @param most how many bytes it may have
     * @throws ProjectException when there are more
     * @throws IOException when it cannot be looked at
     */
    public static void check(Path file, int most) throws IOException {
        if (Files.size(file) > most) {
            throw tooLarge(file, most);
        }
    }

    private static ProjectException tooLarge(Path file, int most) {
        return new ProjectException(Problem.of("the file is larger than " + Bytes.text(most))
                .at(Location.of(file.toString()))
                .next("make it smaller"));
    }
}
