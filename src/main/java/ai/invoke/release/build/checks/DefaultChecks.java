package ai.invoke.release.build.checks;

import ai.invoke.release.build.PyProject;
import ai.invoke.release.build.frontend.FrontendChecks;
import ai.invoke.release.build.frontend.PackageManager;
import ai.invoke.release.build.frontend.PackageManagerLocator;
import ai.invoke.release.build.python.PythonTools;
import ai.invoke.release.console.Console;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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

    private static final Duration PROBE = Duration.ofMinutes(3);

    private final ProcessRunner runner;
    private final Path project;
    private final Path logs;
    private final Duration timeout;
    private final PythonTools tools;
    private final Console console;
    private final SortedMap<String, String> versions = new TreeMap<>();

    /**
     * For one project.
     *
     * @param runner starts what looks for tools
     * @param project the project's folder
     * @param logs where JUnit XML goes
     * @param timeout for each check
     * @param python the interpreter that the user named; its modules are preferred to programs on the PATH
     * @param console is told the details
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
     * Finds the checks that the project is configured for.
     *
     * @param frontend the frontend's folder, where there is one
     * @return those that are configured
     */
    public List<Check> find(Optional<Path> frontend) {
        List<Check> checks = new ArrayList<>();
        Optional<PyProject> settings = PyProject.read(project);
        if (configured(settings, "ruff", RUFF_FILES)) {
            PythonTools.Found ruff = tools.find("ruff", false);
            checks.add(check("ruff-check", "ruff", ruff, List.of("check", "."), project, Optional.empty()));
            checks.add(
                    check("ruff-format", "ruff", ruff, List.of("format", "--check", "."), project, Optional.empty()));
        }
        if (configured(settings, "pytest", PYTEST_FILES)) {
            Path report = logs.resolve("pytest.xml");
            checks.add(check(
                    "pytest",
                    "pytest",
                    tools.find("pytest", true),
                    List.of("--junitxml=" + report),
                    project,
                    Optional.of(report)));
        }
        frontend.ifPresent(folder -> checks.addAll(frontend(folder)));
        return List.copyOf(checks);
    }

    /**
     * The checks that the project is configured for, without a look at what is installed.
     *
     * @param frontend the frontend's folder, where there is one
     * @return their ids
     */
    public List<String> ids(Optional<Path> frontend) {
        List<String> ids = new ArrayList<>();
        Optional<PyProject> settings = PyProject.read(project);
        if (configured(settings, "ruff", RUFF_FILES)) {
            ids.addAll(List.of("ruff-check", "ruff-format"));
        }
        if (configured(settings, "pytest", PYTEST_FILES)) {
            ids.add("pytest");
        }
        frontend.ifPresent(
                folder -> new FrontendChecks(folder, PackageManager.of(folder).kind())
                        .find(logs.resolve("vitest.xml"))
                        .forEach(gate -> ids.add(gate.id())));
        return List.copyOf(ids);
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
     * What the checks depend on besides the sources: the versions of the tools that were found, and of what is installed
     * beside them, which POM's own checks may use, too.
     *
     * @return name and version
     */
    public SortedMap<String, String> versions() {
        SortedMap<String, String> all = new TreeMap<>(versions);
        all.putAll(tools.versions());
        return all;
    }

    private boolean configured(Optional<PyProject> settings, String tool, List<String> files) {
        return settings.filter(found -> found.tools().contains(tool)).isPresent()
                || files.stream().anyMatch(name -> Files.isRegularFile(project.resolve(name)));
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
        versions.put("Node.js", found.node());
        versions.put("package manager", manager.kind().program() + " " + found.version());
        versions.put("the frontend's dependencies", missing.orElse("installed"));
        return gates.stream()
                .map(gate -> check(
                        gate.id(),
                        gate.dependency(),
                        new PythonTools.Found(found.command(), missing, installedVersion(folder, gate.dependency())),
                        gate.arguments(),
                        folder,
                        Optional.of(report).filter(file -> gate.report())))
                .map(check -> new Check(
                        check.id(),
                        // A script may start the package manager itself.
                        check.command()
                                .withEnvironment(found.onPath(runner.path().folders())),
                        check.continueOnFailure(),
                        check.junit(),
                        check.unavailable(),
                        check.tool()))
                .toList();
    }

    /** Yarn may have no {@code node_modules}, and a workspace may have the only one at its top, beside the lock file. */
    private static boolean installed(Path folder, PackageManager manager) {
        return Stream.concat(Stream.of(folder), manager.lockFile().map(Path::getParent).stream())
                .anyMatch(place -> Files.isDirectory(place.resolve("node_modules"))
                        || Files.isRegularFile(place.resolve(PLUG_AND_PLAY)));
    }

    /** The version of a package in the {@code node_modules} of the frontend, or of a folder above in a workspace. */
    private static Optional<String> installedVersion(Path folder, String dependency) {
        for (Path at = folder; at != null; at = at.getParent()) {
            Path manifest = at.resolve("node_modules").resolve(dependency).resolve("package.json");
            if (Files.isRegularFile(manifest)) {
                return FrontendChecks.version(manifest);
            }
        }
        return Optional.empty();
    }

    private Check check(
            String id,
            String name,
            PythonTools.Found tool,
            List<String> arguments,
            Path directory,
            Optional<Path> junit) {
        List<String> all = new ArrayList<>(tool.command());
        all.addAll(arguments);
        return new Check(
                id,
                Command.of(directory, all).withTimeout(timeout),
                false,
                junit,
                tool.missing(),
                Optional.of(new Check.Tool(name, tool.version())));
    }
}
