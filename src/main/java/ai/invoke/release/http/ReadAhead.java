package ai.invoke.release.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Reads and hashes on a thread of its own while what was read before is being sent. */
final class ReadAhead implements ChunkSource, AutoCloseable {

    private static final int CHUNKS = 8;

    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(CHUNKS);
    private final BlockingQueue<Piece> full = new ArrayBlockingQueue<>(CHUNKS + 1);
    private final Thread reader;

    /** What was read, or why nothing was. */
    private record Piece(byte[] bytes, int length, Optional<IOException> failure) {}

    /**
     * Starts.
     *
     * @param in read on another thread until this is closed
     * @param chunk the length of the arrays that this one will be given
     */
    ReadAhead(ChunkSource in, int chunk) {
        for (int i = 0; i < CHUNKS; i++) {
            free.add(new byte[chunk]);
        }
        reader = new Thread(() -> read(in), "invokeai-release-read-ahead");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(ChunkSource in) {
        try {
            int length;
            do {
                byte[] chunk = free.take();
                length = in.read(chunk);
                full.put(new Piece(chunk, length, Optional.empty()));
            } while (length > 0);
        } catch (IOException e) {
            full.add(new Piece(new byte[0], 0, Optional.of(e)));
        } catch (InterruptedException e) {
            // Closed: nobody wants the rest.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int read(byte[] chunk) throws IOException {
        try {
            Piece piece = full.take();
            if (piece.failure().isPresent()) {
                throw piece.failure().get();
            }
            System.arraycopy(piece.bytes(), 0, chunk, 0, piece.length());
            free.put(piece.bytes());
            return piece.length();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a file was read");
        }
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
