package ai.invoke.release.git.remote;

import ai.invoke.release.process.ProcessRunner;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process that is killed, with all it started, when it neither says nor takes anything for some time. A read from a pipe
 * cannot be interrupted in Java; the end of the process ends it.
 */
final class WatchedProcess extends Process {

    /** Bytes of standard error that are kept. */
    private static final int MOST = 4096;

    private final Process process;
    private final Duration silence;
    private final AtomicLong moved = new AtomicLong(System.nanoTime());
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private static final long LAST_WORDS_MILLIS = 500;

    private final Thread complaints;
    private final AtomicBoolean silenced = new AtomicBoolean();

    WatchedProcess(Process process, Duration silence) {
        this.process = process;
        this.silence = silence;
        Thread watch = new Thread(this::watch, "git-silence");
        watch.setDaemon(true);
        watch.start();
        complaints = new Thread(this::listen, "git-stderr");
        complaints.setDaemon(true);
        complaints.start();
    }

    /** What it said on standard error, most likely why it failed: a few lines, when it has ended. */
    String complaint() throws InterruptedException {
        process.waitFor(1, TimeUnit.SECONDS);
        complaints.join(1000);
        synchronized (said) {
            return said.toString(StandardCharsets.UTF_8);
        }
    }

    private void listen() {
        try (InputStream stream = process.getErrorStream()) {
            byte[] buffer = new byte[1024];
            int read;
            while ((read = stream.read(buffer)) >= 0) {
                touch();
                synchronized (said) {
                    said.write(buffer, 0, Math.min(read, MOST - said.size()));
                }
            }
        } catch (IOException e) {
            // The pipe breaks when the process is killed; what came before is kept.
            return;
        }
    }

    /** Whether it was killed for its silence. */
    boolean silenced() {
        return silenced.get();
    }

    private void watch() {
        try {
            while (true) {
                long left = moved.get() + silence.toNanos() - System.nanoTime();
                if (left <= 0) {
                    silenced.set(true);
                    ProcessRunner.killTree(process);
                    return;
                }
                if (process.waitFor(left, TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void touch() {
        moved.set(System.nanoTime());
    }

    @Override
    public InputStream getInputStream() {
        return new FilterInputStream(process.getInputStream()) {
            @Override
            public int read() throws IOException {
                int read = super.read();
                touch();
                return read;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int read = super.read(buffer, offset, length);
                touch();
                return read;
            }
        };
    }

    @Override
    public InputStream getErrorStream() {
        // JGit would lose half of it; see complaint().
        return InputStream.nullInputStream();
    }

    @Override
    public OutputStream getOutputStream() {
        return new FilterOutputStream(process.getOutputStream()) {
            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                out.write(buffer, offset, length);
                touch();
            }
        };
    }

    @Override
    public int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        return process.waitFor(timeout, unit);
    }

    @Override
    public int exitValue() {
        return process.exitValue();
    }

    @Override
    public void destroy() {
        // JGit ends the process at the first sign of trouble; one that is ending by itself is just saying why.
        try {
            if (process.waitFor(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS)) {
                complaints.join(LAST_WORDS_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroy();
    }
}
