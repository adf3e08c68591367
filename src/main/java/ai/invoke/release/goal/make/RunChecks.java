package ai.invoke.release.goal.make;

import ai.invoke.release.build.PassedInputs;
import ai.invoke.release.build.checks.Check;
import ai.invoke.release.build.checks.CheckResult;
import ai.invoke.release.build.checks.CheckRunner;
import ai.invoke.release.build.checks.DefaultChecks;
import ai.invoke.release.build.frontend.FrontendLocator;
import ai.invoke.release.console.Console;
import ai.invoke.release.file.FileNames;
import ai.invoke.release.git.WorkTree;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Runs the gates that a release has to pass, all of them, and tells of all: {@code run-checks}. */
public final class RunChecks {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** A variable in a command, for a Unix shell or for that of Windows; what only looks like one does no harm. */
    private static final Pattern VARIABLE = Pattern.compile("[$%]\\{?([A-Za-z_]\\w*)");

    private static final int TAIL = 15;

    /** The longest of the words that need no {@code <continueOnFailure>}, so that most tables look the same. */
    private static final int USUAL_WORD = "TIMED OUT".length();

    private static final String PASSED = "passed";

    /** Variables that decide what a check does: {@code PYTEST_ADDOPTS=-k …} runs next to nothing. */
    private static final Pattern STEERING = Pattern.compile(
            "(?i)(VIRTUAL_ENV|(PYTEST|PYTHON|RUFF|MYPY|COVERAGE|TOX|NODE|VITEST|ESLINT|PRETTIER|NPM_CONFIG).*)");

    /** With which default checks start. */
    private static final List<String> TOOLS =
            List.of("ruff", "pytest", "python3", "python", "node", "npm", "pnpm", "yarn");

    /**
     * Which checks and how.
     *
     * @param projectDirectory the project
     * @param directory logs go to {@code checks/} in it
     * @param checks the checks of the POM; one of the same id replaces a default one
     * @param defaults whether the default set is added
     * @param frontendDirectory the frontend that the user named
     * @param python the interpreter whose ruff and pytest are used
     * @param defaultTimeout for the default checks
     * @param threads how many may run at the same time, at least 1
     * @param failOnMissingTools whether a tool that the project has configured and that is not here is a failure
     * @param outputs folders that hold what goals make
     * @param rebuild whether checks that passed on the same inputs run again
     */
    public record Request(
            Path projectDirectory,
            ReleaseDirectory directory,
            List<Check> checks,
            boolean defaults,
            Optional<Path> frontendDirectory,
            Optional<String> python,
            Duration defaultTimeout,
            int threads,
            boolean failOnMissingTools,
            List<Path> outputs,
            boolean rebuild) {}

    /**
     * How they ended.
     *
     * @param checks one for each, in the order of the table; empty when they passed on the same inputs before
     */
    public record Result(List<CheckResult> checks) {}

    private final ProcessRunner runner;
    private final Console console;

    /**
     * The goal with children that see no credential.
     *
     * @param environment the user's environment, in production {@link System#getenv()}
     * @param console where to tell the user
     */
    public RunChecks(Map<String, String> environment, Console console) {
        this(new ProcessRunner(environment), console);
    }

    /**
     * The goal.
     *
     * @param runner starts the children
     * @param console where to tell the user
     */
    public RunChecks(ProcessRunner runner, Console console) {
        this.runner = runner;
        this.console = console;
    }

    /**
     * Runs the checks.
     *
     * @param request which and how
     * @return how they ended, when none has failed
     * @throws ProjectException when some failed, with one problem for each, or when they are not well configured
     * @throws EnvironmentException when a log cannot be written
     */
    public Result run(Request request) {
        validate(request.checks());
        Limits.requirePositive("checkTimeout", request.defaultTimeout());
        PassedInputs passed = inputs(request);
        Optional<String> changes = passed.changes();
        if (changes.isEmpty() && !request.rebuild()) {
            repeat(passed.outcomes());
            return new Result(List.of());
        }
        console.detail("run-checks: " + changes.orElse("asked to run again"));
        passed.forget();
        Path logs = request.directory().root().resolve("checks");
        Map<String, Check> byId = new LinkedHashMap<>();
        DefaultChecks tools = new DefaultChecks(
                runner, request.projectDirectory(), logs, request.defaultTimeout(), request.python(), console);
        if (request.defaults()) {
            Optional<Path> frontend = FrontendLocator.find(request.projectDirectory(), request.frontendDirectory());
            tools.find(frontend).forEach(check -> byId.put(key(check), check));
        }
        request.checks().forEach(check -> byId.put(key(check), tools.witnessed(check)));
        if (byId.isEmpty()) {
            console.info(
                    "run-checks: nothing to run; neither <checks> nor ruff, pytest or a frontend's linters are configured");
            return new Result(List.of());
        }
        List<Check> checks = List.copyOf(byId.values());
        console.info("running " + checks.size() + (checks.size() == 1 ? " check" : " checks") + ", at most "
                + request.threads() + " at the same time");
        forgetLogs(logs, checks);
        List<CheckResult> results = new CheckRunner(runner, console).run(checks, logs, request.threads());
        table(results);
        judge(request, results);
        if (tools.conclusive() && request.checks().stream().allMatch(check -> inside(request, check))) {
            remember(passed, checks, results);
        }
        return new Result(results);
    }

