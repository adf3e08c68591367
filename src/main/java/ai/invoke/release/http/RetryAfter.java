package ai.invoke.release.http;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** The {@code Retry-After} header (RFC 9110, section 10.2.3): seconds, or a date. */
public final class RetryAfter {

    private RetryAfter() {}

    /**
     * How long the server asks to wait.
     *
     * @param answer the answer
     * @param now the present, used when the answer carries no {@code Date} of its own: a date is compared with the clock of
     *     the server that wrote it
     * @return zero or more; empty when the header is absent or unreadable
     */
    public static Optional<Duration> of(Answer answer, Instant now) {
        return answer.header("Retry-After").map(String::strip).flatMap(value -> {
            if (value.matches("[0-9]{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
            }
            Instant base = answer.header("Date").flatMap(RetryAfter::date).orElse(now);
            return date(value)
                    .map(until -> Duration.between(base, until))
                    .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
        });
    }

    private static Optional<Instant> date(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
