package ai.invoke.release.pypi.attestation;

import ai.invoke.release.json.JsonFields;
import java.util.regex.Pattern;

/** Values as protobuf writes them in JSON: bytes in base64, long integers as texts. */
final class Fields {

    static final String BASE64 = "base64 with padding";

    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

    private Fields() {}

    static Octets base64(JsonFields fields, String name) {
        return Octets.ofBase64(fields.text(name))
                .filter(octets -> octets.length() > 0)
                .orElseThrow(() -> fields.wrong(name, BASE64 + " is expected"));
    }

    static Octets hex(JsonFields fields, String name) {
        return Octets.ofHex(fields.text(name))
                .filter(octets -> octets.length() > 0)
                .orElseThrow(() -> fields.wrong(name, "hex digits are expected"));
    }

    static long number(JsonFields fields, String name) {
        return Long.parseLong(fields.text(name, NUMBER, "an integer in quotes"));
    }
}
