package ai.invoke.release.http;

import java.time.Duration;

/** What an answer means for another attempt. */
public sealed interface RetryVerdict {

    /** The answer stands. */
    record Final() implements RetryVerdict {}

    /** Try again after a delay that grows with each attempt. */
    record BackOff() implements RetryVerdict {}

    /**
     * Try again when the server says so.
     *
     * @param delay how long it asked to wait; the policy gives up when it is too long
     */
    record After(Duration delay) implements RetryVerdict {}
}
