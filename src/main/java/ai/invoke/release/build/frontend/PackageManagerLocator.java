package ai.invoke.release.build.frontend;

import ai.invoke.release.console.Console;
import ai.invoke.release.file.Folders;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the package manager in the version that a frontend asks for: from the PATH when that one fits, else from npm's
 * registry, by its digest ({@link ManagerStore}).
 */
public final class PackageManagerLocator {

    /** What is on the PATH may be corepack's, which must not wait for somebody to say yes to a download. */
    private static final Map<String, String> QUIET = Map.of(
            "COREPACK_ENABLE_DOWNLOAD_PROMPT", "0",
            "COREPACK_ENABLE_AUTO_PIN", "0",
            "npm_config_yes", "true",
            "npm_config_update_notifier", "false",
            "npm_config_fund", "false",
            "npm_config_audit", "false");

    private static final Pattern REGISTRY =
            Pattern.compile("\\s*+registry\\s*+=\\s*+[\"']?+(?<address>https?://[^\\s\"'$]++)[\"']?+\\s*+");

    private static final Pattern REASON = Pattern.compile("(?i)\\berr(or|!)");
    private static final Pattern NO_REASON =
            Pattern.compile("(?i)npm (err!|error) (a complete log|code |path |errno |syscall )|at |node:|Node\\.js v");

    private final ProcessRunner runner;
    private final Path directory;
    private final Duration limit;
    private final Console console;
    private final ManagerStore store;

    /**
     * A locator.
     *
     * @param runner starts programs
     * @param directory the frontend
     * @param work the folder of the release, which keeps what is fetched
     * @param limit for each program that is asked
     * @param console is told what was found
     */
    public PackageManagerLocator(ProcessRunner runner, Path directory, Path work, Duration limit, Console console) {
        this(runner, directory, work, limit, console, PinnedManagers.shipped());
    }

    PackageManagerLocator(
            ProcessRunner runner, Path directory, Path work, Duration limit, Console console, PinnedManagers table) {
        this.runner = runner;
        this.directory = directory;
        this.limit = limit;
        this.console = console;
        this.store =
                new ManagerStore(work.resolve("package-managers"), table, this::npm, runner.environment(), console);
    }

    /**
     * How to start a package manager.
     *
     * @param command the words before its own arguments
     * @param version what it said of itself
     * @param node the version of Node.js, or a word that there is none where bun runs without it
     * @param bin a folder with the program, where it is not on the PATH
     */
    public record Found(List<String> command, String version, String node, Optional<Path> bin) {

        /** Takes an unmodifiable copy. */
        public Found {
            command = List.copyOf(command);
        }

        /**
         * Variables with which a shell finds the program, too.
         *
         * @param path the folders of the PATH
         * @return the PATH with its folder; empty where it is on the PATH
         */
        public Map<String, String> onPath(List<Path> path) {
            return bin.map(folder -> Map.of(
                            "PATH",
                            Stream.concat(Stream.of(folder), path.stream())
                                    .map(Path::toString)
                                    .collect(Collectors.joining(File.pathSeparator))))
                    .orElseGet(Map::of);
        }
    }

    /** What a program said when it was asked for its version: that, or why not. */
    private record Answer(Optional<String> version, String reason) {}

    /**
     * What keeps npm and corepack from asking questions, and from looking for anything but the packages.
     *
     * @return variables for each of their processes
     */
    public static Map<String, String> variables() {
        return QUIET;
    }

    /**
     * Finds a program that runs the package manager in the asked version.
     *
     * @param manager what is asked for
     * @return how to start it
     * @throws EnvironmentException when Node.js is missing or no way leads to that version; each that was tried is named
     */
    public Found find(PackageManager manager) {
        String node = node(manager);
        List<String> tried = new ArrayList<>();
        List<String> way = way(manager);
        Answer answer = ask(way);
        if (fits(manager, answer)) {
            return found(manager, way, answer, node, Optional.empty());
        }
        tried.add(says(way, answer));
        if (manager.release().isEmpty()) {
            try {
                for (Path program : store.provide(manager)) {
                    List<String> fetched = List.of(program.toString());
                    answer = ask(fetched);
                    if (fits(manager, answer)) {
                        return found(manager, fetched, answer, node, Optional.ofNullable(program.getParent()));
                    }
                    tried.add(says(fetched, answer));
                }
            } catch (ManagerStore.NotFetched e) {
                tried.add(e.why());
            }
        }
        throw new EnvironmentException(Problem.of("the frontend asks for " + manager.wanted()
                        + ", which cannot be found: " + String.join("; ", tried))
                .next("install it: npm install --global " + manager.wanted()));
    }

    private static boolean fits(PackageManager manager, Answer answer) {
        return answer.version().isPresent()
                && (manager.release().isPresent()
                        || manager.accepts(answer.version().get()));
    }

