package ai.invoke.release.http;

import ai.invoke.release.digest.RunningDigest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file, streamed. While it is sent it is measured and hashed again; the last chunk leaves only when length and digest are
 * what was promised, so a file that changed under way never arrives.
 *
 * @param path the file
 * @param contentType the media type
 * @param length the promised length in bytes
 * @param sha256 the promised digest in lower-case hex; empty when only the length is checked
 */
public record FileBody(Path path, String contentType, long length, Optional<String> sha256) implements Body {

    private static final int CHUNK = 64 * 1024;

    /**
     * A file as it is now.
     *
     * @param path the file
     * @param contentType the media type
     * @param sha256 its digest in lower-case hex
     * @return the body
     * @throws IOException when there is no such file
     */
    public static FileBody of(Path path, String contentType, String sha256) throws IOException {
        return new FileBody(path, contentType, Files.size(path), Optional.of(sha256));
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        RunningDigest digest = RunningDigest.sha256();
        try (InputStream in = open()) {
            byte[] current = new byte[CHUNK];
            byte[] next = new byte[CHUNK];
            int filled = read(in, current);
            long seen = 0;
            while (filled > 0) {
                seen += filled;
                if (seen > length) {
                    throw new FileChangedException(path, "it grew beyond " + length + " bytes");
                }
                digest.update(current, 0, filled);
                int following = read(in, next);
                if (following == 0) {
                    check(seen, digest);
                }
                out.write(current, 0, filled);
                byte[] swap = current;
                current = next;
                next = swap;
                filled = following;
            }
            if (seen == 0) {
                check(seen, digest);
            }
        }
    }

    private void check(long seen, RunningDigest digest) throws FileChangedException {
        if (seen != length) {
            throw new FileChangedException(path, "it has " + seen + " bytes, not " + length);
        }
        String actual = digest.finishHex();
        if (sha256.isPresent() && !sha256.get().equals(actual)) {
            throw new FileChangedException(path, "its sha256 is " + actual + ", not " + sha256.get());
        }
    }

    private InputStream open() throws LocalFileException {
        try {
            return Files.newInputStream(path);
        } catch (IOException e) {
            throw new LocalFileException("cannot read", path, e);
        }
    }

    private int read(InputStream in, byte[] buffer) throws LocalFileException {
        try {
            return in.readNBytes(buffer, 0, buffer.length);
        } catch (IOException e) {
            throw new LocalFileException("cannot read", path, e);
        }
    }
}
