package ai.invoke.sandbox.server;

import ai.invoke.release.text.LetterCase;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong on the way to a service or inside it, played for the n-th request that matches.
 *
 * <p>The same fault as text, for {@code POST /_sandbox/faults} and the command line: {@code kind[=value[,seconds]] METHOD PATH
 * [nth[xTimes]]}, for instance {@code status=503,2 POST ^/legacy/ 1x3}: the first three uploads are answered with 503 and
 * {@code Retry-After: 2}.
 *
 * @param kind what goes wrong
 * @param value what the kind counts: a status, bytes, or milliseconds; 0 where it counts nothing
 * @param retryAfter seconds of a {@code Retry-After} header, for {@link Kind#STATUS} and {@link Kind#SECONDARY_LIMIT}
 * @param method the HTTP method, or {@code *} for any
 * @param path a regular expression that must be found in {@code path?query}
 * @param nth the first matching request that fails, counted from 1 since the fault was set
 * @param times how many matching requests in a row fail
 */
public record Fault(Kind kind, int value, OptionalInt retryAfter, String method, Pattern path, int nth, int times) {

    private static final Pattern TEXT =
            Pattern.compile("([a-z-]+)(?:=(\\d+)(?:,(\\d+))?)?\\s+([A-Z*]+)\\s+(\\S+)(?:\\s+(\\d+)(?:x(\\d+))?)?");

    /** What can go wrong. */
    public enum Kind {
        /** The connection is closed before the request is looked at; nothing has changed. */
        DROP_BEFORE,
        /** The request is carried out, then the connection is closed without an answer. */
        DROP_AFTER,
        /** The connection is closed after {@code value} bytes of the request's body; nothing has changed. */
        DROP_UPLOAD,
        /** Answered with the status {@code value} in the service's own shape; nothing has changed. */
        STATUS,
        /** GitHub: 502 to an asset upload, which leaves an empty asset in the state {@code starter}. */
        STARTER,
        /** GitHub: 403 as at the hourly limit, with {@code X-RateLimit-Remaining: 0} and a reset {@code value} seconds ahead. */
        RATE_LIMIT,
        /** GitHub: 403 as at the secondary limit, with {@code Retry-After} when given. */
        SECONDARY_LIMIT,
        /** The request is carried out; the first byte of the answer comes {@code value} milliseconds later. */
        SLOW,
        /** PyPI: a page as it was before the newest upload to the project, as a cache would still show it. */
        STALE,
        /** The first half of the answer's body, correctly framed: JSON that ends in the middle. */
        TRUNCATE,
        /** Half of the announced body, then the connection is closed. */
        CUT,
        /** Bytes that are not HTTP; nothing has changed. */
        GARBAGE
    }

    /** Checks the ranges. */
    public Fault {
        if (value < 0 || nth < 1 || times < 1) {
            throw new IllegalArgumentException("value " + value + ", nth " + nth + ", times " + times);
        }
    }

    /**
     * A fault for the first matching request.
     *
     * @param kind what goes wrong
     * @param value what the kind counts
     * @param method the HTTP method, or {@code *}
     * @param path a regular expression to be found in {@code path?query}
     * @return the fault
     */
    public static Fault of(Kind kind, int value, String method, String path) {
        return new Fault(kind, value, OptionalInt.empty(), method, Pattern.compile(path), 1, 1);
    }

    /**
     * A fault that counts nothing, for the first matching request.
     *
     * @param kind what goes wrong
     * @param method the HTTP method, or {@code *}
     * @param path a regular expression to be found in {@code path?query}
     * @return the fault
     */
    public static Fault of(Kind kind, String method, String path) {
        return of(kind, 0, method, path);
    }

    /**
     * The same fault for later requests.
     *
     * @param first the first matching request that fails, from 1
     * @param count how many matching requests in a row fail
     * @return a copy
     */
    public Fault at(int first, int count) {
        return new Fault(kind, value, retryAfter, method, path, first, count);
    }

    /**
     * The same fault with a {@code Retry-After} header.
     *
     * @param seconds at least 0
     * @return a copy
     */
    public Fault retryAfter(int seconds) {
        return new Fault(kind, value, OptionalInt.of(seconds), method, path, nth, times);
    }

    /**
     * Reads the text form.
     *
     * @param text one fault
     * @return the fault
     * @throws IllegalArgumentException with a sentence for the user when the text is not a fault
     */
    public static Fault parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a fault; write for instance: status=503,2 POST ^/legacy/ 1x3");
        }
        Kind kind = Stream.of(Kind.values())
                .filter(one -> name(one).equals(matcher.group(1)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown fault '" + matcher.group(1) + "'; known are " + String.join(", ", names())));
        String seconds = matcher.group(3);
        return new Fault(
                kind,
                number(matcher.group(2), 0),
                seconds == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(seconds)),
                String.valueOf(matcher.group(4)),
                Pattern.compile(String.valueOf(matcher.group(5))),
                number(matcher.group(6), 1),
                number(matcher.group(7), 1));
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }

    private static List<String> names() {
        return Stream.of(Kind.values()).map(Fault::name).toList();
    }

    private static String name(Kind kind) {
        return LetterCase.lower(kind.name()).replace('_', '-');
    }

    /** The text form, without the count when it is the first request only. */
    @Override
    public String toString() {
        String number = value == 0 && retryAfter.isEmpty() ? "" : "=" + value;
        String after = retryAfter.isPresent() ? "," + retryAfter.getAsInt() : "";
        String count = nth == 1 && times == 1 ? "" : " " + nth + (times == 1 ? "" : "x" + times);
        return name(kind) + number + after + " " + method + " " + path + count;
    }
}
