package ai.invoke.release.digest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The digests of one file by which an index tells it from others, from one read of it.
 *
 * @param sha256 lower-case hex
 * @param md5 lower-case hex; proves nothing, but some repository managers tell no other digest. Empty when nobody asked
 */
public record FileDigests(String sha256, Optional<String> md5) {

    private static final int CHUNK = 256 * 1024;
    private static final int CHUNKS = 8;

    /** Bytes on their way from one thread to the other; an empty one is the last. */
    private static final class Chunk {
        final byte[] bytes;
        int length;

        Chunk(int size) {
            this.bytes = new byte[size];
        }
    }

    /**
     * Reads a file once, in constant memory.
     *
     * @param file the file
     * @param withMd5 whether MD5 is wanted, too; it takes longer than SHA-256 and is therefore made on a thread of its own
     * @return its digests
     * @throws IOException when it cannot be read
     */
    public static FileDigests of(Path file, boolean withMd5) throws IOException {
        if (!withMd5) {
            return new FileDigests(Sha256.of(file), Optional.empty());
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] first = in.readNBytes(CHUNK);
            RunningDigest sha256 = RunningDigest.sha256();
            sha256.update(first, 0, first.length);
            RunningDigest md5 = RunningDigest.of("MD5");
            md5.update(first, 0, first.length);
            if (first.length == CHUNK) {
                rest(in, sha256, md5);
            }
            return new FileDigests(sha256.finishHex(), Optional.of(md5.finishHex()));
        }
    }

    private static void rest(InputStream in, RunningDigest sha256, RunningDigest md5) throws IOException {
        BlockingQueue<Chunk> free = new ArrayBlockingQueue<>(CHUNKS);
        for (int i = 0; i < CHUNKS; i++) {
            free.add(new Chunk(CHUNK));
        }
        BlockingQueue<Chunk> full = new ArrayBlockingQueue<>(CHUNKS + 1);
        Thread second = new Thread(() -> consume(full, free, md5), "invokeai-release-md5");
        second.setDaemon(true);
        second.start();
        try {
            try {
                Chunk chunk = free.take();
                for (int n = in.readNBytes(chunk.bytes, 0, CHUNK); n > 0; n = in.readNBytes(chunk.bytes, 0, CHUNK)) {
                    chunk.length = n;
                    full.put(chunk);
                    sha256.update(chunk.bytes, 0, n);
                    chunk = free.take();
                }
            } finally {
                // Nothing comes after an empty one.
                full.put(new Chunk(0));
                second.join();
            }
        } catch (InterruptedException e) {
            second.interrupt();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while it was read", e);
        }
    }

    private static void consume(BlockingQueue<Chunk> full, BlockingQueue<Chunk> free, RunningDigest md5) {
        try {
            for (Chunk chunk = full.take(); chunk.length > 0; chunk = full.take()) {
                md5.update(chunk.bytes, 0, chunk.length);
                free.put(chunk);
            }
        } catch (InterruptedException e) {
            // The reader was interrupted and throws; nobody takes this digest.
            Thread.currentThread().interrupt();
        }
    }
}
