package ai.invoke.release.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs commands. Holds no state besides the environment that children inherit; safe for several threads. */
public final class ProcessRunner {

    /** How many of the last lines an {@link Outcome} keeps. */
    public static final int TAIL_LINES = 40;

    /** How many characters of standard output an {@link Outcome.Exited} keeps. */
    public static final int OUTPUT_LIMIT = 4 * 1024 * 1024;

    /** A line longer than this is cut: a child without line breaks must not fill the memory. */
    private static final int LINE_LIMIT = 16 * 1024;

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Map<String, String> inherited;

    /**
     * A runner.
     *
     * @param inherited the environment that children start from, in production {@link System#getenv()}
     */
    public ProcessRunner(Map<String, String> inherited) {
        this.inherited = Map.copyOf(inherited);
    }

    /**
     * Runs a command quietly.
     *
     * @param command what to run
     * @return how it ended
     */
    public Outcome run(Command command) {
        return run(command, line -> {});
    }

    /**
     * Runs a command to its end or its time limit. When this thread is interrupted the whole process tree is killed and
     * the interrupt is kept.
     *
     * @param command what to run
     * @param lines hears each printed line as it comes, from one thread at a time
     * @return how it ended
     */
    public Outcome run(Command command, Consumer<String> lines) {
        ProcessBuilder builder = new ProcessBuilder(command.arguments());
        builder.directory(command.directory().toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(inherited);
        environment.keySet().removeAll(command.cleared());
        environment.putAll(command.environment());
        long start = System.nanoTime();
        try (Printed printed = new Printed(command.log(), lines)) {
            Process process;
            try {
                process = builder.start();
            } catch (IOException e) {
                return new Outcome.NotStarted(String.valueOf(e.getMessage()));
            }
            Thread out = reader("stdout", process.getInputStream(), line -> printed.line(line, true));
            Thread err = reader("stderr", process.getErrorStream(), line -> printed.line(line, false));
            try {
                feed(process, command);
                boolean ended = process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS);
                if (!ended) {
                    killTree(process);
                }
                // A grandchild that outlives the command can hold the pipes open for ever.
                out.join(GRACE.toMillis());
                err.join(GRACE.toMillis());
                if (!ended) {
                    return new Outcome.TimedOut(command.timeout(), printed.tail());
                }
                Duration duration = Duration.ofNanos(System.nanoTime() - start);
                return new Outcome.Exited(process.exitValue(), printed.output(), printed.tail(), duration);
            } catch (InterruptedException e) {
                killTree(process);
                Thread.currentThread().interrupt();
                return new Outcome.TimedOut(Duration.ofNanos(System.nanoTime() - start), printed.tail());
            }
        }
    }

    private static void feed(Process process, Command command) {
        try (OutputStream stdin = process.getOutputStream()) {
            if (command.input().isPresent()) {
                stdin.write(command.input().get().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // The child closed its end first; its exit code tells whether that was a failure.
        }
    }

    private static Thread reader(String name, InputStream stream, Consumer<String> lines) {
        Thread thread = new Thread(() -> read(stream, lines), "process-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void read(InputStream stream, Consumer<String> lines) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            int c;
            while ((c = reader.read()) >= 0) {
                if (c == '\n') {
                    lines.accept(line.toString());
                    line.setLength(0);
                } else if (c != '\r' && line.length() < LINE_LIMIT) {
                    line.append((char) c);
                }
            }
            if (line.length() > 0) {
                lines.accept(line.toString());
            }
        } catch (IOException e) {
            // The pipe breaks when the tree is killed; what came before is kept.
        }
    }

    /**
     * Ends a process and everything it started: politely first, by force after five seconds.
     *
     * @param process the root of the tree
     */
    public static void killTree(Process process) {
        List<ProcessHandle> tree = new ArrayList<>(process.descendants().toList());
        tree.add(process.toHandle());
        tree.forEach(ProcessHandle::destroy);
        long deadline = System.nanoTime() + GRACE.toNanos();
        boolean interrupted = false;
        for (ProcessHandle handle : tree) {
            try {
                handle.onExit().get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException e) {
                handle.destroyForcibly();
            } catch (InterruptedException e) {
                interrupted = true;
                handle.destroyForcibly();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Collects what a command prints, from its two reader threads. */
    private static final class Printed implements AutoCloseable {

        private final @Nullable BufferedWriter log;
        private final Consumer<String> listener;
        private final Deque<String> tail = new ArrayDeque<>();
        private final StringBuilder output = new StringBuilder();

        Printed(java.util.Optional<Path> file, Consumer<String> listener) {
            this.listener = listener;
            this.log = file.map(Printed::open).orElse(null);
        }

        private static BufferedWriter open(Path file) {
            try {
                Path folder = file.toAbsolutePath().getParent();
                if (folder != null) {
                    Files.createDirectories(folder);
                }
                return Files.newBufferedWriter(file, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("cannot write the log " + file, e);
            }
        }

        synchronized void line(String line, boolean standardOutput) {
            if (tail.size() == TAIL_LINES) {
                tail.removeFirst();
            }
            tail.addLast(line);
            if (standardOutput && output.length() + line.length() < OUTPUT_LIMIT) {
                output.append(line).append('\n');
            }
            if (log != null) {
                try {
                    log.write(line);
                    log.newLine();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException("cannot write the log", e);
                }
            }
            listener.accept(line);
        }

        synchronized List<String> tail() {
            return List.copyOf(tail);
        }

        synchronized String output() {
            return output.toString();
        }

        @Override
        public synchronized void close() {
            if (log != null) {
                try {
                    log.close();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException("cannot write the log", e);
                }
            }
        }
    }
}
