package ai.invoke.release.process;

import ai.invoke.release.platform.Platform;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.text.Redactor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs commands. Holds no state besides the environment that children inherit; safe for several threads.
 *
 * <p>A child sees none of the credentials in it, unless its command asks for them. What a command prints reaches the log,
 * the listener and the tail without secrets: the values of all credentials, whether the child sees them or not, and
 * everything of a secret's shape. Only {@link Outcome.Exited#output()}, which is there to be parsed, is as the command wrote
 * it.
 */
public final class ProcessRunner {

    /** How many of the last lines an {@link Outcome} keeps. */
    public static final int TAIL_LINES = 40;

    /** How many characters of standard output an {@link Outcome.Exited} keeps. */
    public static final int OUTPUT_LIMIT = 4 * 1024 * 1024;

    /** How many characters a log may hold: a child that asks the same question for ever must not fill the disk. */
    public static final long LOG_LIMIT = 64L * 1024 * 1024;

    /** A line longer than this is cut: a child without line breaks must not fill the memory. */
    static final int LINE_LIMIT = 16 * 1024;

    /** How long a pipe may stay open after the command has ended before whoever holds it is killed. */
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private static final long LOOK_AT_MOST_MILLIS = 500;

    private final ChildEnvironment inherited;
    private final Patience patience;
    private final KnownAnswers known;

    /**
     * A runner whose children inherit an environment without its credentials.
     *
     * @param variables names and values, in production {@link System#getenv()}
     */
    public ProcessRunner(Map<String, String> variables) {
        this(ChildEnvironment.of(variables));
    }

    /**
     * Creates a runner.
     *
     * @param inherited what children inherit
     */
    public ProcessRunner(ChildEnvironment inherited) {
        this(inherited, Patience.usual());
    }

    /**
     * Creates a runner.
     *
     * @param inherited what children inherit
     * @param patience how long it waits where no parameter says so
     */
    public ProcessRunner(ChildEnvironment inherited, Patience patience) {
        this(inherited, patience, KnownAnswers.none());
    }

    /**
     * Creates a runner.
     *
     * @param inherited what children inherit
     * @param patience how long it waits where no parameter says so
     * @param known what programs have said before
     */
    public ProcessRunner(ChildEnvironment inherited, Patience patience, KnownAnswers known) {
        this.inherited = inherited;
        this.patience = patience;
        this.known = known;
    }

    /**
     * How long it waits where no parameter says so.
     *
     * @return also for other waits than those for programs
     */
    public Patience patience() {
        return patience;
    }

    /**
     * The environment that children start from.
     *
     * @return names and values, without credentials
     */
    public Map<String, String> environment() {
        return inherited.visible();
    }

    /**
     * The variables that the user passes on by name and that are set. No command clears them.
     *
     * @return names and values
     */
    public SortedMap<String, String> passed() {
        return inherited.passed();
    }

    /** What a command's child sees. */
    private Map<String, String> environment(Command command) {
        Map<String, String> variables = Platform.current().variables();
        variables.putAll(command.credentials() ? inherited.all() : inherited.visible());
        command.cleared().forEach(variables::remove);
        variables.putAll(inherited.passed());
        variables.putAll(command.environment());
        return variables;
    }

    /**
     * The folders in which programs are looked for.
     *
     * @return the path of {@link #environment()}
     */
    public ProgramPath path() {
        return ProgramPath.of(inherited.visible());
    }

    /**
     * Runs a command quietly.
     *
     * @param command what to run
     * @return how it ended
     * @throws EnvironmentException when the command's log cannot be written
     */
    public Outcome run(Command command) {
        return run(command, line -> {});
    }

    /**
     * Runs a command that is asked something which can be done without where the program is missing or refuses, but not where
     * it is late: what is there must not look as if it was not.
     *
     * @param who what is asked, for a message
     * @param command what to run
     * @return how it ended; empty when it could not be started
     * @throws EnvironmentException when it does not answer within its limit; the message names what to set
     */
    public Optional<Outcome.Exited> ask(String who, Command command) {
        Outcome outcome = run(command);
        if (outcome instanceof Outcome.TimedOut late) {
            throw late.failure(who);
        }
        return outcome instanceof Outcome.Exited exited ? Optional.of(exited) : Optional.empty();
    }

