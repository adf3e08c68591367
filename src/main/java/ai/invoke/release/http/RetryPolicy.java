package ai.invoke.release.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * When a request is sent again.
 *
 * @param attempts how often it is sent at most, at least 1
 * @param rule which answers are worth another attempt
 * @param resendWhenUnsure whether it may be sent again when the server may already have acted on it; true for requests that
 *     may be repeated without harm
 * @param firstDelay the upper bound of the first delay; it doubles with each attempt, and the delay is drawn between zero
 *     and the bound ("full jitter")
 * @param maxDelay the bound never grows beyond this
 * @param maxWait a server that asks to wait longer is not waited for
 */
public record RetryPolicy(
        int attempts,
        RetryRule rule,
        boolean resendWhenUnsure,
        Duration firstDelay,
        Duration maxDelay,
        Duration maxWait) {

    /** Checks the range. */
    public RetryPolicy {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts: " + attempts);
        }
    }

    /**
     * Whether a status says "not now": request timeout, too early, too many requests, and all trouble of the server or of
     * what stands in front of it, which has numbers of its own (520 to 530).
     *
     * @param status an HTTP status
     * @return whether the same request may succeed later
     */
    public static boolean isTransient(int status) {
        return status == 408 || status == 425 || status == 429 || status >= 500;
    }

    /**
     * A policy with a single attempt.
     *
     * @return the policy
     */
    public static RetryPolicy none() {
        return new RetryPolicy(
                1, RetryRule.never(), false, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    /**
     * For requests that change nothing, and for those that may be repeated: four attempts on transient statuses and
     * whenever no answer came.
     *
     * @return the policy
     */
    public static RetryPolicy repeatable() {
        return new RetryPolicy(
                4,
                RetryRule.transients(),
                true,
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(120));
    }

    /**
     * For requests that must not happen twice: sent again only when the server cannot have acted on them, and when it says
     * itself with 429 or 503 and {@code Retry-After} that it did not.
     *
     * @return the policy
     */
    public static RetryPolicy once() {
        return new RetryPolicy(
                4,
                RetryRule.whenTold(Set.of(429, 503)),
                false,
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(120));
    }

    /**
     * The same policy with another rule.
     *
     * @param other which answers are worth another attempt
     * @return a copy
     */
    public RetryPolicy withRule(RetryRule other) {
        return new RetryPolicy(attempts, other, resendWhenUnsure, firstDelay, maxDelay, maxWait);
    }

    /**
     * The same policy with another number of attempts.
     *
     * @param number at least 1
     * @return a copy
     */
    public RetryPolicy withAttempts(int number) {
        return new RetryPolicy(number, rule, resendWhenUnsure, firstDelay, maxDelay, maxWait);
    }

    /**
     * The same policy with another first delay.
     *
     * @param bound the upper bound of the first delay
     * @return a copy
     */
    public RetryPolicy withFirstDelay(Duration bound) {
        return new RetryPolicy(attempts, rule, resendWhenUnsure, bound, maxDelay, maxWait);
    }

    /**
     * How long to wait before the next attempt.
     *
     * @param exchange how the last attempt ended
     * @param attempt its number, from 1
     * @param now the present
     * @param jitter numbers from 0 (included) to 1 (excluded)
     * @return the delay, or empty when the end stands
     */
    public Optional<Duration> delay(Exchange exchange, int attempt, Instant now, DoubleSupplier jitter) {
        if (attempt >= attempts) {
            return Optional.empty();
        }
        if (exchange instanceof NoAnswer none) {
            boolean safe = resendWhenUnsure || none.delivery() != NoAnswer.Delivery.MAYBE_PROCESSED;
            return none.transitory() && safe ? Optional.of(backOff(attempt, jitter)) : Optional.empty();
        }
        RetryVerdict verdict = rule.judge((Answer) exchange, now);
        if (verdict instanceof RetryVerdict.After after) {
            return after.delay().compareTo(maxWait) <= 0 ? Optional.of(after.delay()) : Optional.empty();
        }
        return verdict instanceof RetryVerdict.BackOff ? Optional.of(backOff(attempt, jitter)) : Optional.empty();
    }

    private Duration backOff(int attempt, DoubleSupplier jitter) {
        double bound = Math.min((double) maxDelay.toMillis(), firstDelay.toMillis() * Math.pow(2, attempt - 1.0));
        return Duration.ofMillis((long) (bound * jitter.getAsDouble()));
    }
}
