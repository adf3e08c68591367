package ai.invoke.release.pypi.attestation.bundle;

import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.json.JsonFields;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.pypi.attestation.certificate.FulcioCertificate;
import ai.invoke.release.pypi.attestation.crypto.Fields;
import ai.invoke.release.pypi.attestation.crypto.Octets;
import ai.invoke.release.pypi.attestation.log.TransparencyLogEntry;
import java.util.List;

/**
 * What the log keeps of an attestation: an entry of kind {@code dsse} 0.0.1. It must be about this signature and no other, since a log's
 * entry about somebody else's would prove nothing.
 *
 * @param payloadSha256 the digest of the statement
 * @param signatures what was signed, with the certificates as PEM
 */
public record LogBody(String payloadSha256, List<LoggedSignature> signatures) {

    /** The kind of entry that PyPI takes. */
    public static final String KIND = "dsse";
    /** The version of that kind. */
    public static final String VERSION = "0.0.1";

    record LoggedSignature(String signature, Octets verifier) {}

    /**
     * Reads the body of an entry.
     *
     * @param entry of the log
     * @return what it is about
     * @throws MalformedJsonException when it has another form, or is not what its entry says it is
     */
    public static LogBody read(TransparencyLogEntry entry) {
        JsonFields fields = CanonicalJson.read(entry.body().toArray());
        if (!fields.text("kind").equals(entry.kind())
                || !fields.text("apiVersion").equals(entry.version())) {
            throw fields.wrong("kind", entry.kind() + " " + entry.version() + " is expected");
        }
        JsonFields spec = fields.object("spec");
        JsonFields payload = spec.object("payloadHash");
        if (!payload.text("algorithm").equals("sha256")) {
            throw payload.wrong("algorithm", "sha256 is expected");
        }
        return new LogBody(
                payload.text("value"),
                spec.objects(
                        "signatures",
                        signature -> new LoggedSignature(
                                signature.text("signature"), Fields.base64(signature, "verifier"))));
    }

    /**
     * Compares it with an attestation.
     *
     * @param attestation to which the entry belongs
     * @param certificate the attestation's certificate
     * @return whether it is about exactly this statement, signature and certificate
     */
    public boolean matches(Attestation attestation, FulcioCertificate certificate) {
        return payloadSha256.equals(attestation.signedStatement().sha256().hex())
                && signatures.equals(
                        List.of(new LoggedSignature(attestation.signature().base64(), Octets.of(certificate.pem()))));
    }
}
