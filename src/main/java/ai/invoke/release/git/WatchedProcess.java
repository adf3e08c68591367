package ai.invoke.release.git;

import ai.invoke.release.process.ProcessRunner;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process that is killed, with all it started, when it neither says nor takes anything for some time. A read from a pipe
 * cannot be interrupted in Java; the end of the process ends it.
 */
final class WatchedProcess extends Process {

    private final Process process;
    private final Duration silence;
    private final AtomicLong moved = new AtomicLong(System.nanoTime());
    private final AtomicBoolean silenced = new AtomicBoolean();

    WatchedProcess(Process process, Duration silence) {
        this.process = process;
        this.silence = silence;
        Thread watch = new Thread(this::watch, "git-silence");
        watch.setDaemon(true);
        watch.start();
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
        return heard(process.getInputStream());
    }

    @Override
    public InputStream getErrorStream() {
        return heard(process.getErrorStream());
    }

    private InputStream heard(InputStream stream) {
        return new FilterInputStream(stream) {
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
        process.destroy();
    }
}
