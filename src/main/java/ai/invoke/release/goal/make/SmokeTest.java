package ai.invoke.release.goal.make;

import ai.invoke.release.build.BuildKey;
import ai.invoke.release.build.LastRun;
import ai.invoke.release.build.PyProject;
import ai.invoke.release.build.SourceTree;
import ai.invoke.release.build.TreeSnapshot;
import ai.invoke.release.build.python.Python;
import ai.invoke.release.build.python.PythonLocator;
import ai.invoke.release.build.python.PythonNeeds;
import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.file.Folders;
import ai.invoke.release.installer.InstallerArchive;
import ai.invoke.release.installer.Sha256Sums;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.evidence.Evidence;
import ai.invoke.release.plan.evidence.EvidenceFiles;
import ai.invoke.release.platform.Platform;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.process.TimeLimit;
import ai.invoke.release.smoke.SmokeCheck;
import ai.invoke.release.smoke.SmokeOptions;
import ai.invoke.release.smoke.SmokeReport;
import ai.invoke.release.smoke.SmokeRun;
import ai.invoke.release.smoke.SupportedTags;
import ai.invoke.release.version.PyVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Tries the installers and the wheels of a release as a user would: {@code smoke-test}. */
public final class SmokeTest {

    private static final Duration PROBE_LIMIT = Duration.ofSeconds(20);

    /**
     * What to try.
     *
     * @param workspace the project; installers and distributions are in its release directory and the logs go there
     * @param temporary where the temporary folder is made
     * @param pythons the interpreters, each of which makes an environment of its own
     * @param sdist whether the sdist is built and installed, too
     * @param options how
     */
    public record Request(Workspace workspace, Path temporary, Pythons pythons, boolean sdist, SmokeOptions options) {}

    /**
     * The interpreters to try with.
     *
     * @param found as they told about themselves; at least one
     * @param missing those that were named and are not here, and why
     */
    public record Pythons(List<Python> found, SortedMap<String, String> missing) {

        /** Takes unmodifiable copies. */
        public Pythons {
            found = List.copyOf(found);
            missing = Collections.unmodifiableSortedMap(new TreeMap<>(missing));
        }
    }

    private record Subject(Path file, Python python) {}

    /**
     * What was tried.
     *
     * @param reports one for each file and interpreter; empty when there is nothing to try, or when the same ones have passed before
     */
    public record Result(List<SmokeReport> reports) {

        /** Takes an unmodifiable copy. */
        public Result {
            reports = List.copyOf(reports);
        }
    }

    private final ProcessRunner runner;
    private final Console console;

    /**
     * The goal with children that see no credential.
     *
     * @param environment the user's environment, in production {@link System#getenv()}
     * @param console where to tell the user
     */
    public SmokeTest(Map<String, String> environment, Console console) {
        this(new ProcessRunner(environment), console);
    }

    /**
     * Creates the goal.
     *
     * @param runner starts the children
     * @param console where to tell the user
     */
    public SmokeTest(ProcessRunner runner, Console console) {
        this.runner = runner;
        this.console = console;
    }

    /**
     * The interpreters that make the new environments.
     *
     * @param named paths, names on the PATH, or versions such as {@code 3.12}; without any the first on the PATH that runs,
     *     can make one, and is allowed by the project's {@code requires-python}
     * @param projectDirectory what a relative path is relative to
     * @return the interpreters; one of several that is not here is told and left out
     * @throws ai.invoke.release.problem.ReleaseException when none fits
     */
    public Pythons pythons(List<String> named, Path projectDirectory) {
        PythonLocator locator = new PythonLocator(runner, projectDirectory, TimeLimit.usual(PROBE_LIMIT), console);
        PythonNeeds needs = new PythonNeeds(PyProject.read(projectDirectory), true);
        if (named.size() < 2) {
            return new Pythons(
                    List.of(locator.locate(named.stream().findFirst().map(SmokeTest::program), needs::unfitToRun)),
                    new TreeMap<>());
        }
        List<Python> found = new ArrayList<>();
        SortedMap<String, String> missing = new TreeMap<>();
        List<Problem> problems = new ArrayList<>();
        for (String name : named) {
            try {
                found.add(locator.locate(Optional.of(program(name)), needs::unfitToRun));
            } catch (ProjectException e) {
                problems.addAll(e.problems());
                missing.put(name, e.problems().get(0).what());
            }
        }
        if (found.isEmpty()) {
            throw new ProjectException(problems);
        }
        problems.forEach(console::warn);
        return new Pythons(found, missing);
    }

    /** A version alone is the name of a program. */
    private static String program(String named) {
        boolean version = PyVersion.tryParse(named).isPresent() && Character.isDigit(named.charAt(0));
        return version ? Platform.current().pythonOf(named) : named;
    }

