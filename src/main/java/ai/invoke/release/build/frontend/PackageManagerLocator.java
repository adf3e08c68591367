package ai.invoke.release.build.frontend;

import ai.invoke.release.console.Console;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the package manager in the version that a frontend asks for: from the PATH when that one fits, else through
 * corepack, else through npx. Corepack knows keys of a registry and not those of every mirror, so that npx may work where
 * corepack does not.
 */
public final class PackageManagerLocator {

    /** Corepack must not wait for somebody to say yes to a download. */
    private static final Map<String, String> QUIET = Map.of(
            "COREPACK_ENABLE_DOWNLOAD_PROMPT", "0",
            "COREPACK_ENABLE_AUTO_PIN", "0",
            "npm_config_yes", "true",
            "npm_config_update_notifier", "false",
            "npm_config_fund", "false",
            "npm_config_audit", "false");

    private final ProcessRunner runner;
    private final Path directory;
    private final Duration limit;
    private final Console console;

    public PackageManagerLocator(ProcessRunner runner, Path directory, Duration limit, Console console) {
        this.runner = runner;
        this.directory = directory;
        this.limit = limit;
        this.console = console;
    }

    /**
     * How to start a package manager.
     *
     * @param command the words before its own arguments
     * @param version what it said of itself
     * @param node the version of Node.js
     */
    public record Found(List<String> command, String version, String node) {

        /**
         * The package that npx has to provide.
         *
         * @return empty when it is not started through npx
         */
        Optional<String> npxPackage() {
            if (!command.get(0).equals("npx")) {
                return Optional.empty();
            }
            int option = command.indexOf("--package");
            return Optional.of(command.get(option < 0 ? command.size() - 1 : option + 1));
        }
    }

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
        String node = node();
        List<String> tried = new ArrayList<>();
        String program = manager.kind().program();
        for (List<String> way : ways(manager)) {
            Optional<String> version = version(way);
            if (version.isPresent() && manager.accepts(version.get())) {
                console.detail(String.join(" ", way) + " is " + program + " " + version.get());
                return new Found(way, version.get(), node);
            }
            tried.add(String.join(" ", way)
                    + version.map(found -> " is version " + found).orElse(" does not run"));
        }
        throw new EnvironmentException(Problem.of("the frontend asks for " + manager.wanted()
                        + ", which cannot be found: " + String.join("; ", tried))
                .next(
                        manager.kind() == PackageManager.Kind.NPM
                                ? "install it: npm install --global " + manager.wanted()
                                : "install it: npm install --global " + manager.wanted() + ", or corepack enable"));
    }

    /**
     * The version of Node.js.
     *
     * @return for instance {@code 20.20.2}
     * @throws EnvironmentException when there is none
     */
    String node() {
        return version(List.of("node"))
                .map(version -> version.replaceFirst("^v", ""))
                .orElseThrow(() ->
                        new EnvironmentException(Problem.of("the frontend needs Node.js, and no node on the PATH runs")
                                .next("install Node.js 20 or newer (https://nodejs.org), or put it on the PATH")));
    }

    /**
     * What {@link #find} will come to, told without corepack and npx, which take seconds.
     *
     * @param manager what is asked for
     * @return for instance {@code pnpm@10.12.4}; the version on the PATH when only a part of it is asked for
     */
    String expected(PackageManager manager) {
        if (manager.exact()) {
            return manager.wanted();
        }
        String program = manager.kind().program();
        return version(List.of(program))
                .filter(manager::accepts)
                .map(version -> program + "@" + version)
                .orElse(manager.wanted());
    }

    private static List<List<String>> ways(PackageManager manager) {
        String program = manager.kind().program();
        List<List<String>> ways = new ArrayList<>();
        ways.add(List.of(program));
        // The registry has no modern yarn under its plain name.
        boolean modernYarn = manager.kind() == PackageManager.Kind.YARN
                && manager.version()
                        .filter(version -> !version.startsWith("1."))
                        .isPresent();
        String inRegistry =
                modernYarn ? "@yarnpkg/cli-dist" + manager.wanted().substring(program.length()) : manager.wanted();
        if (manager.kind() != PackageManager.Kind.NPM) {
            ways.add(List.of("corepack", manager.wanted()));
        }
        ways.add(
                modernYarn
                        ? List.of("npx", "--yes", "--package", inRegistry, "yarn")
                        : List.of("npx", "--yes", inRegistry));
        return ways;
    }

    private Optional<String> version(List<String> way) {
        List<String> arguments = new ArrayList<>(way);
        arguments.add("--version");
        Outcome outcome = runner.run(
                Command.of(directory, arguments).withEnvironment(QUIET).withTimeout(limit));
        if (outcome instanceof Outcome.Exited exited && exited.succeeded()) {
            return exited.output()
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .reduce((a, b) -> b);
        }
        outcome.tail().stream().limit(3).forEach(console::detail);
        return Optional.empty();
    }
}
