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

    /** What Java's sockets take in one step. */
    private static final int CHUNK = 128 * 1024;

    private static final long WORTH_A_THREAD = 1 << 20;

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
        if (length < WORTH_A_THREAD) {
            try (InputStream in = open()) {
                write(out, hashing(in));
            }
            return;
        }
        try (InputStream in = open();
                ReadAhead ahead = new ReadAhead(hashing(in), CHUNK)) {
            write(out, ahead);
        }
    }

    /** Reads chunks, hashing them; the last one comes only when length and digest are right. */
    private ChunkSource hashing(InputStream in) {
        RunningDigest digest = RunningDigest.sha256();
        return new ChunkSource() {
            private long seen;

            @Override
            public int read(byte[] chunk) throws IOException {
                int filled = FileBody.this.read(in, chunk);
                seen += filled;
                if (seen > length) {
                    throw new FileChangedException(path, "it grew beyond " + length + " bytes");
                }
                digest.update(chunk, 0, filled);
                if (filled == 0) {
                    check(seen, digest);
                }
                return filled;
            }
        };
    }

    private static void write(OutputStream out, ReadAhead in) throws IOException {
        ReadAhead.Chunk current = in.take();
        while (!current.isEnd()) {
            ReadAhead.Chunk following = in.take();
            current.writeTo(out);
            in.giveBack(current);
            current = following;
        }
    }

    private void write(OutputStream out, ChunkSource in) throws IOException {
        byte[] current = new byte[(int) Math.min(CHUNK, length + 1)];
        byte[] next = new byte[current.length];
        int filled = in.read(current);
        while (filled > 0) {
            int following = in.read(next);
            out.write(current, 0, filled);
            byte[] swap = current;
            current = next;
            next = swap;
            filled = following;
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
