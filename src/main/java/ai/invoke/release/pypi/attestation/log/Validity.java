package ai.invoke.release.pypi.attestation.log;

import ai.invoke.release.json.JsonFields;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * When a key or an authority was in use.
 *
 * @param start the first moment
 * @param end the last moment; none while it is in use
 */
public record Validity(Instant start, Instant end) {

    /**
     * Reads {@code validFor} of a trust root.
     *
     * @param fields the object; everything is valid for ever when it is not there
     * @return the range
     */
    public static Validity read(Optional<JsonFields> fields) {
        return new Validity(
                fields.flatMap(range -> moment(range, "start")).orElse(Instant.MIN),
                fields.flatMap(range -> moment(range, "end")).orElse(Instant.MAX));
    }

    private static Optional<Instant> moment(JsonFields fields, String name) {
        return fields.optionalText(name).map(text -> {
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                throw fields.wrong(name, "a moment like 2022-04-13T20:06:15Z is expected");
            }
        });
    }

    /**
     * Whether a moment is in the range, both ends included.
     *
     * @param moment any
     * @return whether it is
     */
    public boolean contains(Instant moment) {
        return !moment.isBefore(start) && !moment.isAfter(end);
    }
}
