package ai.invoke.release.goal.plan;

import ai.invoke.release.build.frontend.FrontendOutput;
import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.ci.Annotations;
import ai.invoke.release.ci.CiEnvironment;
import ai.invoke.release.console.Console;
import ai.invoke.release.console.Styles;
import ai.invoke.release.dist.ReleaseVerifier;
import ai.invoke.release.dist.RuleCatalogue;
import ai.invoke.release.dist.result.FindingPolicy;
import ai.invoke.release.dist.result.FindingsJson;
import ai.invoke.release.dist.result.FindingsMarkdown;
import ai.invoke.release.dist.result.FindingsSarif;
import ai.invoke.release.dist.result.FindingsText;
import ai.invoke.release.dist.result.Verification;
import ai.invoke.release.dist.result.VerifiedFile;
import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.Severity;
import ai.invoke.release.dist.rule.release.ReleaseFacts;
import ai.invoke.release.dist.rule.release.ReleaseRules;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.git.WorkTree;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.installer.InstallerArchive;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.version.PyVersion;
import ai.invoke.release.version.TagName;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at all files of a release with every rule before anybody is asked to approve them: {@code verify-dist}. */
public final class VerifyDist {

    /** Where packages usually lie; from others the path in the wheel cannot be told. */
    private static final Set<Path> ROOTS = Set.of(Path.of(""), Path.of("src"), Path.of("lib"), Path.of("python"));

    private static final List<String> EXTENSIONS = List.of(
            ".whl",
            ".tar.gz",
            ".tgz",
            ".tar.bz2",
            ".tbz2",
            ".tar.xz",
            ".tar.z",
            ".tar",
            ".zip",
            ".egg",
            ".exe",
            ".rpm",
            ".msi");

    /**
     * What to look at.
     *
     * @param dist the folder with the wheels and the sdist, or one such file
     * @param release the release's folder, whose installers must hold the same wheel; empty when only {@code dist} counts
     * @param output where the findings files go; empty when none are wanted
     * @param projectDirectory the project, for what its wheel should hold; empty when there is none
     * @param expected where the version stands that all files must have: in the tag and, for a project's own release, in
     *     its sources
     * @param paths what wheels must and must not hold
     * @param severities which findings stop the release
     * @param python the interpreter that renders reStructuredText; empty to try those on the PATH
     * @param today the day of looking
     */
    public record Request(
            Path dist,
            Optional<ReleaseDirectory> release,
            Optional<Path> output,
            Optional<Path> projectDirectory,
            CheckVersion.Request expected,
            WheelPaths paths,
            Severities severities,
            Optional<String> python,
            LocalDate today) {}

    /**
     * What wheels must and must not hold.
     *
     * @param required paths that every wheel must hold; empty for the frontend of the project
     * @param forbidden patterns of paths that no wheel may hold; empty for the default
     * @param frontend the frontend whose output must be there by default; empty when it is not meant to be there
     */
    public record WheelPaths(
            Optional<List<String>> required, Optional<List<String>> forbidden, Optional<FrontendPlace> frontend) {}

    /**
     * Which findings stop the release, as it stands in a POM.
     *
     * @param ignoreRules ids of rules that are listed but do not count
     * @param ruleSeverities rule id to {@code error}, {@code warning} or {@code note}
     * @param warningsAsErrors whether a warning stops the release
     * @param forPypi whether the files go to PyPI or TestPyPI
     */
    public record Severities(
            List<String> ignoreRules, Map<String, String> ruleSeverities, boolean warningsAsErrors, boolean forPypi) {

        /** Takes unmodifiable copies. */
        public Severities {
            ignoreRules = List.copyOf(ignoreRules);
            ruleSeverities = Map.copyOf(ruleSeverities);
        }
    }

    private final Console console;
    private final ProcessRunner processes;
    private final PrintStream out;

    /**
     * Creates the goal.
     *
     * @param console where to tell the user
     * @param processes starts Python
     * @param out the job's standard output, for annotations of the CI service
     */
    public VerifyDist(Console console, ProcessRunner processes, PrintStream out) {
        this.console = console;
        this.processes = processes;
        this.out = out;
    }

