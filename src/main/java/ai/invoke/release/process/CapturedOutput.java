package ai.invoke.release.process;

import ai.invoke.release.text.Printable;
import ai.invoke.release.text.Redactor;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a command prints, from its two reader threads. A failing log or listener does not stop the reading, for
 * a child whose pipe nobody empties would hang; the failure is thrown by {@link #close()}.
 */
final class CapturedOutput implements AutoCloseable {

    private final Optional<Path> file;
    private final @Nullable BufferedWriter log;
    private final Consumer<String> listener;
    private final Redactor redactor;
    private final Deque<String> tail = new ArrayDeque<>();
    private final StringBuilder output = new StringBuilder();
    private @Nullable IOException logFailure;
    private @Nullable RuntimeException listenerFailure;
    private final long logLimit;
    private long logged;
    private boolean closed;

    CapturedOutput(Optional<Path> file, Consumer<String> listener, Redactor redactor) {
        this(file, listener, redactor, ProcessRunner.LOG_LIMIT);
    }

    CapturedOutput(Optional<Path> file, Consumer<String> listener, Redactor redactor, long logLimit) {
        this.logLimit = logLimit;
        this.file = file;
        this.listener = listener;
        this.redactor = redactor;
        this.log = file.map(CapturedOutput::open).orElse(null);
    }

    private static BufferedWriter open(Path file) {
        try {
            ProcessRunner.makeFolder(file);
            return Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw ProcessRunner.unwritable(file, e);
        }
    }

    /**
     * One line more.
     *
     * @param raw as it was printed, perhaps cut
     * @param cut how many characters were left out at its end
     * @param standardOutput whether it came on standard output
     */
    synchronized void line(String raw, long cut, boolean standardOutput) {
        if (closed) {
            // A grandchild that could not be killed still talks; nobody listens any more.
            return;
        }
        if (standardOutput && output.length() + raw.length() < ProcessRunner.OUTPUT_LIMIT) {
            output.append(raw).append('\n');
        }
        String rest = cut == 0 ? "" : " … and " + cut + " characters more in this line";
        // Made printable first: a secret with a colour in its middle is a secret, too.
        String line = redactor.redact(Printable.output(raw)) + rest;
        if (tail.size() == ProcessRunner.TAIL_LINES) {
            tail.removeFirst();
        }
        tail.addLast(line);
        if (log != null && logFailure == null) {
            try {
                keep(log, line);
                // A person may follow the log while the command runs, and a killed build must leave it whole.
                log.flush();
            } catch (IOException e) {
                logFailure = e;
            }
        }
        if (listenerFailure == null) {
            try {
                listener.accept(line);
            } catch (RuntimeException e) {
                listenerFailure = e;
            }
        }
    }

    private void keep(BufferedWriter writer, String line) throws IOException {
        if (logged > logLimit) {
            return;
        }
        logged += line.length() + 1L;
        writer.write(logged > logLimit ? "(more than " + logLimit + " characters: the rest is not kept)" : line);
        writer.newLine();
    }

    synchronized List<String> tail() {
        return List.copyOf(tail);
    }

    synchronized String output() {
        return output.toString();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (log != null) {
            try {
                log.close();
            } catch (IOException e) {
                logFailure = logFailure == null ? e : logFailure;
            }
        }
        if (logFailure != null) {
            throw ProcessRunner.unwritable(file.orElseThrow(), logFailure);
        }
        if (listenerFailure != null) {
            throw listenerFailure;
        }
    }
}