    /**
     * Runs a command that only says something about its program, such as its version. It is not run again where the same program has
     * answered before, nothing else was run since, and nothing has changed that the answer depends on.
     *
     * @param command what to run, without credentials and without input
     * @param dependsOn the files and folders that an answer depends on, beside the program's file
     * @return how it ended
     * @throws EnvironmentException when the command's log cannot be written
     */
    public Outcome question(Command command, Function<Outcome.Exited, List<Path>> dependsOn) {
        KnownAnswers.Asked asked = known.asked(command, environment(command));
        Optional<Outcome.Exited> before = asked.answer();
        if (before.isPresent()) {
            return before.get();
        }
        Outcome outcome = toItsEnd(command, line -> {});
        if (outcome instanceof Outcome.Exited exited && exited.succeeded()) {
            List<Path> files = new ArrayList<>(dependsOn.apply(exited));
            program(command.arguments().get(0), command.directory(), environment(command))
                    .map(Path::of)
                    .ifPresent(files::add);
            asked.keep(exited, files);
        }
        return outcome;
    }

    /**
     * Runs a command to its end or its time limit. When this thread is interrupted the whole process tree is killed and
     * the interrupt is kept. A process that outlives the command is ended, too, and a line of the output says so; only what a
     * command with credentials starts may stay, such as an agent of ssh or gpg, unless it holds the output open.
     *
     * @param command what to run; a program without a folder is looked up on the child's own PATH
     * @param lines is notified of each printed line as it comes, from one thread at a time, and never after this method returned
     * @return how it ended
     * @throws EnvironmentException when the command's log cannot be written
     */
    public Outcome run(Command command, Consumer<String> lines) {
        known.forget();
        try {
            return toItsEnd(command, lines);
        } finally {
            known.forget();
        }
    }

