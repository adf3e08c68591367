package ai.invoke.release.http;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.apache.hc.client5.http.utils.DateUtils;

/** The {@code Retry-After} header (RFC 9110, section 10.2.3): seconds, or a date. */
public final class RetryAfter {

    private static final DateTimeFormatter ASCTIME = DateTimeFormatter.ofPattern(
                    "EEE MMM d HH:mm:ss yyyy", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

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
            if (value.matches("[0-9]+")) {
                // Longer than any policy waits, whatever the number is.
                return Optional.of(Duration.ofSeconds(value.length() <= 9 ? Long.parseLong(value) : Integer.MAX_VALUE));
            }
            Instant base = answer.header("Date").flatMap(RetryAfter::date).orElse(now);
            return date(value)
                    .map(until -> Duration.between(base, until))
                    .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
        });
    }

    /** All three forms of a date that RFC 9110, section 5.6.7, knows. */
    private static Optional<Instant> date(String value) {
        String text = value.strip().replaceAll("\\s+", " ");
        Instant common = DateUtils.parseStandardDate(text);
        if (common != null) {
            return Optional.of(common);
        }
        try {
            return Optional.of(ASCTIME.parse(text, Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
