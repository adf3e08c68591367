package ai.invoke.release.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Reads and hashes on a thread of its own while what was read before is being sent. */
final class ReadAhead implements AutoCloseable {

    private static final int CHUNKS = 8;

    private final BlockingQueue<Chunk> free = new ArrayBlockingQueue<>(CHUNKS);
    private final BlockingQueue<Chunk> full = new ArrayBlockingQueue<>(CHUNKS + 1);
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    private final Thread reader;

    /** Bytes on their way from one thread to the other; an empty one is the last. */
    static final class Chunk {
        private final byte[] bytes;
        private int length;

        private Chunk(int size) {
            this.bytes = new byte[size];
        }

        /** Whether nothing follows. */
        boolean isEnd() {
            return length == 0;
        }

        void writeTo(OutputStream out) throws IOException {
            out.write(bytes, 0, length);
        }
    }

    /**
     * Starts.
     *
     * @param in read on another thread until this is closed
     * @param chunk how many bytes are read at once
     */
    ReadAhead(ChunkSource in, int chunk) {
        for (int i = 0; i < CHUNKS; i++) {
            free.add(new Chunk(chunk));
        }
        reader = new Thread(() -> read(in), "invokeai-release-read-ahead");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(ChunkSource in) {
        try {
            int length;
            do {
                Chunk chunk = free.take();
                length = in.read(chunk.bytes);
                chunk.length = length;
                full.put(chunk);
            } while (length > 0);
        } catch (IOException e) {
            failure.set(e);
            full.add(new Chunk(0));
        } catch (InterruptedException e) {
            // Closed: nobody wants the rest.
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits for the next bytes.
     *
     * @return to be given back, so that the reader can go on; the caller may hold two of them
     * @throws IOException what the reader met
     */
    Chunk take() throws IOException {
        try {
            Chunk chunk = full.take();
            IOException reason = failure.get();
            if (chunk.isEnd() && reason != null) {
                throw reason;
            }
            return chunk;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a file was read");
        }
    }

    void giveBack(Chunk chunk) {
        free.add(chunk);
    }

    /** Returns when nobody reads any more, so that the file may be closed. */
    @Override
    public void close() {
        reader.interrupt();
        boolean interrupted = false;
        while (reader.isAlive()) {
            try {
                reader.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
