package ai.invoke.release.build.checks;

import ai.invoke.release.build.frontend.PackageManagerLocator;
import ai.invoke.release.build.python.BuildVariables;
import ai.invoke.release.console.Console;
import ai.invoke.release.console.StatusBoard;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs checks at the same time, each to its own log; none of them stops another. */
public final class CheckRunner {

    private static final int HANGUP = 129;
    private static final int BREAK = 130;
    private static final int KILL = 137;
    private static final int TERMINATE = 143;

    private final ProcessRunner runner;
    private final Console console;

    /**
     * Creates a runner.
     *
     * @param runner starts the commands
     * @param console is told when a check starts and ends
     */
    public CheckRunner(ProcessRunner runner, Console console) {
        this.runner = runner;
        this.console = console;
    }

    /**
     * Runs all checks and waits for the last to end.
     *
     * @param checks with different ids
     * @param logs the folder for {@code <id>.log}
     * @param threads how many may run at the same time, at least 1
     * @return one result for each, in the order of the checks
     * @throws EnvironmentException when a log cannot be written, or this thread was interrupted
     */
    public List<CheckResult> run(List<Check> checks, Path logs, int threads) {
        List<String> shown = checks.stream()
                .filter(check -> check.unavailable().isEmpty())
                .map(Check::id)
                .toList();
        ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, Math.min(threads, checks.size())));
        try (StatusBoard board = console.board(shown)) {
            List<Callable<CheckResult>> work = new ArrayList<>();
            checks.forEach(check -> work.add(() -> run(check, logs, board)));
            List<CheckResult> results = new ArrayList<>();
            for (Future<CheckResult> future : pool.invokeAll(work)) {
                results.add(future.get());
            }
            return List.copyOf(results);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException(Problem.of("the checks were interrupted and killed"), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a check cannot throw this", e);
        } finally {
            // Interrupts what still runs, which kills its process tree.
            pool.shutdownNow();
        }
    }

    private CheckResult run(Check check, Path logs, StatusBoard board) {
        if (check.unavailable().isPresent()) {
            return new CheckResult(
                    check.id(),
                    CheckResult.Status.NOT_RUN,
                    check.unavailable().get(),
                    Duration.ZERO,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    true);
        }
        Path log = logs.resolve(check.id() + ".log");
        check.junit().ifPresent(CheckRunner::forget);
        console.detail(check.id() + ": started");
        board.started(check.id());
        long start = System.nanoTime();
        Command command = Command.of(
                        check.command().directory(), check.command().arguments())
                .without(BuildVariables.ofChecks(runner.environment()))
                .withEnvironment("CI", "true")
                .withEnvironment("PYTHONUNBUFFERED", "1")
                .withEnvironment(PackageManagerLocator.variables())
                .withEnvironment(check.command().environment())
                .withLimit(check.command().limit())
                .withLog(log);
        Outcome outcome = runner.run(command, line -> board.printed(check.id(), line));
        Duration duration = Duration.ofNanos(System.nanoTime() - start);
        CheckResult.Status status;
        String detail = "";
        if (outcome.succeeded()) {
            status = CheckResult.Status.PASSED;
        } else if (outcome instanceof Outcome.TimedOut late) {
            status = CheckResult.Status.TIMED_OUT;
            detail = "killed after " + late.limit().toSeconds() + " s" + late.longer();
        } else if (interruption(outcome).isPresent()) {
            status = CheckResult.Status.INTERRUPTED;
            detail = interruption(outcome).get();
        } else {
            status = CheckResult.Status.FAILED;
            detail = outcome instanceof Outcome.Exited exited
                    ? "exit code " + exited.code()
                    : "could not be started: " + ((Outcome.NotStarted) outcome).reason();
        }
        CheckResult result = new CheckResult(
                check.id(),
                status,
                detail,
                duration,
                Optional.of(log),
                check.junit().flatMap(TestCounts::read),
                outcome.tail(),
                check.continueOnFailure());
        board.ended(
                check.id(),
                status == CheckResult.Status.PASSED,
                String.format(Locale.ROOT, "%s after %.1f s", words(result), duration.toMillis() / 1000.0));
        return result;
    }

    /** A process that a signal ended has 128 and its number as exit code, from the system and from a shell alike. */
    private static Optional<String> interruption(Outcome outcome) {
        if (!(outcome instanceof Outcome.Exited exited)) {
            return Optional.empty();
        }
        return switch (exited.code()) {
            case HANGUP -> Optional.of("ended by SIGHUP");
            case BREAK -> Optional.of("ended by SIGINT");
            case KILL -> Optional.of("killed by SIGKILL, as happens when memory runs out");
            case TERMINATE -> Optional.of("ended by SIGTERM");
            default ->
                exited.tail().stream().anyMatch(line -> line.contains("!! KeyboardInterrupt !!"))
                        ? Optional.of("ended by SIGINT")
                        : Optional.empty();
        };
    }

    private static String words(CheckResult result) {
        return switch (result.status()) {
            case PASSED -> "passed";
            case FAILED -> "FAILED (" + result.detail() + ")";
            case TIMED_OUT -> "TIMED OUT and was killed";
            case INTERRUPTED -> "INTERRUPTED (" + result.detail() + ")";
            case NOT_RUN -> "did not run";
        };
    }

    /** Numbers of an earlier run must not be taken for this one's. */
    private static void forget(Path report) {
        try {
            Files.deleteIfExists(report);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot delete the old test report " + report + ": " + e), e);
        }
    }
}
