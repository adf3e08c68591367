package ai.invoke.release.pypi.attestation.bundle;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.json.JsonFields;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.pypi.attestation.crypto.Fields;
import ai.invoke.release.pypi.attestation.crypto.Octets;
import ai.invoke.release.pypi.attestation.log.TransparencyLogEntry;
import ai.invoke.release.pypi.attestation.statement.Dsse;
import ai.invoke.release.pypi.attestation.statement.Statement;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * An attestation object (PEP 740): a signed statement about one file, the certificate of who signed it, and the proof that it was logged in
 * public. That it can be read says nothing about whether it is true.
 */
public final class Attestation {

    /** What one may weigh, in bytes; real ones have 5 to 20 kB. */
    public static final int MAX_BYTES = 256 * 1024;

    private static final int MOST_ENTRIES = 8;

    private final Octets certificate;
    private final List<TransparencyLogEntry> entries;
    private final Octets statement;
    private final Octets signature;

    /**
     * Puts one together.
     *
     * @param certificate of the signer, DER
     * @param entries of the log, at least one
     * @param statement the signed bytes
     * @param signature over {@link Dsse#preAuthentication}
     */
    public Attestation(Octets certificate, List<TransparencyLogEntry> entries, Octets statement, Octets signature) {
        this.certificate = certificate;
        this.entries = List.copyOf(entries);
        this.statement = statement;
        this.signature = signature;
    }

    /**
     * Reads one strictly: nothing missing, nothing twice, nothing unknown, nothing that could be read in two ways.
     *
     * @param json the object, at most {@link #MAX_BYTES}
     * @return the attestation
     * @throws MalformedJsonException when it has another form; says where
     */
    public static Attestation read(byte[] json) {
        if (json.length > MAX_BYTES) {
            throw new MalformedJsonException("more than " + MAX_BYTES + " bytes");
        }
        JsonFields fields = CanonicalJson.read(json);
        Attestation attestation = read(fields);
        fields.complete();
        return attestation;
    }

    static Attestation read(JsonFields fields) {
        if (fields.integer("version", 0) != 1) {
            throw fields.wrong("version", "1 is expected");
        }
        JsonFields material = fields.object("verification_material");
        JsonFields envelope = fields.object("envelope");
        List<TransparencyLogEntry> entries = material.objects("transparency_entries", TransparencyLogEntry::read);
        if (entries.isEmpty() || entries.size() > MOST_ENTRIES) {
            throw material.wrong("transparency_entries", "1 to " + MOST_ENTRIES + " entries are expected");
        }
        Attestation attestation = new Attestation(
                Fields.base64(material, "certificate"),
                entries,
                Fields.base64(envelope, "statement"),
                Fields.base64(envelope, "signature"));
        material.complete();
        envelope.complete();
        return attestation;
    }

    /**
     * What it says.
     *
     * @return the statement, not verified
     * @throws MalformedJsonException when it is none that PyPI takes
     */
    public Statement statement() {
        return Statement.read(statement.toArray());
    }

    /**
     * The object on one line, its keys sorted, base64 without line breaks: what is uploaded and stored.
     *
     * @return JSON
     */
    public String json() {
        ObjectNode json = CanonicalJson.object();
        json.put("version", 1);
        ObjectNode material = json.putObject("verification_material");
        material.put("certificate", certificate.base64());
        ArrayNode list = material.putArray("transparency_entries");
        entries.forEach(entry -> list.add(entry.toJson()));
        json.putObject("envelope").put("statement", statement.base64()).put("signature", signature.base64());
        return CanonicalJson.line(json);
    }

    /**
     * The same as a Sigstore bundle (version 0.3), the form that {@code gh attestation verify} and {@code cosign} read.
     *
     * @return JSON
     */
    public String sigstoreBundle() {
        ObjectNode json = CanonicalJson.object();
        json.put("mediaType", "application/vnd.dev.sigstore.bundle.v0.3+json");
        ObjectNode material = json.putObject("verificationMaterial");
        material.putObject("certificate").put("rawBytes", certificate.base64());
        ArrayNode list = material.putArray("tlogEntries");
        entries.forEach(entry -> list.add(entry.toJson()));
        json.set("dsseEnvelope", Dsse.envelope(statement, signature));
        return CanonicalJson.line(json);
    }

    /**
     * Names these bytes in a journal.
     *
     * @return the SHA-256 of {@link #json()}
     */
    public String sha256() {
        return Sha256.of(json());
    }

    /**
     * The certificate of the signer.
     *
     * @return DER, not verified
     */
    public Octets certificate() {
        return certificate;
    }

    /**
     * What the log says.
     *
     * @return one to eight entries, not verified
     */
    public List<TransparencyLogEntry> entries() {
        return entries;
    }

    /**
     * The statement as it was signed.
     *
     * @return its bytes
     */
    public Octets signedStatement() {
        return statement;
    }

    /**
     * The signature.
     *
     * @return as the algorithm of the certificate's key writes it
     */
    public Octets signature() {
        return signature;
    }
}
