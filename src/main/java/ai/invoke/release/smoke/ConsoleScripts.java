package ai.invoke.release.smoke;

import ai.invoke.release.platform.Platform;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.TimeLimit;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Starts what pip made of the console entry points, with the options that a script answers without doing its work. */
final class ConsoleScripts {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Anything with a dot in it that begins like a version (PEP 440). */
    private static final Pattern VERSION = Pattern.compile("(?<![\\w.])v?(\\d+\\.\\d(?:[.+!-]*+\\w++)*+)");

    private static final Pattern TRACEBACK =
            Pattern.compile("(?: *\\+ Exception Group )?Traceback \\(most recent call last\\)");

    private final SmokeWorkspace workspace;
    private final SmokeOptions options;
    private final SmokeChecks checks;

    ConsoleScripts(SmokeWorkspace workspace, SmokeOptions options, SmokeChecks checks) {
        this.workspace = workspace;
        this.options = options;
        this.checks = checks;
    }

    /**
     * Starts each one that is there.
     *
     * @param seen the installed package
     * @throws IOException when a log cannot be read
     */
    void start(SmokeProbe.Seen seen) throws IOException {
        for (SmokeProbe.Script script : seen.scripts()) {
            boolean broken = script.file().isEmpty() || !script.found().orElse(true);
            if (script.console() && !broken) {
                start(script, seen);
            } else if (!broken && options.commands().stream().noneMatch(command -> command.starts(script.name()))) {
                checks.skipped(
                        script.name(), "opens a window: a <smokeCommand> with <keepsRunning> tries whether it starts");
            }
        }
    }

    private void start(SmokeProbe.Script script, SmokeProbe.Seen seen) throws IOException {
        SmokeStep version = startWith(script, "--version");
        if (version.succeeded()) {
            String first =
                    version.tail().isEmpty() ? "" : ": " + version.tail().get(0).strip();
            Optional<String> other = otherVersion(version.tail());
            if (other.isPresent()) {
                checks.ok(
                        script.name(),
                        "--version" + first,
                        Problem.of(script.name() + " --version says " + other.get() + ", and the release is "
                                        + options.version().normalized())
                                .next("if that is meant to be its own version: importlib.metadata.version(…) always"
                                        + " says the right one"));
            } else {
                checks.ok(script.name(), "--version" + first);
            }
            return;
        }
        boolean bare = (script.extras() && options.extras().isEmpty())
                || (!options.withDependencies() && !seen.requires().isEmpty());
        MissingDependency dependency = new MissingDependency(seen);
        Optional<String> missing = bare ? dependency.in(version) : Optional.empty();
        if (missing.isPresent()) {
            String why =
                    (script.extras() ? "needs what its extra brings: " : "needs its dependencies: ") + missing.get();
            if (dependency.is(script.module(), missing.get())) {
                checks.skipped(script.name(), why, foreign(script));
            } else {
                checks.skipped(script.name(), why);
            }
            return;
        }
        if (version.outcome() instanceof Outcome.TimedOut && !crashed(version)) {
            checks.skipped(script.name(), "does not answer --version (" + version.how() + ")", doubt(script, version));
            return;
        }
        SmokeStep help = startWith(script, "--help");
        if (help.succeeded()) {
            checks.ok(script.name(), "--help");
            return;
        }
        if (asksForInput(help)) {
            checks.skipped(script.name(), "knows neither --version nor --help and asks for input", doubt(script, help));
            return;
        }
        boolean crashed = crashed(help);
        if (crashed || crashed(version)) {
            SmokeStep crash = crashed ? help : version;
            checks.failed(script.name(), "the script " + script.name() + " cannot start: " + crash.end(), crash);
        } else {
            checks.skipped(script.name(), "has neither --version nor --help (" + help.how() + ")", doubt(script, help));
        }
    }

    /** A wheel without its main package looks just like one that starts something of its dependencies. */
    private static Problem foreign(SmokeProbe.Script script) {
        return Problem.of("the script " + script.name() + " needs " + script.value()
                        + ", which is not in the wheel: that is right only when a dependency brings it")
                .next("make sure that the package is in the wheel; -Dinvokeai.smokeTest.withDependencies tries it");
    }

    private static Problem doubt(SmokeProbe.Script script, SmokeStep step) {
        return Problem.of("it is not known whether " + script.name() + " starts: " + step.end())
                .next("read the log: " + step.log() + "; a command that it must do can be named under <smokeCommands>");
    }

    /** A version that it prints instead of its own; one that prints several, Python's too, need only name its own. */
    private Optional<String> otherVersion(List<String> lines) {
        List<String> versions = lines.stream()
                .flatMap(line -> VERSION.matcher(line).results())
                .map(found -> found.group(1))
                .toList();
        return versions.stream().anyMatch(options::isVersion)
                ? Optional.empty()
                : versions.stream().findFirst();
    }

    private SmokeStep startWith(SmokeProbe.Script script, String option) {
        List<String> arguments = new ArrayList<>(Platform.current()
                .consoleScript(workspace.venvPython().toString(), script.file().orElseThrow()));
        arguments.add(option);
        TimeLimit limit = TimeLimit.usual(LIMIT).orShorter(options.limit());
        return workspace.run(workspace.inVenv(script.name() + option, limit, arguments));
    }

    /** {@code input()} says so when standard input is closed. */
    private static boolean asksForInput(SmokeStep step) {
        return step.printed(line -> line.equals("EOFError: EOF when reading a line"));
    }

    /**
     * A syntax error in the script itself comes without the usual first line. That line stands before the last lines when
     * modules import each other in a long chain, or the message is a long one.
     */
    private static boolean crashed(SmokeStep step) throws IOException {
        return step.outcome() instanceof Outcome.NotStarted
                || step.killedBySignal()
                || step.printed(line -> line.startsWith("SyntaxError:") || line.startsWith("IndentationError:"))
                || step.logContains(line -> TRACEBACK.matcher(line).lookingAt());
    }
}
