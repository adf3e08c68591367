package ai.invoke.release.http;

import java.time.Instant;
import java.util.Set;

/** Reads from an answer whether another attempt may help. One rule an API: GitHub's limits, for instance, come as 403. */
@FunctionalInterface
public interface RetryRule {

    /**
     * Judges an answer.
     *
     * @param answer any answer
     * @param now the present
     * @return what to do
     */
    RetryVerdict judge(Answer answer, Instant now);

    /**
     * No answer is worth another attempt.
     *
     * @return the rule
     */
    static RetryRule never() {
        return (answer, now) -> new RetryVerdict.Final();
    }

    /**
     * Transient statuses are tried again: when {@code Retry-After} says, else after a delay that grows.
     *
     * @return the rule
     */
    static RetryRule transients() {
        return (answer, now) -> RetryPolicy.isTransient(answer.status())
                ? RetryAfter.of(answer, now)
                        .<RetryVerdict>map(RetryVerdict.After::new)
                        .orElseGet(RetryVerdict.BackOff::new)
                : new RetryVerdict.Final();
    }

    /**
     * Some statuses are tried again, but only when {@code Retry-After} says when.
     *
     * @param statuses these
     * @return the rule
     */
    static RetryRule whenTold(Set<Integer> statuses) {
        return (answer, now) -> statuses.contains(answer.status())
                ? RetryAfter.of(answer, now)
                        .<RetryVerdict>map(RetryVerdict.After::new)
                        .orElseGet(RetryVerdict.Final::new)
                : new RetryVerdict.Final();
    }
}
