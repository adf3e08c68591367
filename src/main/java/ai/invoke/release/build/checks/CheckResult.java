package ai.invoke.release.build.checks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a check ended.
 *
 * @param id of the check
 * @param status how
 * @param detail for instance {@code exit code 1}; empty when it passed
 * @param duration how long it ran
 * @param log all that it printed; empty when it did not run
 * @param tests what its JUnit XML counts, where it wrote any
 * @param tail its last lines
 * @param tolerated whether a failure is only a warning
 */
public record CheckResult(
        String id,
        Status status,
        String detail,
        Duration duration,
        Optional<Path> log,
        Optional<TestCounts> tests,
        List<String> tail,
        boolean tolerated) {

    /** The ways to end. */
    public enum Status {
        /** Exit code 0. */
        PASSED,
        /** Another exit code, or it could not be started. */
        FAILED,
        /** Killed at its time limit. */
        TIMED_OUT,
        /** Ended by a signal or by a person, not by itself. */
        INTERRUPTED,
        /** Configured in the project, but its tool is not here. */
        NOT_RUN
    }

    /** Takes an unmodifiable copy. */
    public CheckResult {
        tail = List.copyOf(tail);
    }

    /**
     * The same for a check that did not begin.
     *
     * @param why for instance that a module is not installed
     * @return with the log and the lines that it printed
     */
    public CheckResult notRun(String why) {
        return new CheckResult(id, Status.NOT_RUN, why, duration, log, Optional.empty(), tail, true);
    }

    /**
     * Whether it stops the release.
     *
     * @return true for a failure that is not tolerated
     */
    public boolean failed() {
        return status != Status.PASSED && status != Status.NOT_RUN && !tolerated;
    }
}
