package ai.invoke.release.goal.make;

import ai.invoke.release.build.GitQuestions;
import ai.invoke.release.build.PyProject;
import ai.invoke.release.build.SourcePattern;
import ai.invoke.release.build.SourceTree;
import ai.invoke.release.build.dist.DistBuilder;
import ai.invoke.release.build.frontend.BuiltFrontend;
import ai.invoke.release.build.python.InstalledPackages;
import ai.invoke.release.build.python.PipSources;
import ai.invoke.release.build.python.Python;
import ai.invoke.release.build.python.PythonLocator;
import ai.invoke.release.build.python.PythonNeeds;
import ai.invoke.release.build.python.ToolEnvironment;
import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.git.Repo;
import ai.invoke.release.git.Tag;
import ai.invoke.release.git.WorkTree;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes the sdist and the wheels of a release: {@code build-dist}. */
public final class BuildDist {

    /** The time of files when neither the POM nor git gives one: the first that a zip can express. */
    private static final long ZIP_EPOCH = 315_532_800L;

    /**
     * What to build and how.
     *
     * @param projectDirectory the folder with {@code pyproject.toml}
     * @param directory where the files go
     * @param outputs folders that this build writes and that are therefore no sources, for instance {@code target}
     * @param python the interpreter that the user or a toolchain named
     * @param probeTimeout how long a candidate for the interpreter may take to answer
     * @param buildRequirement what is installed when the interpreter has no pypa/build
     * @param toolCache where such tool environments are kept; empty for the user's cache folder
     * @param isolation whether the backend gets an environment of its own
     * @param constraints pins for what pip installs there
     * @param pip where pip may look
     * @param configSettings for the backend
     * @param environment variables for the build
     * @param timeout for one build
     * @param outputTimestamp {@code project.build.outputTimestamp}: ISO 8601 or seconds since 1970; a single character or
     *     nothing means the commit's time
     * @param normalizeSdist whether equal content gives equal bytes
     * @param verifyReproducible whether to build twice and compare
     * @param additional folders with wheels of the same release that were built elsewhere
     * @param generatedSources paths or globs of git-ignored files that belong to the sources
     * @param frontendDirectory the frontend that the user named
     * @param frontendOutputs what the frontend's build makes, relative to it
     * @param frontendInWheel whether the frontend must be in the wheel when there is one
     * @param rebuild whether to build although nothing has changed
     */
    public record Request(
            Path projectDirectory,
            ReleaseDirectory directory,
            List<Path> outputs,
            Optional<String> python,
            Duration probeTimeout,
            String buildRequirement,
            Optional<Path> toolCache,
            boolean isolation,
            Optional<Path> constraints,
            PipSources pip,
            Map<String, String> configSettings,
            Map<String, String> environment,
            Duration timeout,
            Optional<String> outputTimestamp,
            boolean normalizeSdist,
            boolean verifyReproducible,
            List<Path> additional,
            List<String> generatedSources,
            Optional<Path> frontendDirectory,
            List<String> frontendOutputs,
            boolean frontendInWheel,
            boolean rebuild) {}

    /**
     * What there is now.
     *
     * @param files the files in {@code dist/}, sorted by name
     * @param rebuilt whether they were made in this run
     * @param why why they were made, or why not
     */
    public record Result(List<DistBuilder.BuiltFile> files, boolean rebuilt, String why) {}

    private final ProcessRunner runner;
    private final Console console;

    /**
     * The goal with children that see no credential.
     *
     * @param environment the user's environment, in production {@link System#getenv()}
     * @param console where to tell the user
     */
    public BuildDist(Map<String, String> environment, Console console) {
        this(new ProcessRunner(environment), console);
    }

    /**
     * The goal.
     *
     * @param runner starts the children
     * @param console where to tell the user
     */
    public BuildDist(ProcessRunner runner, Console console) {
        this.runner = runner;
        this.console = console;
    }

