package ai.invoke.release.github.api;

import ai.invoke.release.http.Answer;
import ai.invoke.release.http.RetryAfter;
import ai.invoke.release.http.RetryPolicy;
import ai.invoke.release.http.RetryRule;
import ai.invoke.release.http.RetryVerdict;
import ai.invoke.release.text.LetterCase;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * GitHub's two rate limits come as 403 or 429, with {@code Retry-After}, with {@code X-RateLimit-Reset}, or with nothing but a
 * sentence. A limited request was not acted on, so it may always be sent again; a server's own trouble may have come after the
 * deed, so that only requests that may be repeated are.
 *
 * @param repeatable whether server trouble is worth another attempt
 * @see <a href="https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api">GitHub's rate limits</a>
 */
record GitHubRetryRule(boolean repeatable) implements RetryRule {

    /** What GitHub asks for when it names no time. */
    private static final Duration SECONDARY_WAIT = Duration.ofSeconds(60);

    @Override
    public RetryVerdict judge(Answer answer, Instant now) {
        if (limited(answer)) {
            return new RetryVerdict.After(wait(answer, now));
        }
        if (repeatable && RetryPolicy.isTransient(answer.status())) {
            return RetryAfter.of(answer, now)
                    .<RetryVerdict>map(RetryVerdict.After::new)
                    .orElseGet(RetryVerdict.BackOff::new);
        }
        return new RetryVerdict.Final();
    }

    static boolean limited(Answer answer) {
        if (answer.status() == 429) {
            return true;
        }
        if (answer.status() != 403) {
            return false;
        }
        String text = LetterCase.lower(answer.excerpt());
        return answer.header("Retry-After").isPresent()
                || answer.header("GH-Limited-By").isPresent()
                || used(answer)
                || text.contains("rate limit exceeded")
                || text.contains("secondary rate limit")
                || text.contains("abuse detection");
    }

    static Duration wait(Answer answer, Instant now) {
        return RetryAfter.of(answer, now)
                .or(() -> used(answer) ? reset(answer, now) : Optional.empty())
                .orElse(SECONDARY_WAIT);
    }

    private static boolean used(Answer answer) {
        return answer.header("X-RateLimit-Remaining").map(String::strip).equals(Optional.of("0"));
    }

    private static Optional<Duration> reset(Answer answer, Instant now) {
        return answer.header("X-RateLimit-Reset")
                .map(String::strip)
                .filter(value -> value.matches("[0-9]{1,12}"))
                // One second more: the reset is given in whole seconds, and a request on the very second is refused
                // again.
                .map(value -> Duration.between(now, Instant.ofEpochSecond(Long.parseLong(value) + 1)))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
    }
}
