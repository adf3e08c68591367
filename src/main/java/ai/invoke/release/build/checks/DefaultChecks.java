package ai.invoke.release.build.checks;

import ai.invoke.release.build.PyProject;
import ai.invoke.release.build.frontend.FrontendChecks;
import ai.invoke.release.build.frontend.PackageManager;
import ai.invoke.release.build.frontend.PackageManagerLocator;
import ai.invoke.release.build.python.PythonTools;
import ai.invoke.release.console.Console;
import ai.invoke.release.file.Parallel;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    private final Path work;
    private final Path logs;
    private final Duration timeout;
    private final PythonTools tools;
    private final Console console;
    private final SortedMap<String, String> versions = new TreeMap<>();
    private final ProjectFiles files;
    private final Optional<TestRequirements> tests;
    private final boolean named;
    private final SuppliedTools supplied;
    private final List<Check> setup = new ArrayList<>();
    private final Set<Check> dependent = new HashSet<>();
    private Optional<GroupEnvironment> groups = Optional.empty();

    /**
     * For one project.
     *
     * @param runner starts what looks for tools
     * @param project the project's folder
     * @param work the folder of the release, which gets JUnit XML and what is fetched
     * @param timeout for each check
     * @param python the interpreter that the user named; its modules are preferred to programs on the PATH
     * @param source where tools come from that are not here at the version that the project names
     * @param console is told the details
     */
    public DefaultChecks(
            ProcessRunner runner,
            Path project,
            Path work,
            Duration timeout,
            Optional<String> python,
            ToolSource source,
            Console console) {
        this.runner = runner;
        this.project = project;
        this.work = work;
        this.logs = work.resolve("checks");
        this.timeout = timeout;
        this.tools = new PythonTools(
                runner, project, python, List.of("ruff", "pytest", "tox", "nox", "pre_commit", "hatch"));
        this.files = new ProjectFiles(project);
        this.tests = TestRequirements.of(files);
        this.named = python.isPresent();
        this.supplied = new SuppliedTools(runner, project, logs, python, source, console);
        this.console = console;
    }

    /**
     * Finds the checks that the project is configured for.
     *
     * @param frontend the frontend's folder, where there is one
     * @return those that are configured
     */
    public List<Check> find(Optional<Path> frontend) {
        // The package manager is asked while the Pythons are: each takes a good part of a second.
        try (Parallel.Started<Optional<FrontendGates>> gates = Parallel.start(() -> frontend.flatMap(this::gates))) {
            List<Check> checks = python();
            gates.result().ifPresent(found -> checks.addAll(frontend(found)));
            return List.copyOf(checks);
        }
    }

    private List<Check> python() {
        List<Check> checks = new ArrayList<>();
        Optional<PyProject> settings = PyProject.read(project);
        boolean ruff = configured(settings, "ruff", RUFF_FILES);
        boolean pytest = configured(settings, "pytest", PYTEST_FILES);
        Optional<EnvironmentManager> manager = ruff || pytest ? manager() : Optional.empty();
        List<Check> tasks = manager.isPresent() ? List.of() : tasks(pytest);
        boolean tested = !manager.isPresent()
                && ProjectTask.of(files).stream()
                        .anyMatch(task -> task.tests()
                                && tasks.stream().anyMatch(check -> check.id().equals(task.id())));
        if (manager.isEmpty() && tasks.isEmpty()) {
            groups = groups(ruff, pytest);
        }
        if (ruff) {
            PythonTools.Found found = pinned("ruff", "ruff", manager);
            checks.add(check("ruff-check", "ruff", found, List.of("check", "."), project, Optional.empty()));
            checks.add(
                    check("ruff-format", "ruff", found, List.of("format", "--check", "."), project, Optional.empty()));
        }
        if (pytest && !tested) {
            Path report = logs.resolve("pytest.xml");
            checks.add(check(
                    "pytest",
                    "pytest",
                    inEnvironment(manager, "pytest").orElseGet(() -> tools.find("pytest", true)),
                    List.of("--junitxml=" + report),
                    project,
                    Optional.of(report)));
        }
        manager.ifPresent(found -> found.setup().forEach(this::prepare));
        groups.ifPresent(found -> supplied.python()
                .ifPresent(maker -> found.setup(maker.executable()).forEach(this::prepare)));
        if (!setup.isEmpty()) {
            dependent.addAll(checks);
        }
        checks.addAll(tasks);
        return checks;
    }

    /** The program that keeps the environment, where it is here. */
    private Optional<EnvironmentManager> manager() {
        Optional<EnvironmentManager> wanted = named ? Optional.empty() : EnvironmentManager.of(files, tests);
        Optional<EnvironmentManager> found =
                wanted.filter(manager -> runner.path().find(manager.program()).isPresent());
        if (found.isEmpty()) {
            wanted.ifPresent(manager -> console.info("  " + manager.lock() + " asks for " + manager.program()
                    + ", which is not on the PATH: tools are looked for as in any project"));
        }
        found.ifPresent(manager -> versions.put("environment", manager.program() + " with " + manager.lock()));
        return found;
    }

    /** What makes the environment; its name says what it does. */
    private void prepare(List<String> command) {
        String program = String.valueOf(Path.of(command.get(0)).getFileName());
        String action = command.stream()
                .skip(1)
                .filter(word -> !word.startsWith("-") && !word.equals("pip"))
                .findFirst()
                .orElse("setup");
        setup.add(new Check(
                program + "-" + action,
                Command.of(project, command).withTimeout(timeout, "invokeai.checkTimeout"),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Check.Tool(program, Optional.empty()))));
    }

    private Optional<PythonTools.Found> inEnvironment(Optional<EnvironmentManager> manager, String tool) {
        Optional<String> version = PinnedTool.of(files, tool).map(PinnedTool::version);
        return manager.map(EnvironmentManager::prefix)
                .or(() -> groups.filter(found -> found.has(tool)).map(GroupEnvironment::prefix))
                .map(prefix -> new PythonTools.Found(with(prefix, tool), Optional.empty(), version));
    }

    private static List<String> with(List<String> prefix, String tool) {
        List<String> words = new ArrayList<>(prefix);
        words.add(tool);
        return words;
    }

    /**
     * At the version that the project names; another one finds other mistakes. What the CI runs with uv runs with uv here, where
     * that is installed.
     */
    private PythonTools.Found pinned(String tool, String module, Optional<EnvironmentManager> manager) {
        Optional<PinnedTool> pin = PinnedTool.of(files, tool);
        boolean ofCi = pin.filter(found -> !found.source().endsWith(".lock")).isPresent();
        if (ofCi && runner.path().find("uv").isPresent()) {
            return new PythonTools.Found(
                    List.of("uv", "tool", "run", tool + "@" + pin.get().version()),
                    Optional.empty(),
                    pin.map(PinnedTool::version));
        }
        return inEnvironment(manager, tool).orElseGet(() -> {
            PythonTools.Found found = tools.find(module, false);
            return pin.filter(wanted -> !found.has(wanted.version()))
                    .map(wanted -> supplied.find(module, wanted))
                    .orElse(found);
        });
    }

    /** What the project runs through programs of its own choice. One that is missing leaves pytest to itself. */
    private List<Check> tasks(boolean pytest) {
        List<Check> checks = new ArrayList<>();
        for (ProjectTask task : ProjectTask.of(files)) {
            PythonTools.Found found = program(task);
            if (found.missing().isPresent() && task.tests() && pytest) {
                console.info("  the project is tested with " + task.program()
                        + ", which is not installed here: pytest runs by itself");
            } else {
                checks.add(check(task.id(), task.program(), found, task.arguments(), project, Optional.empty()));
            }
        }
        return checks;
    }

    private PythonTools.Found program(ProjectTask task) {
        return task.module()
                .map(module -> pinned(task.program(), module, Optional.empty()))
                .orElseGet(() -> new PythonTools.Found(
                        List.of(task.program()),
                        runner.path().find(task.program()).isPresent()
                                ? Optional.empty()
                                : Optional.of(task.program() + " is configured in the project but not installed here"),
                        Optional.empty()));
    }

    /** Only where nothing else has the tools and what they need: an environment of one's own goes first. */
    private Optional<GroupEnvironment> groups(boolean ruff, boolean pytest) {
        if (named) {
            return Optional.empty();
        }
        return GroupEnvironment.of(files, project, logs.resolveSibling("check-environment"))
                .filter(found -> (pytest && !tools.complete("pytest", found.packages()))
                        || (ruff && found.has("ruff") && !tools.complete("ruff", Set.of())))
                .filter(found -> supplied.python().isPresent());
    }

    /**
     * What makes the environment that the checks run in, in order. None of them has to be repeated while it is there.
     *
     * @return empty when there is nothing to make
     */
    public List<Check> setup() {
        return List.copyOf(setup);
    }

    /** Installs the tools that are not here at the version that the project names, each once for all projects of a user. */
    public void provide() {
        supplied.provide();
    }

    /**
     * A check as it can be run after {@link #provide}.
     *
     * @param check any check
     * @return the same, or that its tool could not be installed
     */
    public Check provided(Check check) {
        return supplied.provided(check);
    }

    /** The setup has succeeded. */
    public void environmentMade() {
        groups.ifPresent(GroupEnvironment::remember);
    }

    /**
     * Whether a check runs in the environment that {@link #setup} makes.
     *
     * @param check any check
     * @return true for those of this class that do
     */
    public boolean needsEnvironment(Check check) {
        return dependent.contains(check);
    }

    /**
     * What a failure means: tests that did not begin because something is not installed have not failed.
     *
     * @param checks those that ran
     * @param result of one of them
     * @return the same, or that it was not run and what to install
     */
    public CheckResult explained(List<Check> checks, CheckResult result) {
        Optional<Check> pytest = checks.stream()
                .filter(check -> check.id().equals(result.id())
                        && check.tool()
                                .filter(tool -> tool.name().equals("pytest"))
                                .isPresent()
                        && !needsEnvironment(check))
                .findFirst();
        String code = "exit code ";
        if (pytest.isEmpty() || !result.detail().startsWith(code)) {
            return result;
        }
        String first = pytest.get().command().arguments().get(0);
        String python = first.equals("pytest") ? "python" : first;
        return MissingTestDependency.of(
                        Integer.parseInt(result.detail().substring(code.length())), result.tail(), tests)
                .map(missing -> result.notRun(missing + ": "
                        + tests.map(found -> found.advice(python)).orElse(python + " -m pip install it")))
                .orElse(result);
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
        if (EnvironmentManager.of(files, tests).isEmpty()) {
            ProjectTask.of(files).forEach(task -> ids.add(task.id()));
        }
        frontend.ifPresent(
                folder -> new FrontendChecks(folder, PackageManager.of(folder).kind())
                        .find(logs.resolve("vitest.xml"))
                        .forEach(gate -> ids.add(gate.id())));
        return List.copyOf(ids);
    }

    /**
     * What did not answer when it was asked for tools.
     *
     * @return a sentence for each, with what to set
     */
    public List<String> late() {
        return tools.late();
    }

    /**
     * Whether the tools that were found missing are: not when the machine was too slow to tell, or pip did not find them today.
     *
     * @return false when something that was asked did not answer in time, or could not be installed
     */
    public boolean conclusive() {
        return late().isEmpty() && supplied.complete();
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

    /**
     * What a frontend is judged by.
     *
     * @param folder the frontend
     * @param manager its package manager
     * @param gates at least one
     * @param report where vitest writes its JUnit XML
     * @param found how the package manager is started
     */
    private record FrontendGates(
            Path folder,
            PackageManager manager,
            List<FrontendChecks.Gate> gates,
            Path report,
            PackageManagerLocator.Found found) {}

    private Optional<FrontendGates> gates(Path folder) {
        PackageManager manager = PackageManager.of(folder);
        Path report = logs.resolve("vitest.xml");
        List<FrontendChecks.Gate> gates = new FrontendChecks(folder, manager.kind()).find(report);
        return gates.isEmpty()
                ? Optional.empty()
                : Optional.of(new FrontendGates(
                        folder,
                        manager,
                        gates,
                        report,
                        new PackageManagerLocator(runner, folder, work, PROBE, console).find(manager)));
    }

    private List<Check> frontend(FrontendGates frontend) {
        Path folder = frontend.folder();
        PackageManager manager = frontend.manager();
        PackageManagerLocator.Found found = frontend.found();
        Optional<String> missing = installed(folder, manager)
                ? Optional.empty()
                : Optional.of("the frontend's dependencies are not installed: mvn invokeai-release:build-frontend");
        versions.put("Node.js", found.node());
        versions.put("package manager", manager.kind().program() + " " + found.version());
        versions.put("the frontend's dependencies", missing.orElse("installed"));
        return frontend.gates().stream()
                .map(gate -> check(
                        gate.id(),
                        gate.dependency(),
                        new PythonTools.Found(found.command(), missing, installedVersion(folder, gate.dependency())),
                        gate.arguments(),
                        folder,
                        Optional.of(frontend.report()).filter(file -> gate.report())))
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
                Command.of(directory, all).withTimeout(timeout, "invokeai.checkTimeout"),
                false,
                junit,
                tool.missing(),
                Optional.of(new Check.Tool(name, tool.version())));
    }
}