    /**
     * Looks, shows and keeps what was found.
     *
     * @param request what to look at
     * @return what was found, when nothing of it stops the release
     * @throws ProjectException when there is nothing to look at, an option is wrong, or with all errors at once
     * @throws EnvironmentException when the disk fails
     */
    public Verification run(Request request) {
        try (ReleaseVerifier.Reading reading = ReleaseVerifier.read(files(request.dist()), false)) {
            return judge(request, reading);
        }
    }

    private Verification judge(Request request, ReleaseVerifier.Reading reading) {
        Path base = Files.isDirectory(request.dist()) ? request.dist() : folder(request.dist());
        RuleCatalogue catalogue = ReleaseVerifier.catalogue(processes, request.python(), base, request.today());
        FindingPolicy policy = FindingPolicy.of(
                request.severities().ignoreRules(),
                request.severities().ruleSeverities(),
                request.severities().warningsAsErrors(),
                request.severities().forPypi(),
                catalogue.rules().stream().map(Rule::id).collect(Collectors.toSet()));
        CiEnvironment ci = CiEnvironment.detect(processes.environment());

        Verification verification = new ReleaseVerifier(catalogue)
                .verify(reading, (verified, findings) -> facts(request, version(request, findings), verified), policy);
        FindingsText.lines(verification, console.styles()).forEach(console::info);
        request.output().ifPresent(folder -> keep(verification, catalogue, folder));
        annotate(verification, ci.annotations(out));
        ci.summary(FindingsMarkdown.section(verification));
        int count = verification.files().size();
        console.info(verdict(verification) + " in " + count + (count == 1 ? " file" : " files"));
        if (!verification.errors().isEmpty()) {
            throw new ProjectException(
                    verification.errors().stream().map(ReleaseVerifier::problem).toList());
        }
        return verification;
    }

    private String verdict(Verification verification) {
        Styles.Style style = Styles.Style.SUCCESS;
        if (!verification.errors().isEmpty()) {
            style = Styles.Style.FAILURE;
        } else if (verification.count(Severity.WARNING) > 0) {
            style = Styles.Style.WARNING;
        }
        return console.styles().in(style, verification.summary());
    }

    private static Path folder(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file : parent;
    }

