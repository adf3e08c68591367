package ai.invoke.release.pypi.attestation.statement;

import ai.invoke.release.pypi.attestation.crypto.Octets;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The signed envelope around a statement (DSSE): how its bytes are signed, and how it is written. */
public final class Dsse {

    static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

    private Dsse() {}

    /**
     * What the signature is over: the pre-authentication encoding of type and payload.
     *
     * @param payload the statement
     * @return the bytes to sign
     */
    public static byte[] preAuthentication(byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("DSSEv1 " + PAYLOAD_TYPE.length() + " " + PAYLOAD_TYPE + " " + payload.length + " ")
                .getBytes(StandardCharsets.UTF_8));
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /**
     * The envelope as JSON.
     *
     * @param payload the statement
     * @param signature over {@link #preAuthentication}
     * @return a new object
     */
    public static ObjectNode envelope(Octets payload, Octets signature) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.put("payload", payload.base64());
        envelope.put("payloadType", PAYLOAD_TYPE);
        envelope.putArray("signatures").addObject().put("sig", signature.base64());
        return envelope;
    }
}
