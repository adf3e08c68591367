package ai.invoke.release.pypi.attestation.log;

import ai.invoke.release.json.JsonFields;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.pypi.attestation.crypto.Fields;
import ai.invoke.release.pypi.attestation.crypto.Octets;
import ai.invoke.release.pypi.attestation.crypto.Signatures;
import java.net.URI;
import java.security.PublicKey;

/**
 * A log whose signatures are trusted: one of attestations (Rekor), or one of certificates (RFC 6962).
 *
 * @param address where it is, which is also its name
 * @param id names its key
 * @param key checks its signatures
 * @param validity when the key was in use
 */
public record TransparencyLog(URI address, Octets id, PublicKey key, Validity validity) {

    /**
     * Reads one out of a trust root.
     *
     * @param fields an element of {@code tlogs} or {@code ctlogs}
     * @return the log
     * @throws MalformedJsonException when it has another form
     */
    public static TransparencyLog read(JsonFields fields) {
        JsonFields key = fields.object("publicKey");
        try {
            return new TransparencyLog(
                    URI.create(fields.text("baseUrl")),
                    Fields.base64(fields.object("logId"), "keyId"),
                    Signatures.key(Fields.base64(key, "rawBytes")),
                    Validity.read(key.optionalObject("validFor")));
        } catch (IllegalArgumentException e) {
            throw fields.wrong("publicKey", "the key of a log and its address are expected");
        }
    }

    /** Logs sign their checkpoints with the name of their host. */
    boolean isNamed(String name) {
        return name.equals(address.getHost()) || name.equals(address.getAuthority());
    }
}