    /**
     * Builds, unless nothing has changed.
     *
     * @param request what and how
     * @return the files
     * @throws ProjectException when the project cannot be built
     * @throws EnvironmentException when Python, pip or the disk do not do their part
     */
    public Result run(Request request) {
        Path project = request.projectDirectory();
        Limits.requirePositive("buildTimeout", request.timeout());
        Limits.requirePositive("pythonTimeout", request.probeTimeout());
        Optional<PyProject> settings = PyProject.read(project);
        if (settings.isEmpty() && !Files.isRegularFile(project.resolve("setup.py"))) {
            throw new ProjectException(Problem.of("neither pyproject.toml nor setup.py in " + project)
                    .next("point -Dinvokeai.projectDirectory at the Python project"));
        }
        request.constraints().filter(file -> !Files.isRegularFile(file)).ifPresent(file -> {
            throw new ProjectException(Problem.of("the constraints file " + file + " does not exist")
                    .next("mend -Dinvokeai.constraints"));
        });
        request.pip().wheelhouse().filter(folder -> !Files.isDirectory(folder)).ifPresent(folder -> {
            throw new ProjectException(
                    Problem.of("the wheelhouse " + folder + " is not a folder").next("mend -Dinvokeai.wheelhouse"));
        });
        Optional<WheelFrontend> frontend = WheelFrontend.find(
                project, request.frontendDirectory(), request.frontendOutputs(), request.frontendInWheel());
        Python python = new PythonLocator(runner, project, request.probeTimeout(), console)
                .locate(request.python(), new PythonNeeds(settings, request.isolation())::unfit);
        Optional<WorkTree> git = WorkTree.of(project);
        git.ifPresent(this::complainAboutLineEnds);
        SourceTree sources = sources(request, git, frontend);
        complainAboutMissing(request, sources);
        frontend.filter(there -> request.frontendInWheel())
                .ifPresent(there -> requireNew(request.directory(), sources, there));
        ToolEnvironment tools = new ToolEnvironment(
                runner,
                request.toolCache().orElseGet(() -> ToolEnvironment.cacheFolder(runner.environment())),
                console);
        SortedMap<String, String> installed = request.isolation()
                ? new TreeMap<>()
                : InstalledPackages.of(
                        runner,
                        project,
                        python,
                        settings.map(PyProject::buildRequires).orElse(List.of()));
        SortedMap<String, String> refs = git.map(WorkTree::refs).orElseGet(TreeMap::new);
        DistBuilder.Result built = new DistBuilder(runner, console)
                .build(new DistBuilder.Request(
                        sources,
                        request.directory().root(),
                        request.directory().dist(),
                        request.directory().logs().resolve("build-dist.log"),
                        python,
                        ToolEnvironment.expectedVersion(python, request.buildRequirement()),
                        () -> tools.provide(python, request.buildRequirement(), request.pip()),
                        request.pip(),
                        epoch(request, git.isPresent()),
                        request.isolation(),
                        request.constraints(),
                        request.configSettings(),
                        request.environment(),
                        request.timeout(),
                        request.normalizeSdist(),
                        request.verifyReproducible(),
                        request.additional(),
                        frontend.filter(there -> request.frontendInWheel()).map(there -> there.proof(sources.root())),
                        installed,
                        git.filter(tree -> GitQuestions.in(project, settings, installed.keySet()))
                                .map(tree -> gitState(project, tree, refs)),
                        request.rebuild()));
        git.filter(tree -> built.rebuilt()).ifPresent(tree -> complainAboutRefs(refs, tree.refs()));
        show(built);
        return new Result(built.files(), built.rebuilt(), built.why());
    }

    private static void requireNew(ReleaseDirectory directory, SourceTree sources, WheelFrontend frontend) {
        BuiltFrontend.changedSince(directory.root(), sources, frontend.folder()).ifPresent(changed -> {
            throw new ProjectException(Problem.of("the frontend was built before " + changed
                            + " changed, and would be in the wheel as it was")
                    .next("mvn invokeai-release:build-frontend"));
        });
    }