    private static List<Path> files(Path dist) {
        if (Files.isRegularFile(dist)) {
            return List.of(dist);
        }
        List<Path> files;
        try (Stream<Path> list = Files.isDirectory(dist) ? Files.list(dist) : Stream.empty()) {
            files = list.filter(Files::isRegularFile)
                    .filter(VerifyDist::isDistribution)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("%s cannot be listed: %s".formatted(dist, e.getMessage())), e);
        }
        if (files.isEmpty()) {
            throw new ProjectException(Problem.of("there is no wheel and no sdist in " + dist)
                    .next("build them: mvn invokeai-release:build-dist, or name another folder with -Dinvokeai.dist"));
        }
        return files;
    }

    private static boolean isDistribution(Path file) {
        String name = LetterCase.lower(String.valueOf(file.getFileName()));
        return EXTENSIONS.stream().anyMatch(name::endsWith);
    }

    private static ReleaseFacts facts(Request request, Optional<String> version, List<VerifiedFile> files) {
        Map<String, String> digests = new HashMap<>();
        files.forEach(file -> digests.put(file.name(), file.sha256()));
        boolean own = request.paths().forbidden().isPresent();
        return new ReleaseFacts(
                version,
                request.release().map(VerifyDist::bundled).orElse(List.of()),
                digests,
                request.paths().required().orElseGet(() -> defaultRequired(request)),
                request.paths().forbidden().orElse(ReleaseFacts.SECRETS),
                own ? List.of() : ReleaseFacts.UNWANTED);
    }

    /** What the frontend's build makes within a Python package. Where a backend puts other output is for build-dist to prove. */
    private static List<String> defaultRequired(Request request) {
        Optional<Path> project = request.projectDirectory().filter(VerifyDist::isPythonProject);
        if (project.isEmpty() || request.paths().frontend().isEmpty()) {
            return List.of();
        }
        FrontendPlace place = request.paths().frontend().get();
        Optional<WorkTree> git = WorkTree.of(project.get());
        Optional<Path> folder = place.find(project.get(), git).folder();
        if (folder.isEmpty()) {
            return List.of();
        }
        try {
            Path top = project.get().toRealPath();
            Path root = git.isPresent() ? git.get().root().toRealPath() : top;
            return FrontendOutput.of(folder.get().toRealPath(), root, place.requiredOutputs()).stream()
                    .map(output -> output.proof().orElse(output.file()))
                    .flatMap(file -> inPackage(top, file).stream())
                    .toList();
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("the frontend folder " + folder.get() + " cannot be read: " + e), e);
        }
    }

    /** The path in a wheel of a file in the topmost package that holds it. */
    private static Optional<String> inPackage(Path project, Path file) {
        Path sources = project;
        for (Path part : project.relativize(file)) {
            Path next = sources.resolve(part);
            if (Files.isRegularFile(next.resolve("__init__.py"))) {
                return ROOTS.contains(project.relativize(sources))
                        ? Optional.of(sources.relativize(file).toString().replace(File.separatorChar, '/'))
                        : Optional.empty();
            }
            sources = next;
        }
        return Optional.empty();
    }

    /**
     * The version that the tag and the sources agree on. That they do not is one more finding, so that it is told together
     * with all others.
     */
    private static Optional<String> version(Request request, List<Finding> findings) {
        CheckVersion.Request expected = request.expected();
        Optional<Path> project = request.projectDirectory().filter(VerifyDist::isPythonProject);
        if (project.isEmpty() || request.release().isEmpty()) {
            return expected.ref()
                    .flatMap(ref -> TagName.of(ref, expected.tagPrefix()).version())
                    .map(PyVersion::normalized);
        }
        try {
            return Optional.of(
                    new CheckVersion(Console.silent()).run(expected).version().normalized());
        } catch (ProjectException e) {
            for (Problem problem : e.problems()) {
                findings.add(new Finding(
                        ReleaseRules.OTHER_VERSION.id(),
                        Severity.ERROR,
                        ReleaseRules.RELEASE,
                        problem.where().map(Location::toString),
                        problem.what(),
                        problem.next().orElse("mvn invokeai-release:check-version shows more"),
                        "PEP 440",
                        Optional.empty()));
            }
            return Optional.empty();
        }
    }

    private static boolean isPythonProject(Path folder) {
        return Stream.of("pyproject.toml", "setup.py", "setup.cfg")
                .anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
    }

    private static List<ReleaseFacts.Bundled> bundled(ReleaseDirectory release) {
        if (!Files.isDirectory(release.root())) {
            return List.of();
        }
        List<ReleaseFacts.Bundled> wheels = new ArrayList<>();
        try (Stream<Path> list = Files.list(release.root())) {
            list.filter(Files::isRegularFile)
                    .filter(file -> LetterCase.lower(file.toString()).endsWith(".zip"))
                    .sorted()
                    .forEach(zip -> InstallerArchive.wheels(zip)
                            .forEach(wheel -> wheels.add(new ReleaseFacts.Bundled(
                                    String.valueOf(zip.getFileName()),
                                    wheel.entry(),
                                    wheel.fileName(),
                                    wheel.sha256()))));
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("%s cannot be listed: %s".formatted(release.root(), e.getMessage())), e);
        }
        return wheels;
    }

    private void keep(Verification verification, RuleCatalogue catalogue, Path folder) {
        Path json = new ReleaseDirectory(folder).findings();
        Path sarif = folder.resolve("findings.sarif");
        AtomicFile.write(json, FindingsJson.write(verification));
        AtomicFile.write(sarif, FindingsSarif.write(verification, catalogue.rules()));
        console.detail("wrote " + json + " and " + sarif.getFileName());
    }

    /** Errors are annotated by whoever catches the exception that carries them. */
    private static void annotate(Verification verification, Annotations annotations) {
        verification.findings().stream()
                .filter(each -> !each.ignored() && each.finding().severity() == Severity.WARNING)
                .forEach(each -> annotations.warning(ReleaseVerifier.problem(each)));
    }
}
