package ai.invoke.release.pypi.attestation.crypto;

import ai.invoke.release.json.JsonFields;
import ai.invoke.release.json.MalformedJsonException;
import java.util.regex.Pattern;

/** Values as protobuf writes them in JSON: bytes in base64, long integers as texts. */
public final class Fields {

    /** What is expected where bytes are. */
    public static final String BASE64 = "base64 with padding";

    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

    private Fields() {}

    /**
     * Reads bytes.
     *
     * @param fields the object
     * @param name of a text of standard base64 with padding
     * @return at least one byte
     * @throws MalformedJsonException when it is missing, empty or written differently
     */
    public static Octets base64(JsonFields fields, String name) {
        return Octets.ofBase64(fields.text(name))
                .filter(octets -> octets.length() > 0)
                .orElseThrow(() -> fields.wrong(name, BASE64 + " is expected"));
    }

    /**
     * Reads bytes.
     *
     * @param fields the object
     * @param name of a text of lower-case hex digits
     * @return at least one byte
     * @throws MalformedJsonException when it is missing, empty or written differently
     */
    public static Octets hex(JsonFields fields, String name) {
        return Octets.ofHex(fields.text(name))
                .filter(octets -> octets.length() > 0)
                .orElseThrow(() -> fields.wrong(name, "hex digits are expected"));
    }

    /**
     * Reads a long integer.
     *
     * @param fields the object
     * @param name of a text of at most 18 digits
     * @return zero or more
     * @throws MalformedJsonException when it is missing or written differently
     */
    public static long number(JsonFields fields, String name) {
        return Long.parseLong(fields.text(name, NUMBER, "an integer in quotes"));
    }
}