    /**
     * Tries everything.
     *
     * @param request what and how
     * @return what was tried, when nothing is broken
     * @throws ProjectException with everything that is broken in any of them
     * @throws EnvironmentException when Python or the disk do not do their part
     */
    public Result run(Request request) {
        Workspace workspace = request.workspace();
        List<Path> installers = installers(workspace.directory());
        List<Path> dists = dists(request, installers);
        List<Path> files = new ArrayList<>(installers);
        files.addAll(dists);
        if (files.isEmpty()) {
            console.info("skipped: there is neither an installer nor a wheel to try");
            return new Result(List.of());
        }
        SourceTree sources = workspace.sources();
        Map<Path, String> digests = digests(files);
        LastRun last = workspace.lastRun("smoke-test", sources, key(request, sources, digests));
        EvidenceFiles evidence = new EvidenceFiles(workspace.directory().root());
        Optional<String> why = last.why(workspace.rebuild(), last.outputs())
                .or(() -> evidence.knowsTrials(
                                installers.stream().map(digests::get).toList())
                        ? Optional.empty()
                        : Optional.of("there is no record of the last run"));
        if (why.isEmpty()) {
            console.info("smoke-test: " + LastRun.UNCHANGED + ", passed before; -Dinvokeai.rebuild tries again");
            last.outputs().forEach((what, how) -> console.info("  skipped  " + what + "  " + how));
            return new Result(List.of());
        }
        console.info("smoke-test: " + why.get());
        last.forget();
        SortedMap<String, String> skipped = new TreeMap<>();
        request.pythons().missing().forEach((name, reason) -> skipped.put("Python " + name, reason));
        List<Subject> subjects = subjects(request, installers, dists, skipped);
        List<SmokeReport> reports = tried(request, subjects);
        // Also of a test that failed: whoever goes on without it shall see it.
        evidence.trials(trials(subjects, reports, digests));
        List<Problem> problems =
                reports.stream().flatMap(report -> report.problems().stream()).toList();
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        skipped.putAll(skipped(reports));
        last.remember(skipped);
        return new Result(reports);
    }

    /**
     * Tries nothing, and keeps that nothing was tried, unless the very same installers were tried before.
     *
     * @param directory the release directory
     * @param why for the record
     */
    public static void skip(ReleaseDirectory directory, String why) {
        Map<Path, String> digests = digests(installers(directory));
        EvidenceFiles evidence = new EvidenceFiles(directory.root());
        if (digests.isEmpty() || evidence.knowsTrials(List.copyOf(digests.values()))) {
            return;
        }
        Map<String, Evidence.Trial> trials = new LinkedHashMap<>();
        digests.forEach((installer, sha256) -> trials.put(
                sha256,
                new Evidence.Trial(
                        String.valueOf(installer.getFileName()),
                        List.of(new Evidence.Step("all steps", Evidence.State.SKIPPED, Optional.of(why))))));
        evidence.trials(trials);
    }

    /** One for each file: with several interpreters, what each of them showed. */
    private static Map<String, Evidence.Trial> trials(
            List<Subject> subjects, List<SmokeReport> reports, Map<Path, String> digests) {
        boolean several = subjects.stream().map(Subject::python).distinct().count() > 1;
        Map<String, Evidence.Trial> trials = new LinkedHashMap<>();
        for (int i = 0; i < reports.size(); i++) {
            SmokeReport report = reports.get(i);
            String with = several ? "Python " + subjects.get(i).python().version() + ": " : "";
            trials.merge(
                    digests.getOrDefault(report.file(), ""),
                    new Evidence.Trial(
                            String.valueOf(report.file().getFileName()),
                            report.checks().stream()
                                    .map(check -> step(with, check))
                                    .toList()),
                    (before, more) -> new Evidence.Trial(
                            before.installer(),
                            Stream.concat(before.steps().stream(), more.steps().stream())
                                    .toList()));
        }
        return trials;
    }

    private static Evidence.Step step(String with, SmokeCheck check) {
        String name = with + check.name();
        return switch (check.verdict()) {
            case OK -> new Evidence.Step(name, Evidence.State.PASSED, Optional.empty());
            case SKIPPED -> new Evidence.Step(name, Evidence.State.SKIPPED, Optional.of(check.detail()));
            case FAILED -> new Evidence.Step(name, Evidence.State.FAILED, Optional.of(check.detail()));
        };
    }

    private static Map<Path, String> digests(List<Path> installers) {
        Map<Path, String> digests = new LinkedHashMap<>();
        for (Path installer : installers) {
            try {
                digests.put(installer, Sha256.of(installer));
            } catch (IOException e) {
                throw new EnvironmentException(Problem.of("cannot read " + installer + ": " + e), e);
            }
        }
        return digests;
    }

    private List<SmokeReport> tried(Request request, List<Subject> subjects) {
        Path logs = request.workspace().directory().logs().resolve("smoke-test");
        SmokeRun test = new SmokeRun(runner, console, request.temporary());
        boolean several = request.pythons().found().size() > 1;
        List<SmokeReport> reports = new ArrayList<>();
        for (Subject subject : subjects) {
            String name = String.valueOf(subject.file().getFileName());
            String with = several ? " with " + subject.python() : "";
            console.info(name + with);
            String folder = name.replaceFirst("\\.(zip|whl|tar\\.gz)$", "")
                    + (several ? "-python" + subject.python().version() : "");
            reports.add(test.run(
                    subject.file(),
                    request.options().withPython(subject.python().executable()),
                    subjects.size() == 1 ? logs : logs.resolve(folder)));
        }
        return reports;
    }

