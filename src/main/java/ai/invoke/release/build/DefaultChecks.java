package ai.invoke.release.build;

import ai.invoke.release.console.Console;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gates that InvokeAI's own CI has, each only when the project has its tool configured. A tool that is configured and
 * not installed is reported and not run: a release engineer's machine need not have every linter.
 */
public final class DefaultChecks {

    private static final List<String> RUFF_FILES = List.of("ruff.toml", ".ruff.toml");
    private static final List<String> PYTEST_FILES = List.of("pytest.ini", ".pytest.ini");
    private static final List<String> FRONTEND = List.of("prettier", "eslint", "dpdm", "tsc", "knip");
    private static final Duration PROBE = Duration.ofMinutes(3);

    private final ProcessRunner runner;
    private final Path project;
    private final Path logs;
    private final Duration timeout;
    private final Optional<String> python;
    private final Console console;

    /**
     * For one project.
     *
     * @param runner starts what looks for tools
     * @param project the project's folder
     * @param logs where JUnit XML goes
     * @param timeout for each check
     * @param python the interpreter that the user named; its modules are preferred to programs on the PATH
     * @param console hears details
     */
    public DefaultChecks(
            ProcessRunner runner, Path project, Path logs, Duration timeout, Optional<String> python, Console console) {
        this.runner = runner;
        this.project = project;
        this.logs = logs;
        this.timeout = timeout;
        this.python = python;
        this.console = console;
    }

    /**
     * The checks.
     *
     * @param frontend the frontend's folder, where there is one
     * @return those that are configured
     */
    public List<Check> find(Optional<Path> frontend) {
        List<Check> checks = new ArrayList<>();
        Optional<PyProject> settings = PyProject.read(project);
        if (configured(settings, "ruff", RUFF_FILES)) {
            Tool ruff = python("ruff");
            checks.add(check("ruff-check", ruff, List.of("check", "."), project, Optional.empty()));
            checks.add(check("ruff-format", ruff, List.of("format", "--check", "."), project, Optional.empty()));
        }
        if (configured(settings, "pytest", PYTEST_FILES)) {
            Path report = logs.resolve("pytest.xml");
            checks.add(
                    check("pytest", python("pytest"), List.of("--junitxml=" + report), project, Optional.of(report)));
        }
        frontend.ifPresent(folder -> checks.addAll(frontend(folder)));
        return List.copyOf(checks);
    }

    private boolean configured(Optional<PyProject> settings, String tool, List<String> files) {
        return settings.filter(found -> found.tools().contains(tool)).isPresent()
                || files.stream().anyMatch(name -> Files.isRegularFile(project.resolve(name)));
    }

    /** How to start a tool, or why it cannot be. */
    private record Tool(List<String> command, Optional<String> missing) {}

    private Tool python(String module) {
        List<String> interpreters = new ArrayList<>();
        python.ifPresent(interpreters::add);
        if (python.isEmpty() && runner.path().find(module).filter(this::runs).isPresent()) {
            return new Tool(List.of(module), Optional.empty());
        }
        interpreters.addAll(List.of("python3", "python"));
        for (String interpreter : interpreters) {
            List<String> command = List.of(interpreter, "-m", module);
            if (succeeds(command)) {
                return new Tool(command, Optional.empty());
            }
        }
        return new Tool(
                List.of(module),
                Optional.of(module + " is configured in the project but not installed here: pip install " + module));
    }

    /** A pyenv shim is there for every version that has the tool, and fails for the one that is active. */
    private boolean runs(Path program) {
        return succeeds(List.of(program.toString()));
    }

    private boolean succeeds(List<String> command) {
        List<String> arguments = new ArrayList<>(command);
        arguments.add("--version");
        return runner.run(Command.of(project, arguments).withTimeout(Duration.ofSeconds(20)))
                .succeeded();
    }

    private List<Check> frontend(Path folder) {
        PackageManager manager = PackageManager.of(folder);
        List<String> wanted = FRONTEND.stream()
                .filter(tool -> manager.scripts().contains("lint:" + tool))
                .toList();
        boolean vitest = manager.scripts().contains("test:no-watch");
        if (wanted.isEmpty() && !vitest) {
            return List.of();
        }
        PackageManagerLocator.Found found = new PackageManagerLocator(runner, folder, PROBE, console).find(manager);
        Optional<String> missing = Files.isDirectory(folder.resolve("node_modules"))
                ? Optional.empty()
                : Optional.of("the frontend's dependencies are not installed: mvn invokeai-release:build-frontend");
        List<Check> checks = new ArrayList<>();
        Tool tool = new Tool(found.command(), missing);
        for (String name : wanted) {
            checks.add(check(name, tool, List.of("run", "lint:" + name), folder, Optional.empty()));
        }
        if (vitest) {
            Path report = logs.resolve("vitest.xml");
            List<String> arguments = List.of(
                    "exec", "vitest", "run", "--reporter=default", "--reporter=junit", "--outputFile.junit=" + report);
            checks.add(check("vitest", tool, arguments, folder, Optional.of(report)));
        }
        return checks;
    }

    private Check check(String id, Tool tool, List<String> arguments, Path directory, Optional<Path> junit) {
        List<String> all = new ArrayList<>(tool.command());
        all.addAll(arguments);
        return new Check(id, all, directory, Map.of(), timeout, false, junit, tool.missing());
    }
}
