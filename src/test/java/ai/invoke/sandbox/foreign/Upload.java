package ai.invoke.sandbox.foreign;

import ai.invoke.sandbox.server.Digests;
import java.util.Map;

/**
 * An upload as the server sees it.
 *
 * @param fileName of the part with the bytes
 * @param digests of the bytes that came
 * @param fields the other parts of the form; of a repeated one the last
 * @param accept what the client would like to read
 */
public record Upload(String fileName, Digests digests, Map<String, String> fields, String accept) {

    /** Takes an unmodifiable copy. */
    public Upload {
        fields = Map.copyOf(fields);
    }

    /** A field of the form; empty when it is missing. */
    public String field(String name) {
        return fields.getOrDefault(name, "");
    }
}
