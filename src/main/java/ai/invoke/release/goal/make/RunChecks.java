package ai.invoke.release.goal.make;

import ai.invoke.release.build.BuildKey;
import ai.invoke.release.build.LastRun;
import ai.invoke.release.build.SourceTree;
import ai.invoke.release.build.checks.Check;
import ai.invoke.release.build.checks.CheckResult;
import ai.invoke.release.build.checks.CheckRunner;
import ai.invoke.release.build.checks.DeclaredTool;
import ai.invoke.release.build.checks.DefaultChecks;
import ai.invoke.release.build.checks.ToolSource;
import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.build.python.BuildVariables;
import ai.invoke.release.console.Console;
import ai.invoke.release.console.Styles;
import ai.invoke.release.file.FileNames;
import ai.invoke.release.git.WorkTree;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.text.LetterCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
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
import java.util.stream.Stream;

/** Runs the gates that a release has to pass, all of them, and tells of all: {@code run-checks}. */
public final class RunChecks {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final int TAIL = 15;

    /** The longest of the words that need no {@code <continueOnFailure>}, so that most tables look the same. */
    private static final int USUAL_WORD = "TIMED OUT".length();

    private static final String PASSED = "passed";

    /**
     * Which checks and how.
     *
     * @param workspace the project; logs go to {@code checks/} in its release directory
     * @param checks the checks of the POM; one of the same id replaces a default one
     * @param defaults what the project has configured itself
     * @param threads how many may run at the same time, at least 1
     */
    public record Request(Workspace workspace, List<Check> checks, Defaults defaults, int threads) {}