    /** Each file with each interpreter, but for wheels that are for another one. */
    private List<Subject> subjects(
            Request request, List<Path> installers, List<Path> dists, SortedMap<String, String> skipped) {
        List<Subject> subjects = new ArrayList<>();
        boolean asked = dists.stream().anyMatch(SmokeTest::isForSome);
        for (Python python : request.pythons().found()) {
            Optional<SupportedTags> tags = asked
                    ? Optional.of(
                            SupportedTags.of(runner, python, request.workspace().project()))
                    : Optional.empty();
            installers.forEach(file -> subjects.add(new Subject(file, python)));
            List<Path> foreign = new ArrayList<>();
            for (Path file : dists) {
                boolean fits = !isForSome(file)
                        || tags.filter(known -> known.fit(file)).isPresent();
                if (fits) {
                    subjects.add(new Subject(file, python));
                } else {
                    foreign.add(file.getFileName());
                }
            }
            if (!foreign.isEmpty()) {
                String what = foreign.size() + (foreign.size() == 1 ? " wheel" : " wheels") + " for another platform or"
                        + " Python than " + python.implementation() + " " + python.version();
                String names =
                        TreeSnapshot.some(foreign.stream().map(Path::toString).toList());
                console.info("  skipped  " + what + ": " + names);
                skipped.put(what, names);
            }
        }
        return subjects;
    }

    private static boolean isForSome(Path file) {
        return file.toString().endsWith(".whl") && !SupportedTags.isForAll(file);
    }

    /** The wheel that an installer bundles is tried out of it; its bytes are the same. */
    private List<Path> dists(Request request, List<Path> installers) {
        Path dist = request.workspace().directory().dist();
        if (!Files.isDirectory(dist)) {
            return List.of();
        }
        Map<String, String> bundled = new HashMap<>();
        installers.forEach(zip -> InstallerArchive.wheels(zip)
                .forEach(wheel -> bundled.put(wheel.sha256(), String.valueOf(zip.getFileName()))));
        try {
            List<Path> files = new ArrayList<>();
            for (Path file : Folders.files(dist)) {
                String name = String.valueOf(file.getFileName());
                Optional<String> zip = name.endsWith(".whl") && !bundled.isEmpty()
                        ? Optional.ofNullable(bundled.get(Sha256.of(file)))
                        : Optional.empty();
                if (zip.isPresent()) {
                    console.detail(name + " is tried as " + zip.get() + " bundles it");
                } else if (name.endsWith(".whl") || (request.sdist() && name.endsWith(".tar.gz"))) {
                    files.add(file);
                }
            }
            return files;
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read the files in " + dist + ": " + e), e);
        }
    }

    /** What has not been tried has not passed: that is said again each time. */
    private static SortedMap<String, String> skipped(List<SmokeReport> reports) {
        SortedMap<String, String> skipped = new TreeMap<>();
        for (SmokeReport report : reports) {
            report.checks().stream()
                    .filter(check -> check.verdict() == SmokeCheck.Verdict.SKIPPED)
                    .forEach(check -> skipped.put(report.file().getFileName() + ": " + check.name(), check.detail()));
        }
        return skipped;
    }

    private BuildKey key(Request request, SourceTree sources, Map<Path, String> digests) {
        SmokeOptions options = request.options();
        BuildKey key = sources.key()
                .with("packages", options.packages())
                .with("extras", options.extras())
                .with("version", options.version())
                .with("timeout", options.timeout())
                .withSecret("install script", options.installScript().toString())
                .withSecret("commands", options.commands().toString())
                .withVariables(options.environment())
                .withVariables(runner.passed());
        List<Python> pythons = request.pythons().found();
        for (int i = 0; i < pythons.size(); i++) {
            Python python = pythons.get(i);
            key = key.with(
                    i == 0 ? "Python" : "Python " + (i + 1),
                    python.implementation() + " " + python.version() + " " + python.platform());
        }
        for (String name : request.pythons().missing().keySet()) {
            key = key.with("missing Python " + name, "not here");
        }
        for (Map.Entry<Path, String> file : digests.entrySet()) {
            key = key.with("file " + file.getKey().getFileName(), file.getValue());
        }
        return key;
    }

    private static List<Path> installers(ReleaseDirectory directory) {
        List<String> names;
        try {
            names = new Sha256Sums(directory.root()).read();
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot read " + directory.root().resolve(Sha256Sums.NAME) + ": " + e), e);
        }
        List<Path> installers = names.stream().map(directory.root()::resolve).toList();
        List<Problem> missing = installers.stream()
                .filter(file -> !Files.isRegularFile(file))
                .map(file -> Problem.of("the installer " + file + " is gone")
                        .next("build it again: mvn invokeai-release:assemble-installer"))
                .toList();
        if (!missing.isEmpty()) {
            throw new ProjectException(missing);
        }
        return installers;
    }
}
