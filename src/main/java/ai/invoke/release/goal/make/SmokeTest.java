package ai.invoke.release.goal.make;

import ai.invoke.release.build.BuildKey;
import ai.invoke.release.build.LastRun;
import ai.invoke.release.build.SourceTree;
import ai.invoke.release.build.python.Python;
import ai.invoke.release.build.python.PythonLocator;
import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.installer.Sha256Sums;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.evidence.Evidence;
import ai.invoke.release.plan.evidence.EvidenceFiles;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.smoke.SmokeCheck;
import ai.invoke.release.smoke.SmokeOptions;
import ai.invoke.release.smoke.SmokeReport;
import ai.invoke.release.smoke.SmokeRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tries every installer of a release as a user would: {@code smoke-test}. */
public final class SmokeTest {

    private static final Duration PROBE_LIMIT = Duration.ofSeconds(20);

    /**
     * What to try.
     *
     * @param workspace the project; the installers are in its release directory and the logs go there
     * @param temporary where the temporary folder is made
     * @param python the interpreter of the options, as it told about itself
     * @param options how
     */
    public record Request(Workspace workspace, Path temporary, Python python, SmokeOptions options) {}

    /**
     * What was tried.
     *
     * @param reports one for each installer; empty when there is none, or when the same ones have passed before
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
     * The interpreter that makes the new environment.
     *
     * @param named a path, or a name on the PATH; without it the first on the PATH that runs and can make one
     * @param projectDirectory what a relative path is relative to
     * @return the interpreter
     * @throws ai.invoke.release.problem.ReleaseException when none fits
     */
    public Python python(Optional<String> named, Path projectDirectory) {
        return new PythonLocator(runner, projectDirectory, PROBE_LIMIT, console)
                .locate(named, python -> python.venv() ? Optional.empty() : Optional.of("lacks the module venv"));
    }

    /**
     * Tries all installers.
     *
     * @param request what and how
     * @return what was tried, when nothing is broken
     * @throws ProjectException with everything that is broken in any of them
     * @throws EnvironmentException when Python or the disk do not do their part
     */
    public Result run(Request request) {
        Workspace workspace = request.workspace();
        List<Path> installers = installers(workspace.directory());
        if (installers.isEmpty()) {
            console.info("skipped: assemble-installer has made no installer");
            return new Result(List.of());
        }
        SourceTree sources = workspace.sources();
        Map<Path, String> digests = digests(installers);
        LastRun last = workspace.lastRun("smoke-test", sources, key(request, sources, digests));
        EvidenceFiles evidence = new EvidenceFiles(workspace.directory().root());
        Optional<String> why = last.why(workspace.rebuild(), last.outputs())
                .or(() -> evidence.knowsTrials(List.copyOf(digests.values()))
                        ? Optional.empty()
                        : Optional.of("there is no record of the last run"));
        if (why.isEmpty()) {
            console.info("smoke-test: " + LastRun.UNCHANGED + ", passed before; -Dinvokeai.rebuild tries again");
            last.outputs().forEach((what, how) -> console.info("  skipped  " + what + "  " + how));
            return new Result(List.of());
        }
        console.info("smoke-test: " + why.get());
        last.forget();
        Path logs = workspace.directory().logs().resolve("smoke-test");
        SmokeRun test = new SmokeRun(runner, console, request.temporary());
        List<SmokeReport> reports = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Path installer : installers) {
            String name = String.valueOf(installer.getFileName());
            console.info(name);
            SmokeReport report = test.run(
                    installer,
                    request.options(),
                    installers.size() == 1 ? logs : logs.resolve(name.substring(0, name.length() - ".zip".length())));
            reports.add(report);
            problems.addAll(report.problems());
        }
        // Also of a test that failed: whoever goes on without it shall see it.
        Map<String, Evidence.Trial> trials = new LinkedHashMap<>();
        reports.forEach(report -> trials.put(digests.get(report.installer()), trial(report)));
        evidence.trials(trials);
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        last.remember(skipped(reports));
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

    private static Evidence.Trial trial(SmokeReport report) {
        return new Evidence.Trial(
                String.valueOf(report.installer().getFileName()),
                report.checks().stream().map(SmokeTest::step).toList());
    }

    private static Evidence.Step step(SmokeCheck check) {
        return switch (check.verdict()) {
            case OK -> new Evidence.Step(check.name(), Evidence.State.PASSED, Optional.empty());
            case SKIPPED -> new Evidence.Step(check.name(), Evidence.State.SKIPPED, Optional.of(check.detail()));
            case FAILED -> new Evidence.Step(check.name(), Evidence.State.FAILED, Optional.of(check.detail()));
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

    /** What has not been tried has not passed: that is said again each time. */
    private static SortedMap<String, String> skipped(List<SmokeReport> reports) {
        SortedMap<String, String> skipped = new TreeMap<>();
        for (SmokeReport report : reports) {
            report.checks().stream()
                    .filter(check -> check.verdict() == SmokeCheck.Verdict.SKIPPED)
                    .forEach(check ->
                            skipped.put(report.installer().getFileName() + ": " + check.name(), check.detail()));
        }
        return skipped;
    }

    private BuildKey key(Request request, SourceTree sources, Map<Path, String> digests) {
        SmokeOptions options = request.options();
        Python python = request.python();
        BuildKey key = sources.key()
                .with("Python", python.implementation() + " " + python.version() + " " + python.platform())
                .with("packages", options.packages())
                .with("version", options.version())
                .with("timeout", options.timeout())
                .withSecret("install script", options.installScript().toString())
                .withSecret("commands", options.commands().toString())
                .withVariables(options.environment())
                .withVariables(runner.passed());
        for (Map.Entry<Path, String> installer : digests.entrySet()) {
            key = key.with("installer " + installer.getKey().getFileName(), installer.getValue());
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