    /**
     * The checks that need no mention in the POM.
     *
     * @param wanted whether they are added
     * @param frontend which frontend has checks, too
     * @param python the interpreter whose ruff and pytest are used
     * @param tools where tools come from that are not here at the version that the project names
     * @param timeout for each
     * @param failOnMissingTools whether a tool that the project has configured and that is not here is a failure
     */
    public record Defaults(
            boolean wanted,
            FrontendPlace frontend,
            Optional<String> python,
            ToolSource tools,
            Duration timeout,
            boolean failOnMissingTools) {}

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
     * Creates the goal.
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
        Workspace workspace = request.workspace();
        Defaults defaults = request.defaults();
        Limits.requirePositive("checkTimeout", defaults.timeout());
        Path logs = workspace.directory().root().resolve("checks");
        Optional<WorkTree> git = workspace.git();
        Map<String, Check> byId = new LinkedHashMap<>();
        DefaultChecks tools = defaultChecks(request);
        if (defaults.wanted()) {
            tools.find(defaults.frontend().find(workspace.project(), git).folder())
                    .forEach(check -> byId.put(key(check), check));
        }
        request.checks().forEach(check -> byId.put(key(check), check));
        if (byId.isEmpty()) {
            console.info(
                    "run-checks: nothing to run; neither <checks> nor ruff, pytest, tox, nox or a frontend's linters are configured");
            new CheckEvidence(workspace.directory(), workspace.sources()).keep(List.of(), List.of());
            return new Result(List.of());
        }
        List<Check> checks =
                Stream.concat(tools.setup().stream(), byId.values().stream()).toList();
        SourceTree sources = workspace.sources(git, List.of());
        CheckEvidence evidence = new CheckEvidence(workspace.directory(), sources);
        BuildKey key = key(request, sources, checks, tools.versions());
        LastRun last = workspace.lastRun("run-checks", sources, key);
        Optional<String> why = last.why(workspace.rebuild(), last.outputs())
                .or(() -> evidence.known() ? Optional.empty() : Optional.of("there is no record of the last run"));
        if (why.isEmpty()) {
            repeat(last.outputs());
            return new Result(List.of());
        }
        last.forget();
        console.info("running " + checks.size() + (checks.size() == 1 ? " check" : " checks") + ", at most "
                + request.threads() + " at the same time: " + why.get());
        BuildVariables.tell(
                runner,
                BuildVariables.ofChecks(runner.environment()),
                configured(checks),
                "the checks, which have to say the same anywhere",
                "what a check needs goes in its <environment>",
                console);
        forgetLogs(logs, checks);
        List<CheckResult> results = run(tools, checks, logs, request);
        table(results);
        tools.late()
                .forEach(late -> console.warn(Problem.of(late + ": what it has may count as missing")
                        .next("run again when this machine is less busy")));
        evidence.keep(checks.stream().map(this::withTool).toList(), results);
        judge(request, results);
        boolean inside = checks.stream()
                .allMatch(check -> workspace.holds(check.command().directory(), sources));
        if (!workspace.sources().key().equals(sources.key())) {
            console.info("run-checks: the sources changed while the checks ran; the next run tries them again");
        } else if (tools.conclusive() && inside) {
            remember(last, results);
        }
        return new Result(results);
    }

    private DefaultChecks defaultChecks(Request request) {
        Defaults defaults = request.defaults();
        return new DefaultChecks(
                runner,
                request.workspace().project(),
                request.workspace().directory().root(),
                defaults.timeout(),
                defaults.python(),
                defaults.tools(),
                console);
    }

    /** Of a declared command the shell's line, its last argument, tells the tool. */
    private Check withTool(Check check) {
        List<String> words = check.command().arguments();
        return check.tool().isPresent()
                ? check
                : DeclaredTool.of(words.get(words.size() - 1))
                        .map(tool -> tool.in(check, runner))
                        .orElse(check);
    }

    /** First what makes the environment of the others, one after the other. */
    private List<CheckResult> run(DefaultChecks tools, List<Check> checks, Path logs, Request request) {
        tools.provide();
        CheckRunner running = new CheckRunner(runner, console);
        List<CheckResult> results = new ArrayList<>();
        Optional<String> broken = Optional.empty();
        for (Check check : tools.setup()) {
            List<Check> one = List.of(broken.map(check::unavailable).orElse(check));
            CheckResult result = running.run(one, logs, 1).get(0);
            results.add(result);
            if (broken.isEmpty() && result.status() != CheckResult.Status.PASSED) {
                broken = Optional.of(check.id() + " did not make the environment of the project: "
                        + logs.resolve(check.id() + ".log"));
            }
        }
        if (broken.isEmpty()) {
            tools.environmentMade();
        }
        Optional<String> why = broken;
        List<Check> rest = checks.subList(results.size(), checks.size()).stream()
                .map(check -> tools.needsEnvironment(check)
                        ? why.map(check::unavailable).orElseGet(() -> tools.provided(check))
                        : tools.provided(check))
                .toList();
        running.run(rest, logs, request.threads()).forEach(result -> results.add(tools.explained(rest, result)));
        return results;
    }

    /**
     * Runs nothing, and keeps that nothing ran, unless the checks have run on the same commit before.
     *
     * @param request which and how
     * @param why for the record, for instance {@code skipped by skipTests}
     */
    public void skip(Request request, String why) {
        Workspace workspace = request.workspace();
        Set<String> ids = new LinkedHashSet<>();
        if (request.defaults().wanted()) {
            ids.addAll(defaultChecks(request)
                    .ids(request.defaults()
                            .frontend()
                            .find(workspace.project(), workspace.git())
                            .folder()));
        }
        request.checks().forEach(check -> ids.add(check.id()));
        new CheckEvidence(workspace.directory(), workspace.sources()).skipped(List.copyOf(ids), why);
    }

    private static Set<String> configured(List<Check> checks) {
        Set<String> names = new HashSet<>();
        checks.forEach(check -> names.addAll(check.command().environment().keySet()));
        return names;
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

    /** A tool that is missing is remembered too: it is in the key. */
    private static void remember(LastRun last, List<CheckResult> results) {
        SortedMap<String, String> outcomes = new TreeMap<>();
        for (CheckResult result : results) {
            switch (result.status()) {
                case PASSED -> outcomes.put(result.id(), PASSED);
                case NOT_RUN -> outcomes.put(result.id(), result.detail());
                case FAILED, TIMED_OUT, INTERRUPTED -> {
                    return;
                }
            }
        }
        if (outcomes.containsValue(PASSED)) {
            last.remember(outcomes);
        }
    }

    private void repeat(SortedMap<String, String> outcomes) {
        List<String> passed = outcomes.entrySet().stream()
                .filter(outcome -> outcome.getValue().equals(PASSED))
                .map(Map.Entry::getKey)
                .toList();
        console.info("run-checks: " + LastRun.UNCHANGED + ", " + String.join(", ", passed)
                + " passed before; -Dinvokeai.rebuild runs everything again");
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

    private BuildKey key(Request request, SourceTree sources, List<Check> checks, SortedMap<String, String> versions) {
        BuildKey key = sources.key()
                .with(versions)
                .withVariables(runner.passed())
                .with("failOnMissingTools", request.defaults().failOnMissingTools());
        for (Check check : checks) {
            // The whole of it as one: a command may hold what is not for everybody's eyes.
            key = key.withSecret(
                    "check " + check.id(),
                    check.command().arguments() + "\n"
                            + request.workspace().display(check.command().directory()) + "\n"
                            + new TreeMap<>(check.command().environment()) + "\n"
                            + check.command().limit().time() + "\n" + check.continueOnFailure() + "\n"
                            + check.junit().map(request.workspace()::display));
        }
        return key;
    }

    private static void validate(List<Check> checks) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Check> known = new LinkedHashMap<>();
        for (Check check : checks) {
            if (!ID.matcher(check.id()).matches()) {
                problems.add(Problem.of("the id of a check, \"" + check.id() + "\", cannot be the name of its log")
                        .next("use letters, digits, dots, _ and - only"));
            } else if (FileNames.device(check.id()).isPresent()) {
                problems.add(Problem.of("the id of a check, \"" + check.id()
                                + "\", cannot be the name of its log on Windows, where it is a device")
                        .next("choose another id"));
            } else {
                Optional.ofNullable(known.put(key(check), check)).ifPresent(other -> problems.add(same(other, check)));
            }
            if (!Files.isDirectory(check.command().directory())) {
                problems.add(Problem.of("check " + check.id() + ": the directory "
                                + check.command().directory() + " does not exist")
                        .next("correct its <directory>"));
            }
            if (check.command().limit().time().isNegative()
                    || check.command().limit().time().isZero()) {
                problems.add(Problem.of("check " + check.id() + ": the timeout must be positive")
                        .next("correct its <timeout>, in seconds"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
    }

    /** A log for each check also where file names that differ only in case are one. */
    private static String key(Check check) {
        return LetterCase.lower(check.id());
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
                            "  %-" + width + "s  %s %7.1f s  %s",
                            result.id(),
                            styled(result, words),
                            result.duration().toMillis() / 1000.0,
                            tests)
                    .stripTrailing());
        }
    }

    private String styled(CheckResult result, int width) {
        String word = String.format(Locale.ROOT, "%-" + width + "s", word(result));
        Styles.Style style = switch (result.status()) {
            case PASSED -> Styles.Style.SUCCESS;
            case NOT_RUN -> Styles.Style.WARNING;
            case FAILED, TIMED_OUT, INTERRUPTED -> result.tolerated() ? Styles.Style.WARNING : Styles.Style.FAILURE;
        };
        return console.styles().in(style, word);
    }

    private static String word(CheckResult result) {
        return switch (result.status()) {
            case PASSED -> "ok";
            case FAILED -> result.tolerated() ? "failed, tolerated" : "FAILED";
            case TIMED_OUT -> result.tolerated() ? "timed out, tolerated" : "TIMED OUT";
            case INTERRUPTED -> result.tolerated() ? "interrupted, tolerated" : "INTERRUPTED";
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
        if (request.defaults().failOnMissingTools()) {
            problems.addAll(notRun(missing));
        } else {
            notRun(missing).forEach(console::warn);
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
    }

    private static Problem problem(CheckResult result) {
        StringBuilder text = new StringBuilder("check " + result.id()
                + (result.status() == CheckResult.Status.INTERRUPTED ? " was interrupted: " : " failed: ")
                + result.detail());
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
