package ai.invoke.release.smoke;

import ai.invoke.release.file.FileNames;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.TimeLimit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the user's own commands in the new environment. */
final class SmokeCommands {

    private static final String NAME = "command";

    private final SmokeWorkspace workspace;
    private final SmokeOptions options;
    private final SmokeChecks checks;

    SmokeCommands(SmokeWorkspace workspace, SmokeOptions options, SmokeChecks checks) {
        this.workspace = workspace;
        this.options = options;
        this.checks = checks;
    }

    /**
     * Runs them one after the other.
     *
     * @param top the unpacked installer; empty when a file of {@code dist/} is tried
     * @throws IOException when there is no free port
     */
    void run(Optional<Path> top) throws IOException {
        for (SmokeCommand command : options.commands()) {
            if (top.isEmpty() && command.line().contains("{installer}")) {
                checks.skipped(NAME, command.line() + ": there is no installer here");
            } else {
                run(command, top.orElse(workspace.folder("empty")));
            }
        }
    }

    private void run(SmokeCommand command, Path top) throws IOException {
        boolean listens =
                command.line().contains("{port}") || command.url().orElse("").contains("{port}");
        Placeholders values = new Placeholders(Map.of(
                "{port}", listens ? String.valueOf(SmokeServer.freePort()) : "0",
                "{python}", workspace.venvPython().toString(),
                "{venv}", workspace.venv().toString(),
                "{installer}", top.toString()));
        List<String> arguments = values.fill(command.arguments());
        Command prepared = workspace
                .inVenv(
                        "command " + FileNames.last(arguments.get(0)),
                        TimeLimit.inPom(command.timeout(), "<timeout> of the command"),
                        arguments)
                .withEnvironment(options.environment());
        Optional<String> expected = command.expect().map(values::fill);
        if (command.url().isPresent()) {
            serve(command, prepared, values.fill(command.url().get()), expected);
            return;
        }
        if (command.keepsRunning().isPresent()) {
            keep(command, prepared, command.keepsRunning().get(), expected);
            return;
        }
        SmokeStep step = workspace.run(prepared);
        if (!step.succeeded()) {
            checks.failed(NAME, command.line() + ": " + step.end(), step);
        } else if (expected.isPresent()
                && !step.output().contains(expected.get())
                && !step.printed(line -> line.contains(expected.get()))) {
            checks.failed(NAME, command.line() + " did not print '" + expected.get() + "'" + step.lines(), step);
        } else {
            checks.ok(NAME, command.line() + step.seconds());
        }
    }

    /** It is killed with all that it started, which is what the limit of a command does. */
    private void keep(SmokeCommand command, Command prepared, Duration time, Optional<String> expected) {
        SmokeStep step = workspace.run(prepared.withLimit(TimeLimit.inPom(time, "<keepsRunning> of the command")));
        if (!(step.outcome() instanceof Outcome.TimedOut)) {
            checks.failed(NAME, command.line() + " did not keep running: " + step.end(), step);
        } else if (expected.isPresent() && !step.printed(line -> line.contains(expected.get()))) {
            checks.failed(NAME, command.line() + " did not print '" + expected.get() + "'" + step.lines(), step);
        } else {
            checks.ok(NAME, command.line() + " was running after " + time.toSeconds() + " s, and was stopped");
        }
    }

    private void serve(SmokeCommand command, Command prepared, String url, Optional<String> expected) {
        SmokeServer.Answer answer =
                new SmokeServer(running -> workspace.run(running).outcome()).ask(prepared, url);
        workspace.goOn();
        SmokeStep step = new SmokeStep(
                answer instanceof SmokeServer.Answer.Ended ended ? ended.outcome() : new Outcome.NotStarted(""),
                prepared.log().orElseThrow());
        String late = command.line() + ": " + url + " did not answer within "
                + command.timeout().toSeconds() + " s";
        if (answer instanceof SmokeServer.Answer.Answered answered) {
            if (expected.isPresent() && !answered.body().contains(expected.get())) {
                checks.failed(
                        NAME,
                        command.line() + ": the answer of " + url + " does not contain '" + expected.get() + "'",
                        step);
            } else {
                checks.ok(NAME, command.line() + ": " + url + " answered " + answered.status());
            }
        } else if (answer instanceof SmokeServer.Answer.Silent silent) {
            checks.failed(NAME, late + " (" + silent.last() + ")", step);
        } else if (answer instanceof SmokeServer.Answer.Taken) {
            checks.failed(
                    NAME,
                    Problem.of(command.line() + " was not started: something else listens at " + url + " already")
                            .next("stop it, or write {port} in <run> and <url> for a free port"));
        } else {
            checks.failed(NAME, command.line() + " ended before " + url + " answered: " + step.end(), step);
        }
    }
}