    /** Backends put files into the sdist as they lie on the disk. */
    private void complainAboutLineEnds(WorkTree tree) {
        List<String> converted = tree.converted();
        if (!converted.isEmpty()) {
            console.warn(Problem.of(
                            converted.get(0)
                                    + (converted.size() > 1
                                            ? " and " + (converted.size() - 1) + " more files have"
                                            : " has")
                                    + " CRLF line ends because of this clone's core.autocrlf or core.eol: CI builds other bytes")
                    .next(
                            "release from a clone without: git clone -c core.autocrlf=input -c core.eol=lf …; or fix them for"
                                    + " everybody: echo '* text=auto eol=lf' >> .gitattributes"));
        }
    }

    /** The backend works on a copy, but nothing keeps it from finding the way to the repository. */
    private void complainAboutRefs(SortedMap<String, String> before, SortedMap<String, String> after) {
        SortedSet<String> moved = new TreeSet<>(before.keySet());
        moved.addAll(after.keySet());
        moved.removeIf(name -> Objects.equals(before.get(name), after.get(name)));
        if (!moved.isEmpty()) {
            console.warn(Problem.of("git's " + String.join(", ", moved) + " changed while the build ran")
                    .next("if nobody committed or tagged here, the backend did: git reflog"));
        }
    }

    private void show(DistBuilder.Result built) {
        if (!built.rebuilt()) {
            console.info(
                    "build-dist: " + built.why() + ", kept " + built.files().size() + " files");
        }
        int width = built.files().stream()
                .mapToInt(file -> name(file).length())
                .max()
                .orElse(0);
        for (DistBuilder.BuiltFile file : built.files()) {
            console.info(String.format(
                    Locale.ROOT, "  %-" + width + "s  %,11d bytes  sha256 %s", name(file), file.size(), file.sha256()));
        }
    }

    private static String name(DistBuilder.BuiltFile file) {
        return String.valueOf(file.path().getFileName());
    }

    /** A typing error in a name would leave a file out of the release without a word. */
    private void complainAboutMissing(Request request, SourceTree sources) {
        for (String name : request.generatedSources()) {
            SourcePattern pattern = new SourcePattern(sources.project(), name);
            boolean found = sources.files().stream().anyMatch(pattern::matches);
            if (!found) {
                console.warn(Problem.of("no file of the project is " + name + ", which <generatedSources> names")
                        .next("mend the name, or run what makes the file before build-dist"));
            }
        }
    }

    private static SourceTree sources(Request request, Optional<WorkTree> git, Optional<WheelFrontend> frontend) {
        List<String> generated = new ArrayList<>(request.generatedSources());
        frontend.ifPresent(there -> generated.addAll(there.generated()));
        List<Path> outputs = new ArrayList<>(request.outputs());
        outputs.add(request.directory().root());
        return Sources.of(git, request.projectDirectory(), generated, outputs);
    }

    /**
     * A tag far behind HEAD, too, may be what a version is counted from; and a file that is new to git makes a version dirty,
     * or gets into the sdist.
     */
    private static String gitState(Path project, WorkTree tree, SortedMap<String, String> refs) {
        SortedMap<String, String> tags = new TreeMap<>(refs);
        tags.keySet().removeIf(name -> !name.startsWith("refs/tags/"));
        try (Repo repo = Repo.open(project)) {
            return repo.head().id() + " "
                    + repo.tagsAtHead().stream().map(Tag::name).sorted().toList() + " of tags "
                    + Sha256.of(tags.toString()).substring(0, 12) + ", tracked files "
                    + Sha256.of(String.join("\n", tree.tracked())).substring(0, 12);
        }
    }

    private static long epoch(Request request, boolean git) {
        Optional<Instant> set = OutputTimestamp.set(request.outputTimestamp());
        if (set.isPresent()) {
            return set.get().getEpochSecond();
        }
        if (git) {
            try (Repo repo = Repo.open(request.projectDirectory())) {
                return repo.head().epochSeconds();
            }
        }
        return ZIP_EPOCH;
    }
}