    /**
     * What a check printed earlier must not be taken for news when it cannot run today. Other files stay: another execution of
     * this goal may have written them a moment ago.
     */
    private static void forgetLogs(Path logs, List<Check> checks) {
        for (Check check : checks) {
            for (String kind : List.of(".log", ".xml")) {
                Path file = logs.resolve(check.id() + kind);
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new EnvironmentException(
                            Problem.of("cannot delete the last run's " + file + ": " + e)
                                    .next("make the folder writable, then run again"),
                            e);
                }
            }
        }
    }

    /** What lies elsewhere is none of the sources that are compared with those of the next run. */
    private static boolean inside(Request request, Check check) {
        return check.directory()
                .toAbsolutePath()
                .normalize()
                .startsWith(request.projectDirectory().toAbsolutePath().normalize());
    }

    /** A tool that is missing is remembered too: it is looked for again only when something was installed. */
    private void remember(PassedInputs passed, List<Check> checks, List<CheckResult> results) {
        SortedMap<String, String> outcomes = new TreeMap<>();
        for (CheckResult result : results) {
            switch (result.status()) {
                case PASSED -> outcomes.put(result.id(), PASSED);
                case NOT_RUN -> outcomes.put(result.id(), result.detail());
                case FAILED, TIMED_OUT -> {
                    return;
                }
            }
        }
        if (outcomes.containsValue(PASSED)) {
            Set<Path> witnesses = new LinkedHashSet<>();
            checks.forEach(check -> witnesses.addAll(check.witnesses()));
            if (!passed.remember(outcomes, witnesses)) {
                console.info("run-checks: the sources changed while the checks ran; the next run tries them again");
            }
        }
    }

    private void repeat(SortedMap<String, String> outcomes) {
        List<String> passed = outcomes.entrySet().stream()
                .filter(outcome -> outcome.getValue().equals(PASSED))
                .map(Map.Entry::getKey)
                .toList();
        console.info("run-checks: " + String.join(", ", passed)
                + " passed on these very sources; -Dinvokeai.rebuild runs everything again");
        SortedMap<String, String> missing = new TreeMap<>(outcomes);
        missing.values().removeIf(PASSED::equals);
        notRun(missing).forEach(console::warn);
    }

    /** One problem for each reason: a tool that is missing may stop several checks. */
    private static List<Problem> notRun(Map<String, String> reasonById) {
        Map<String, List<String>> idsByReason = new LinkedHashMap<>();
        reasonById.forEach((id, why) ->
                idsByReason.computeIfAbsent(why, reason -> new ArrayList<>()).add(id));
        return idsByReason.entrySet().stream()
                .map(entry -> Problem.of((entry.getValue().size() == 1 ? "check " : "checks ")
                                + String.join(", ", entry.getValue()) + " did not run: " + entry.getKey())
                        .next("install it, or switch the default checks off: -Dinvokeai.defaultChecks=false"))
                .toList();
    }

    private PassedInputs inputs(Request request) {
        Path project = request.projectDirectory();
        List<Path> outputs = new ArrayList<>(request.outputs());
        outputs.add(request.directory().root());
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("PATH", runner.path().folders().toString());
        runner.environment().forEach((name, value) -> {
            if (STEERING.matcher(name).matches()) {
                settings.put("variable " + name, value);
            }
        });
        TOOLS.forEach(tool -> settings.put(
                "the program " + tool,
                runner.path().find(tool).map(Path::toString).orElse("")));
        runner.passed().forEach((name, value) -> settings.put("variable " + name, value));
        settings.put("failOnMissingTools", String.valueOf(request.failOnMissingTools()));
        settings.put("Python", request.python().orElse(""));
        settings.put("default checks", String.valueOf(request.defaults()));
        settings.put("default timeout", String.valueOf(request.defaultTimeout()));
        settings.put("frontend", request.frontendDirectory().map(Path::toString).orElse(""));
        for (Check check : request.checks()) {
            settings.put(
                    "check " + check.id(),
                    String.join("\n", check.arguments()) + "\n" + check.directory() + "\n"
                            + new TreeMap<>(check.environment()) + "\n" + check.continueOnFailure() + "\n"
                            + check.timeout() + "\n" + check.junit());
            VARIABLE.matcher(String.join("\n", check.arguments()))
                    .results()
                    .map(found -> found.group(1))
                    .forEach(name -> settings.put(
                            "variable " + name, runner.environment().getOrDefault(name, "")));
        }
        return new PassedInputs(
                request.directory().root().resolve("state"),
                "run-checks",
                settings,
                Optional.of(Sources.of(WorkTree.of(project), project, List.of(), outputs)));
    }

    private static void validate(List<Check> checks) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Check> known = new LinkedHashMap<>();
        for (Check check : checks) {
            if (!ID.matcher(check.id()).matches()) {
                problems.add(Problem.of("the id of a check, \"" + check.id() + "\", cannot name its log")
                        .next("use letters, digits, dots, _ and - only"));
            } else if (FileNames.device(check.id()).isPresent()) {
                problems.add(Problem.of("the id of a check, \"" + check.id()
                                + "\", cannot name its log on Windows, where it is a device")
                        .next("choose another id"));
            } else {
                Optional.ofNullable(known.put(key(check), check)).ifPresent(other -> problems.add(same(other, check)));
            }
            if (!Files.isDirectory(check.directory())) {
                problems.add(
                        Problem.of("check " + check.id() + ": the directory " + check.directory() + " does not exist")
                                .next("mend its <directory>"));
            }
            if (check.timeout().isNegative() || check.timeout().isZero()) {
                problems.add(Problem.of("check " + check.id() + ": the timeout must be positive")
                        .next("mend its <timeout>, in seconds"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
    }

    /** A log for each check also where file names that differ only in case are one. */
    private static String key(Check check) {
        return check.id().toLowerCase(Locale.ROOT);
    }

    private static Problem same(Check one, Check other) {
        return Problem.of(
                        one.id().equals(other.id())
                                ? "two checks have the id " + one.id()
                                : "two checks have the ids " + one.id() + " and " + other.id()
                                        + ", whose logs are one file on Windows and macOS")
                .next("give one of them another id");
    }

    private void table(List<CheckResult> results) {
        int width =
                results.stream().mapToInt(result -> result.id().length()).max().orElse(0);
        int words = Math.max(
                USUAL_WORD,
                results.stream().mapToInt(result -> word(result).length()).max().orElse(0));
        for (CheckResult result : results) {
            String tests = result.tests().map(Object::toString).orElse(result.detail());
            console.info(String.format(
                            Locale.ROOT,
                            "  %-" + width + "s  %-" + words + "s %7.1f s  %s",
                            result.id(),
                            word(result),
                            result.duration().toMillis() / 1000.0,
                            tests)
                    .stripTrailing());
        }
    }

    private static String word(CheckResult result) {
        return switch (result.status()) {
            case PASSED -> "ok";
            case FAILED -> result.tolerated() ? "failed, tolerated" : "FAILED";
            case TIMED_OUT -> result.tolerated() ? "timed out, tolerated" : "TIMED OUT";
            case NOT_RUN -> "not run";
        };
    }

    private void judge(Request request, List<CheckResult> results) {
        List<Problem> problems = new ArrayList<>();
        Map<String, String> missing = new LinkedHashMap<>();
        for (CheckResult result : results) {
            if (result.status() == CheckResult.Status.NOT_RUN) {
                missing.put(result.id(), result.detail());
            } else if (result.failed()) {
                problems.add(problem(result));
            } else if (result.status() != CheckResult.Status.PASSED) {
                console.warn(problem(result));
            }
        }
        if (request.failOnMissingTools()) {
            problems.addAll(notRun(missing));
        } else {
            notRun(missing).forEach(console::warn);
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
    }

    private static Problem problem(CheckResult result) {
        StringBuilder text = new StringBuilder("check " + result.id() + " failed: " + result.detail());
        Outcome.shown(result.tail(), TAIL)
                .forEach(line ->
                        text.append(System.lineSeparator()).append("     | ").append(line));
        String slow = result.status() == CheckResult.Status.TIMED_OUT
                ? "if it needs more time: its <timeout>, or -Dinvokeai.checkTimeout for a default check; "
                : "";
        return Problem.of(text.toString())
                .next(slow + "all it printed: "
                        + result.log().map(Path::toString).orElse("nothing"));
    }
}