    private Outcome toItsEnd(Command command, Consumer<String> lines) {
        ProcessBuilder builder = new ProcessBuilder();
        builder.directory(command.directory().toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(environment(command));
        String mark = ProcessMark.of(command.credentials());
        environment.put(ProcessMark.VARIABLE, mark);
        String name = command.arguments().get(0);
        Redactor redactor = new Redactor(inherited.secrets(command.environment()));
        Optional<String> program = program(name, command.directory(), environment);
        if (program.isEmpty()) {
            String reason = name + " is not on the PATH";
            try (CapturedOutput printed = new CapturedOutput(command.log(), line -> {}, redactor)) {
                printed.line(reason, 0, false);
            }
            return new Outcome.NotStarted(reason);
        }
        List<String> arguments = new ArrayList<>(command.arguments());
        arguments.set(0, program.get());
        builder.command(arguments);
        long start = System.nanoTime();
        try (CapturedOutput printed = new CapturedOutput(command.log(), lines, redactor);
                Lifeline lifeline = new Lifeline()) {
            Lifeline.Started started;
            try {
                started = lifeline.start(builder, mark, patience);
            } catch (IOException e) {
                return new Outcome.NotStarted(String.valueOf(e.getMessage()));
            }
            Process process = started.process();
            ProcessTree tree = started.tree();
            Thread out = background(
                    "stdout", () -> read(process.getInputStream(), (line, cut) -> printed.line(line, cut, true)));
            Thread err = background(
                    "stderr", () -> read(process.getErrorStream(), (line, cut) -> printed.line(line, cut, false)));
            background("stdin", () -> feed(process, command));
            try {
                TimeLimit limit = command.limit().under(patience);
                if (!await(process, tree, limit.time())) {
                    tree.kill();
                    drained(out, err);
                    return new Outcome.TimedOut(limit.time(), printed.tail(), limit.setting());
                }
                Duration duration = Duration.ofNanos(System.nanoTime() - start);
                if (!drained(out, err) || tree.holdsOutput()) {
                    tree.kill();
                    drained(out, err);
                } else if (!command.credentials()) {
                    tree.endLeftovers()
                            .forEach(left -> printed.line(left + " was still running and has been ended", 0, false));
                }
                return new Outcome.Exited(process.exitValue(), printed.output(), printed.tail(), duration);
            } catch (InterruptedException e) {
                tree.kill();
                Thread.currentThread().interrupt();
                return new Outcome.TimedOut(
                        Duration.ofNanos(System.nanoTime() - start), printed.tail(), Optional.empty());
            }
        }
    }

    /**
     * Starts a command that the caller feeds, reads and ends; its input, log and time limit do not count.
     *
     * @param command what to run; a program without a folder is looked up on the child's own PATH
     * @return the process
     * @throws IOException when it cannot be started
     */
    public Process start(Command command) throws IOException {
        known.forget();
        Map<String, String> environment = environment(command);
        String name = command.arguments().get(0);
        List<String> arguments = new ArrayList<>(command.arguments());
        arguments.set(
                0,
                program(name, command.directory(), environment)
                        .orElseThrow(() -> new IOException(name + " is not on the PATH")));
        ProcessBuilder builder =
                new ProcessBuilder(arguments).directory(command.directory().toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** A process looks a program with a folder up from its new working directory on Unix, from ours on Windows. */
    private static Optional<String> program(String name, Path directory, Map<String, String> environment) {
        try {
            Path path = Path.of(name);
            if (path.isAbsolute()) {
                return Optional.of(name);
            }
            if (path.getNameCount() > 1 || name.startsWith(".")) {
                return Optional.of(
                        directory.toAbsolutePath().resolve(path).normalize().toString());
            }
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        return ProgramPath.of(environment).find(name).map(Path::toString);
    }

    private static boolean await(Process process, ProcessTree tree, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        long pause = 20;
        while (true) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (process.waitFor(Math.max(1, Math.min(pause, left)), TimeUnit.MILLISECONDS)) {
                return true;
            }
            if (left <= 0) {
                return false;
            }
            tree.look();
            pause = Math.min(LOOK_AT_MOST_MILLIS, pause * 2);
        }
    }

    private boolean drained(Thread out, Thread err) throws InterruptedException {
        long deadline = System.nanoTime() + patience.of(DRAIN).toNanos();
        for (Thread reader : List.of(out, err)) {
            reader.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        }
        return !out.isAlive() && !err.isAlive();
    }

    private static void feed(Process process, Command command) {
        try (OutputStream stdin = process.getOutputStream()) {
            if (command.input().isPresent()) {
                stdin.write(command.input().get().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // The child closed its end first; its exit code tells whether that was a failure.
            return;
        }
    }

    private static Thread background(String name, Runnable work) {
        Thread thread = new Thread(work, "process-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Hears a line and how many characters of it were left out. */
    @FunctionalInterface
    private interface Lines {
        void accept(String line, long cut);
    }

    private static void read(InputStream stream, Lines lines) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            long cut = 0;
            boolean returned = false;
            int c;
            while ((c = reader.read()) >= 0) {
                if (c == '\n') {
                    lines.accept(line.toString(), cut);
                    line.setLength(0);
                    cut = 0;
                    returned = false;
                } else if (c == '\r') {
                    returned = true;
                } else {
                    if (returned) {
                        // A progress bar writes over itself; only its last state is worth a line.
                        line.setLength(0);
                        cut = 0;
                        returned = false;
                    }
                    if (line.length() < LINE_LIMIT) {
                        line.append((char) c);
                    } else {
                        cut++;
                    }
                }
            }
            if (line.length() > 0) {
                lines.accept(line.toString(), cut);
            }
        } catch (IOException e) {
            // The pipe breaks when the tree is killed; what came before is kept.
            return;
        }
    }

    /**
     * Ends what earlier runs left behind that were killed before they could end it themselves. Only Linux shows it.
     *
     * @return what was ended, for messages: the program and its number
     */
    public static List<String> endOrphans() {
        List<ProcessHandle> orphans = MarkedProcesses.orphans();
        List<String> names = orphans.stream().map(ProcessTree::name).toList();
        orphans.forEach(orphan -> new ProcessTree(orphan, "", Patience.ofCommandLine()).kill());
        return names;
    }

    /**
     * Ends a process and everything it started: politely first, by force after five seconds.
     *
     * @param process the root of the tree
     */
    public static void killTree(Process process) {
        new ProcessTree(process.toHandle(), "", Patience.ofCommandLine()).kill();
    }

    /**
     * Says why a log cannot be written.
     *
     * @param file the log
     * @param cause what the system said
     * @return to be thrown
     */
    static EnvironmentException unwritable(Path file, IOException cause) {
        return new EnvironmentException(
                Problem.of("cannot write the log " + file + ": " + cause)
                        .next("free some space or make its folder writable, then run again"),
                cause);
    }

    static void makeFolder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
    }
}
