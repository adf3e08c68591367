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
     * Some statuses mean "try again"; {@code Retry-After} says when, else the delay grows.
     *
     * @param statuses these are tried again in any case
     * @param onlyWhenTold these are tried again only with {@code Retry-After}: PyPI's 429 lasts hours and carries none
     * @return the rule
     */
    static RetryRule statuses(Set<Integer> statuses, Set<Integer> onlyWhenTold) {
        return (answer, now) -> {
            boolean told = onlyWhenTold.contains(answer.status());
            if (!told && !statuses.contains(answer.status())) {
                return new RetryVerdict.Final();
            }
            return RetryAfter.of(answer, now)
                    .<RetryVerdict>map(RetryVerdict.After::new)
                    .orElseGet(() -> told ? new RetryVerdict.Final() : new RetryVerdict.BackOff());
        };
    }
}
