package ai.invoke.release.goal.make;

import ai.invoke.release.build.PassedInputs;
import ai.invoke.release.build.SourceTree;
import ai.invoke.release.build.python.PythonLocator;
import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.git.WorkTree;
import ai.invoke.release.installer.Sha256Sums;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.smoke.SmokeCheck;
import ai.invoke.release.smoke.SmokeOptions;
import ai.invoke.release.smoke.SmokeReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tries every installer of a release as a user would: {@code smoke-test}. */
public final class SmokeTest {

    private static final Duration PROBE_LIMIT = Duration.ofSeconds(20);

    /**
     * What to try.
     *
     * @param projectDirectory the project, whose files the commands may use
     * @param directory where the installers are and the logs go
     * @param temporary where the temporary folder is made
     * @param options how
     * @param rebuild whether installers that passed before are tried again
     */
    public record Request(
            Path projectDirectory, ReleaseDirectory directory, Path temporary, SmokeOptions options, boolean rebuild) {}

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
     * The goal.
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
     * @return its place
     * @throws ai.invoke.release.problem.ReleaseException when none fits
     */
    public Path python(Optional<String> named, Path projectDirectory) {
        return new PythonLocator(runner, projectDirectory, PROBE_LIMIT, console)
                .locate(named, python -> python.venv() ? Optional.empty() : Optional.of("lacks the module venv"))
                .executable();
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
        List<Path> installers = installers(request.directory());
        if (installers.isEmpty()) {
            console.info("skipped: assemble-installer has made no installer");
            return new Result(List.of());
        }
        PassedInputs passed = inputs(request, installers);
        if (passed.changes().isEmpty() && !request.rebuild()) {
            console.info("smoke-test: passed on these very installers; -Dinvokeai.rebuild tries them again");
            passed.outcomes().forEach((what, why) -> console.info("  skipped  " + what + "  " + why));
            return new Result(List.of());
        }
        passed.forget();
        Path logs = request.directory().logs().resolve("smoke-test");
        ai.invoke.release.smoke.SmokeRun test =
                new ai.invoke.release.smoke.SmokeRun(runner, console, request.temporary());
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
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        Set<Path> tools = new LinkedHashSet<>(Set.of(request.options().python()));
        request.options().namedFiles().stream().filter(Files::isRegularFile).forEach(tools::add);
        passed.remember(skipped(reports), tools);
        return new Result(reports);
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

    private PassedInputs inputs(Request request, List<Path> installers) {
        SmokeOptions options = request.options();
        Map<String, String> settings = new TreeMap<>();
        settings.put("Python", options.python().toString());
        settings.put("with dependencies", String.valueOf(options.withDependencies()));
        settings.put("offline", String.valueOf(options.withDependencies() && options.offline()));
        settings.put("install script", String.valueOf(options.installScript()));
        settings.put("commands", String.valueOf(options.commands()));
        settings.put("environment", String.valueOf(new TreeMap<>(options.environment())));
        runner.passed().forEach((name, value) -> settings.put("variable " + name, value));
        settings.put("version", options.version());
        settings.put("timeout", String.valueOf(options.timeout()));
        for (Path installer : installers) {
            try {
                settings.put("installer " + installer.getFileName(), Sha256.of(installer));
            } catch (IOException e) {
                throw new EnvironmentException(Problem.of("cannot read " + installer + ": " + e), e);
            }
        }
        return new PassedInputs(request.directory().root().resolve("state"), "smoke-test", settings, sources(request));
    }

    /** A script of the project may use any other file of it. */
    private static Optional<SourceTree> sources(Request request) {
        Path project = request.projectDirectory();
        Path root = request.directory().root();
        boolean used = request.options().namedFiles().stream()
                .anyMatch(file -> file.startsWith(project) && !file.startsWith(root));
        return used
                ? Optional.of(Sources.of(WorkTree.of(project), project, List.of(), List.of(root)))
                : Optional.empty();
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
