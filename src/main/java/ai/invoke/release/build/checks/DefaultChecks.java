package ai.invoke.release.build.checks;

import ai.invoke.release.build.PyProject;
import ai.invoke.release.build.frontend.FrontendChecks;
import ai.invoke.release.build.frontend.PackageManager;
import ai.invoke.release.build.frontend.PackageManagerLocator;
import ai.invoke.release.build.python.PythonTools;
import ai.invoke.release.console.Console;
import ai.invoke.release.process.NamedFiles;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The gates that InvokeAI's own CI has, each only when the project has its tool configured. A tool that is configured and
 * not installed is reported and not run: a release engineer's machine need not have every linter.
 */
public final class DefaultChecks {

    private static final List<String> RUFF_FILES = List.of("ruff.toml", ".ruff.toml");
    private static final List<String> PYTEST_FILES = List.of("pytest.ini", ".pytest.ini");
    /** What modern yarn writes in place of {@code node_modules}. */
    private static final String PLUG_AND_PLAY = ".pnp.cjs";

    /** What pnpm, npm and the two yarns write anew in {@code node_modules} at every installation. */
    private static final List<String> INSTALLED =
            List.of(".modules.yaml", ".package-lock.json", ".yarn-integrity", ".yarn-state.yml");

    private static final Duration PROBE = Duration.ofMinutes(3);

    private final ProcessRunner runner;
    private final Path project;
    private final Path logs;
    private final Duration timeout;
    private final PythonTools tools;
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
        this.tools = new PythonTools(runner, project, python, List.of("ruff", "pytest"));
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
            Tool ruff = python("ruff", false);
            checks.add(check("ruff-check", ruff, List.of("check", "."), project, Optional.empty()));
            checks.add(check("ruff-format", ruff, List.of("format", "--check", "."), project, Optional.empty()));
        }
        if (configured(settings, "pytest", PYTEST_FILES)) {
            Path report = logs.resolve("pytest.xml");
            checks.add(check(
                    "pytest", python("pytest", true), List.of("--junitxml=" + report), project, Optional.of(report)));
        }
        frontend.ifPresent(folder -> checks.addAll(frontend(folder)));
        return List.copyOf(checks);
    }

    /**
     * Whether the tools that were found missing are: not when the machine was too slow to tell.
     *
     * @return false when something that was asked did not answer in time
     */
    public boolean conclusive() {
        return tools.conclusive();
    }

    /**
     * A check that the user has named, with what tells that its tools have changed.
     *
     * @param check as the POM says it
     * @return the check
     */
    public Check witnessed(Check check) {
        List<String> arguments = check.arguments();
        String command = arguments.get(arguments.size() - 1);
        Set<Path> witnesses = new LinkedHashSet<>(tools.around(command));
        List<String> words = new ArrayList<>(List.of(command.split("[\\s;&|()<>\"'`]+")));
        words.addAll(check.environment().values());
        // What lies in the project is compared by its content, or is an output.
        NamedFiles.in(words).stream()
                .filter(file -> Files.isRegularFile(file) && !file.startsWith(project))
                .forEach(witnesses::add);
        INSTALLED.forEach(
                name -> witnesses.add(check.directory().resolve("node_modules").resolve(name)));
        return check.withWitnesses(witnesses);
    }

    private boolean configured(Optional<PyProject> settings, String tool, List<String> files) {
        return settings.filter(found -> found.tools().contains(tool)).isPresent()
                || files.stream().anyMatch(name -> Files.isRegularFile(project.resolve(name)));
    }

    /** How to start a tool, or why it cannot be, and by what one sees that it is another one. */
    private record Tool(List<String> command, Optional<String> missing, Set<Path> witnesses) {}

    private Tool python(String module, boolean ofProject) {
        PythonTools.Found found = tools.find(module, ofProject);
        return new Tool(found.command(), found.missing(), found.witnesses());
    }

    private List<Check> frontend(Path folder) {
        PackageManager manager = PackageManager.of(folder);
        Path report = logs.resolve("vitest.xml");
        List<FrontendChecks.Gate> gates = new FrontendChecks(folder, manager.kind()).find(report);
        if (gates.isEmpty()) {
            return List.of();
        }
        PackageManagerLocator.Found found = new PackageManagerLocator(runner, folder, PROBE, console).find(manager);
        Optional<String> missing = installed(folder, manager)
                ? Optional.empty()
                : Optional.of("the frontend's dependencies are not installed: mvn invokeai-release:build-frontend");
        Tool tool = new Tool(found.command(), missing, witnesses(folder, found.command()));
        return gates.stream()
                .map(gate -> check(
                        gate.id(),
                        tool,
                        gate.arguments(),
                        folder,
                        Optional.of(report).filter(file -> gate.report())))
                .toList();
    }

    /** Yarn may have no {@code node_modules}, and a workspace may have the only one at its top, beside the lock file. */
    private static boolean installed(Path folder, PackageManager manager) {
        return Stream.concat(Stream.of(folder), manager.lockFile().map(Path::getParent).stream())
                .anyMatch(place -> Files.isDirectory(place.resolve("node_modules"))
                        || Files.isRegularFile(place.resolve(PLUG_AND_PLAY)));
    }

    private Set<Path> witnesses(Path folder, List<String> command) {
        Set<Path> witnesses = new LinkedHashSet<>();
        Stream.of("node", command.get(0))
                .flatMap(name -> runner.path().find(name).stream())
                .forEach(witnesses::add);
        Path modules = folder.resolve("node_modules");
        if (Files.isDirectory(modules)) {
            INSTALLED.forEach(name -> witnesses.add(modules.resolve(name)));
        } else {
            witnesses.add(modules);
            witnesses.add(folder.resolve(PLUG_AND_PLAY));
        }
        return witnesses;
    }

    private Check check(String id, Tool tool, List<String> arguments, Path directory, Optional<Path> junit) {
        List<String> all = new ArrayList<>(tool.command());
        all.addAll(arguments);
        return new Check(id, all, directory, Map.of(), timeout, false, junit, tool.missing(), tool.witnesses());
    }
}
