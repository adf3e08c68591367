package ai.invoke.release.goal.make;

import ai.invoke.release.build.DeclaredFiles;
import ai.invoke.release.build.PyProject;
import ai.invoke.release.build.SourcePattern;
import ai.invoke.release.build.SourceTree;
import ai.invoke.release.build.TreeSnapshot;
import ai.invoke.release.build.dist.BackendOptions;
import ai.invoke.release.build.dist.DistBuilder;
import ai.invoke.release.build.dist.DistOptions;
import ai.invoke.release.build.dist.DistPlaces;
import ai.invoke.release.build.dist.ReleasedVersion;
import ai.invoke.release.build.dist.Toolchain;
import ai.invoke.release.build.frontend.BuiltFrontend;
import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.build.python.InstalledPackages;
import ai.invoke.release.build.python.PinnedBuild;
import ai.invoke.release.build.python.Python;
import ai.invoke.release.build.python.PythonLocator;
import ai.invoke.release.build.python.PythonNeeds;
import ai.invoke.release.build.python.PythonOptions;
import ai.invoke.release.build.python.ToolEnvironment;
import ai.invoke.release.console.Console;
import ai.invoke.release.git.Repo;
import ai.invoke.release.git.WorkTree;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.plan.evidence.Evidence;
import ai.invoke.release.plan.evidence.EvidenceFiles;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.process.TimeLimit;
import ai.invoke.release.version.TagName;
import ai.invoke.release.version.source.DeclaredVersion;
import java.nio.file.Files;
import java.nio.file.Path;
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
     * @param workspace the project with {@code pyproject.toml}
     * @param python which interpreter builds
     * @param backend how the backend is run
     * @param options what is asked of the files
     * @param outputTimestamp {@code project.build.outputTimestamp}: ISO 8601 or seconds since 1970; a single character or
     *     nothing means the commit's time
     * @param frontend which frontend must be in the wheel, where there is one
     * @param frontendInWheel whether it must
     */
    public record Request(
            Workspace workspace,
            PythonOptions python,
            BackendOptions backend,
            DistOptions options,
            Optional<String> outputTimestamp,
            FrontendPlace frontend,
            boolean frontendInWheel) {}

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
     * Creates the goal.
     *
     * @param runner starts the children
     * @param console where to tell the user
     */
    public BuildDist(ProcessRunner runner, Console console) {
        this.runner = runner;
        this.console = console;
    }

    /**
     * What is known of the version before the build.
     *
     * @param request how tag and version are found
     * @param console is notified when it is not known
     * @return empty when tag and project do not say it: such files can be built, and {@code verify-dist} says what is wrong
     */
    public static Optional<ReleasedVersion> version(CheckVersion.Request request, Console console) {
        CheckVersion.Result found;
        try {
            found = new CheckVersion(Console.silent()).run(request);
        } catch (ProjectException e) {
            console.info("the version of what is built is not compared with the tag: "
                    + e.problems().get(0).what());
            return Optional.empty();
        }
        DeclaredVersion declared = found.declared();
        Optional<String> tool = declared instanceof DeclaredVersion.FromTag tag
                ? Optional.of(tag.tool())
                : declared instanceof DeclaredVersion.Computed computed
                        ? Optional.of(computed.tool())
                        : Optional.empty();
        return Optional.of(new ReleasedVersion(
                found.version(), declared.where(), found.tag().map(TagName::name), tool));
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
        Workspace workspace = request.workspace();
        Path project = workspace.project();
        BackendOptions backend = request.backend().of(project);
        Limits.requirePositive("buildTimeout", backend.timeout());
        Limits.requirePositive("pythonTimeout", request.python().probeTimeout());
        Optional<PyProject> settings = PyProject.read(project);
        if (settings.isEmpty() && !Files.isRegularFile(project.resolve("setup.py"))) {
            boolean config = Files.isRegularFile(project.resolve("setup.cfg"));
            throw new ProjectException(Problem.of("neither pyproject.toml nor setup.py in " + project)
                    .next(
                            config
                                    ? "pip and build want one beside setup.cfg: a pyproject.toml with [build-system],"
                                            + " requires = [\"setuptools\"] and build-backend = \"setuptools.build_meta\""
                                    : "point -Dinvokeai.projectDirectory at the Python project"));
        }
        backend.constraints().filter(file -> !Files.isRegularFile(file)).ifPresent(file -> {
            throw new ProjectException(Problem.of("the constraints file " + file + " does not exist")
                    .next("correct -Dinvokeai.constraints"));
        });
        backend.pip().wheelhouse().filter(folder -> !Files.isDirectory(folder)).ifPresent(folder -> {
            throw new ProjectException(
                    Problem.of("the wheelhouse " + folder + " is not a folder").next("correct -Dinvokeai.wheelhouse"));
        });
        Optional<WorkTree> git = workspace.git();
        Optional<WheelFrontend> frontend =
                WheelFrontend.find(project, git, request.frontend(), request.frontendInWheel());
        Python python = new PythonLocator(
                        runner,
                        project,
                        TimeLimit.of(request.python().probeTimeout(), "invokeai.pythonTimeout"),
                        console)
                .locate(request.python().named(), new PythonNeeds(settings, backend.isolation())::unfit);
        DeclaredFiles declared = DeclaredFiles.of(project);
        SourceTree sources =
                workspace.sources(git, frontend.map(WheelFrontend::generated).orElse(List.of()), declared);
        List<DistBuilder.Proof> proofs = proofs(request, frontend, sources, declared);
        sources.git().ifPresent(this::complainAboutLineEnds);
        request.options().version().ifPresent(version -> requireCommitted(version, sources));
        complainAboutMissing(workspace, sources);
        frontend.filter(there -> request.frontendInWheel()).ifPresent(there -> requireNew(request, sources, there));
        SortedMap<String, String> refs = sources.git().map(WorkTree::refs).orElseGet(TreeMap::new);
        DistBuilder.Result built = new DistBuilder(runner, console)
                .build(new DistBuilder.Request(
                        sources,
                        new DistPlaces(
                                workspace.directory().root(),
                                workspace.directory().dist(),
                                workspace.directory().logs().resolve("build-dist.log")),
                        tools(request, python, settings),
                        backend,
                        request.options(),
                        epoch(request, sources),
                        proofs,
                        workspace.rebuild()));
        sources.git().filter(tree -> built.rebuilt()).ifPresent(tree -> {
            complainAboutRefs(refs, tree.refs());
            workspace.git().ifPresent(after -> complainAboutNewFiles(tree, after));
        });
        show(built);
        if (built.rebuilt()) {
            keep(request, built, python);
        }
        return new Result(built.files(), built.rebuilt(), built.why());
    }

    /** Files that were kept have their record already. */
    private static void keep(Request request, DistBuilder.Result built, Python python) {
        Map<String, String> files = new TreeMap<>();
        built.files().forEach(file -> files.put(name(file), file.sha256()));
        new EvidenceFiles(request.workspace().directory().root())
                .build(
                        files,
                        new Evidence.Build(
                                python.implementation() + " " + python.version(),
                                request.options().verifyReproducible(),
                                built.requirements().stream()
                                        .map(one -> new Evidence.Requirement(one.name(), one.version(), one.sha256()))
                                        .toList()));
    }

    private List<DistBuilder.Proof> proofs(
            Request request, Optional<WheelFrontend> frontend, SourceTree sources, DeclaredFiles declared) {
        List<DistBuilder.Proof> proofs = new ArrayList<>();
        frontend.filter(there -> request.frontendInWheel())
                .ifPresent(there -> proofs.add(new DistBuilder.Proof(
                        there.proof(sources.root()),
                        "the frontend was built but",
                        "name it as package data in pyproject.toml (setuptools: [tool.setuptools.package-data]); a wheel of"
                                + " another machine needs the same frontend; or say that it is not meant to be there:"
                                + " -Dinvokeai.frontendInWheel=false")));
        proofs.addAll(new DeclaredSources(sources, declared, console).proofs());
        return proofs;
    }

    private Toolchain tools(Request request, Python python, Optional<PyProject> settings) {
        BackendOptions backend = request.backend();
        PinnedBuild pinned = request.python().pinnedBuild();
        ToolEnvironment tools = new ToolEnvironment(
                runner,
                request.python().toolCache().orElseGet(() -> ToolEnvironment.cacheFolder(runner.environment())),
                console);
        SortedMap<String, String> installed = backend.isolation()
                ? new TreeMap<>()
                : InstalledPackages.of(
                        runner,
                        request.workspace().project(),
                        python,
                        settings.map(PyProject::buildRequires).orElse(List.of()));
        return new Toolchain(
                python,
                installed,
                ToolEnvironment.expectedVersion(python, pinned),
                () -> tools.provide(python, pinned, backend.pip()));
    }

    private static void requireNew(Request request, SourceTree sources, WheelFrontend frontend) {
        BuiltFrontend.changedSince(
                        request.workspace().directory().root(),
                        sources,
                        frontend.folder(),
                        request.frontend().requiredOutputs())
                .ifPresent(changed -> {
                    throw new ProjectException(Problem.of("the frontend was built before " + changed
                                    + " changed, and would be in the wheel as it was")
                            .next("mvn invokeai-release:build-frontend"));
                });
    }

    /** Before minutes are spent on files that carry a date in their version, which no index takes. */
    private static void requireCommitted(ReleasedVersion version, SourceTree sources) {
        if (!version.marksChanges() || sources.git().isEmpty()) {
            return;
        }
        SortedSet<String> changed = new TreeSet<>(sources.changed());
        changed.retainAll(sources.git().get().head().changed());
        if (!changed.isEmpty()) {
            throw new ProjectException(Problem.of(TreeSnapshot.some(changed)
                            + (changed.size() == 1 ? " differs" : " differ") + " from the commit of the tag "
                            + version.tag().orElse("") + ": " + version.tool().orElse("")
                            + " would make another version than "
                            + version.version().normalized() + " of that")
                    .at(version.where())
                    .next("git diff HEAD; then commit and tag again, or git stash"));
        }
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

    /** The next release would begin with a work tree that has changes. */
    private void complainAboutNewFiles(WorkTree before, WorkTree after) {
        SortedSet<String> made = new TreeSet<>(after.untracked());
        made.removeAll(before.untracked());
        if (!made.isEmpty()) {
            console.warn(
                    Problem.of(TreeSnapshot.some(made) + (made.size() == 1 ? " is" : " are")
                                    + " new since the build began, and git neither tracks nor ignores "
                                    + (made.size() == 1 ? "it" : "them"))
                            .next(
                                    "if the backend made it: let git ignore it, or keep the backend from writing outside of its folder"));
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
    private void complainAboutMissing(Workspace workspace, SourceTree sources) {
        for (String name : workspace.generatedSources()) {
            SourcePattern pattern = new SourcePattern(sources.project(), name);
            boolean found = sources.files().stream().anyMatch(pattern::matches);
            if (!found) {
                console.warn(Problem.of("no file of the project is " + name + ", which <generatedSources> names")
                        .next("correct the name, or run what makes the file before build-dist"));
            }
        }
    }

    private static long epoch(Request request, SourceTree sources) {
        Optional<Instant> set = OutputTimestamp.set(request.outputTimestamp());
        if (set.isPresent()) {
            return set.get().getEpochSecond();
        }
        if (sources.git().isPresent()) {
            try (Repo repo = Repo.open(request.workspace().project())) {
                return repo.head().epochSeconds();
            }
        }
        return ZIP_EPOCH;
    }
}
