package ai.invoke.release.pypi.attestation;

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
record Validity(Instant start, Instant end) {

    static Validity read(Optional<JsonFields> fields) {
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

    boolean contains(Instant moment) {
        return !moment.isBefore(start) && !moment.isAfter(end);
    }
}