    private Found found(PackageManager manager, List<String> way, Answer answer, String node, Optional<Path> bin) {
        String version = answer.version().orElseThrow();
        console.detail(String.join(" ", way) + " is " + manager.kind().program() + " " + version);
        return new Found(way, version, node, bin);
    }

    private static String says(List<String> way, Answer answer) {
        return String.join(" ", way)
                + answer.version()
                        .map(found -> " is version " + found)
                        .orElseGet(() -> " does not run: " + answer.reason());
    }

    /**
     * The version of Node.js.
     *
     * @param manager bun runs without
     * @return for instance {@code 20.20.2}, or {@code none}
     * @throws EnvironmentException when there is none and it is needed
     */
    String node(PackageManager manager) {
        Answer answer = ask(List.of("node"));
        if (answer.version().isEmpty() && manager.kind() == PackageManager.Kind.BUN) {
            return "none";
        }
        return answer.version()
                .map(version -> version.replaceFirst("^v", ""))
                .orElseThrow(() -> new EnvironmentException(
                        Problem.of("the frontend needs Node.js, and no node on the PATH runs: " + answer.reason())
                                .next("install Node.js 20 or newer (https://nodejs.org), or put it on the PATH")));
    }

    /**
     * What {@link #find} will come to, told without fetching anything.
     *
     * @param manager what is asked for
     * @return for instance {@code pnpm@10.12.4}; the version on the PATH when only a part of it is asked for
     */
    String expected(PackageManager manager) {
        if (manager.release().isPresent()) {
            return manager.kind().program() + " of the project";
        }
        if (manager.exact()) {
            return manager.wanted();
        }
        String program = manager.kind().program();
        return ask(List.of(program))
                .version()
                .filter(manager::accepts)
                .map(version -> program + "@" + version)
                .orElse(manager.wanted());
    }

    private static List<String> way(PackageManager manager) {
        return manager.release()
                .map(file -> List.of("node", file.toString()))
                .orElseGet(() -> List.of(manager.kind().program()));
    }

    private Answer ask(List<String> way) {
        List<String> arguments = new ArrayList<>(way);
        arguments.add("--version");
        Outcome outcome = run(arguments);
        if (outcome instanceof Outcome.TimedOut late) {
            throw late.failure(String.join(" ", arguments));
        }
        if (outcome instanceof Outcome.Exited exited && exited.succeeded()) {
            Optional<String> version = exited.output()
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .reduce((a, b) -> b);
            return new Answer(version, "it printed nothing");
        }
        outcome.tail().stream().limit(3).forEach(console::detail);
        return new Answer(Optional.empty(), reason(outcome));
    }

    private Outcome npm(List<String> arguments) {
        return run(Stream.concat(Stream.of("npm"), arguments.stream()).toList());
    }

    /**
     * Why a program did not do what it should, in one line.
     *
     * @param outcome how it ended
     * @return its own words where it has some
     */
    static String reason(Outcome outcome) {
        if (outcome instanceof Outcome.NotStarted notStarted) {
            return notStarted.reason();
        }
        if (outcome instanceof Outcome.TimedOut timedOut) {
            return timedOut.why();
        }
        String code = outcome instanceof Outcome.Exited exited ? "exit code " + exited.code() : "";
        List<String> said = outcome.tail().stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !NO_REASON.matcher(line).lookingAt())
                .toList();
        return said.stream()
                .filter(line -> REASON.matcher(line).find())
                .findFirst()
                .or(() -> said.stream().reduce((a, b) -> b))
                .map(line -> code + ", " + Outcome.shown(List.of(line), 1).get(0))
                .orElse(code);
    }

    /**
     * Runs something in a folder of nobody: in that of the frontend, and in all above it, {@code devEngines}, {@code
     * packageManager} and workspaces decide who may answer. Only the registry that the frontend names is taken along.
     */
    private Outcome run(List<String> arguments) {
        try {
            Path neutral = Files.createTempDirectory("invokeai-release-probe");
            try {
                // npm looks for this file upwards, and goes no further.
                Files.writeString(neutral.resolve("package.json"), "{}");
                Command command =
                        Command.of(neutral, arguments).withEnvironment(QUIET).withUsualTimeout(limit);
                return runner.run(registry()
                        .map(address -> command.withEnvironment("npm_config_registry", address))
                        .orElse(command));
            } finally {
                Folders.delete(neutral);
            }
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot make a temporary folder: " + e).next("free some space, then run again"), e);
        }
    }

    private Optional<String> registry() throws IOException {
        for (Path at : PackageManager.upwards(directory)) {
            Path settings = at.resolve(".npmrc");
            if (Files.isRegularFile(settings)) {
                Optional<String> address = new String(Files.readAllBytes(settings), StandardCharsets.UTF_8)
                        .lines()
                        .map(REGISTRY::matcher)
                        .filter(Matcher::matches)
                        .map(line -> line.group("address"))
                        .findFirst();
                if (address.isPresent()) {
                    return address;
                }
            }
        }
        return Optional.empty();
    }
}
