package ai.invoke.release.digest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** SHA-256 as 64 lower-case hex digits, in constant memory whatever the length. */
public final class Sha256 {

    private static final int SMALL = 8 * 1024;
    private static final int LARGE = 128 * 1024;

    private Sha256() {}

    /**
     * The digest of a file.
     *
     * @param file the file
     * @return 64 lower-case hex digits
     * @throws IOException when it cannot be read
     */
    public static String of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in);
        }
    }

    /**
     * The digest of all that a stream still has.
     *
     * @param in read to its end, not closed
     * @return 64 lower-case hex digits
     * @throws IOException when it cannot be read
     */
    public static String of(InputStream in) throws IOException {
        RunningDigest digest = RunningDigest.sha256();
        // Source trees have hundreds of small files; a large buffer for each would be most of what a build allocates.
        byte[] buffer = new byte[SMALL];
        int read;
        while ((read = in.read(buffer)) >= 0) {
            digest.update(buffer, 0, read);
            if (read == SMALL && buffer.length == SMALL) {
                buffer = new byte[LARGE];
            }
        }
        return digest.finishHex();
    }

    /**
     * The digest of bytes.
     *
     * @param bytes the bytes
     * @return 64 lower-case hex digits
     */
    public static String of(byte[] bytes) {
        RunningDigest digest = RunningDigest.sha256();
        digest.update(bytes, 0, bytes.length);
        return digest.finishHex();
    }

    /**
     * The digest of a text.
     *
     * @param text taken as UTF-8
     * @return 64 lower-case hex digits
     */
    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }
}
