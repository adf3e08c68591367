package ai.invoke.release.pypi.attestation.log;

import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.json.JsonFields;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.pypi.attestation.crypto.Fields;
import ai.invoke.release.pypi.attestation.crypto.Octets;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * An entry of a transparency log, and what the log signed about it.
 *
 * @param index its number over all trees of the log; signed by the promise
 * @param logId the SHA-256 of the log's key
 * @param kind what the body is, {@code dsse} for attestations
 * @param version of the kind
 * @param integratedTime when the log took it, in seconds since 1970; only the promise makes it trustworthy
 * @param promise the log's signature on time, index and body ("signed entry timestamp")
 * @param proof that it is in the log's tree
 * @param body what was logged
 */
public record TransparencyLogEntry(
        long index,
        Octets logId,
        String kind,
        String version,
        long integratedTime,
        Optional<Octets> promise,
        Optional<InclusionProof> proof,
        Octets body) {

    /** 9999-12-31: what can be shown as a date. */
    private static final long LAST_TIME = 253_402_300_799L;

    /**
     * Reads one out of an attestation.
     *
     * @param fields the object
     * @return the entry, not verified
     * @throws MalformedJsonException when it has another form
     */
    public static TransparencyLogEntry read(JsonFields fields) {
        JsonFields logId = fields.object("logId");
        JsonFields kindVersion = fields.object("kindVersion");
        TransparencyLogEntry entry = new TransparencyLogEntry(
                Fields.number(fields, "logIndex"),
                Fields.base64(logId, "keyId"),
                kindVersion.text("kind"),
                kindVersion.text("version"),
                Fields.number(fields, "integratedTime"),
                fields.optionalObject("inclusionPromise").map(TransparencyLogEntry::promise),
                fields.optionalObject("inclusionProof").map(InclusionProof::read),
                Fields.base64(fields, "canonicalizedBody"));
        if (entry.integratedTime() > LAST_TIME) {
            throw fields.wrong("integratedTime", "seconds since 1970 are expected");
        }
        logId.complete();
        kindVersion.complete();
        return entry;
    }

    private static Octets promise(JsonFields fields) {
        Octets promise = Fields.base64(fields, "signedEntryTimestamp");
        fields.complete();
        return promise;
    }

    /**
     * Reads what Rekor's version 1 answered: a map with one key, its UUID.
     *
     * @param answer JSON
     * @return the entry, not verified
     * @throws MalformedJsonException when it has another form
     */
    public static TransparencyLogEntry ofRekor(byte[] answer) {
        JsonFields map = CanonicalJson.read(answer);
        if (map.names().size() != 1) {
            throw new MalformedJsonException(
                    "one entry is expected, not " + map.names().size());
        }
        JsonFields fields = map.object(map.names().get(0));
        JsonFields verification = fields.object("verification");
        Octets body = Fields.base64(fields, "body");
        JsonFields kind = CanonicalJson.read(body.toArray());
        return new TransparencyLogEntry(
                fields.integer("logIndex", 0),
                Fields.hex(fields, "logID"),
                kind.text("kind"),
                kind.text("apiVersion"),
                fields.integer("integratedTime", 1),
                Optional.of(Fields.base64(verification, "signedEntryTimestamp")),
                Optional.of(InclusionProof.ofRekor(verification.object("inclusionProof"))),
                body);
    }

    /**
     * Writes it as attestations hold it.
     *
     * @return a new object
     */
    public ObjectNode toJson() {
        ObjectNode json = CanonicalJson.object();
        json.put("logIndex", Long.toString(index));
        json.putObject("logId").put("keyId", logId.base64());
        json.putObject("kindVersion").put("kind", kind).put("version", version);
        json.put("integratedTime", Long.toString(integratedTime));
        promise.ifPresent(
                signature -> json.putObject("inclusionPromise").put("signedEntryTimestamp", signature.base64()));
        proof.ifPresent(path -> json.set("inclusionProof", path.toJson()));
        json.put("canonicalizedBody", body.base64());
        return json;
    }

    /**
     * When the log says that it took the entry.
     *
     * @return to the second; only the promise makes it trustworthy
     */
    public Instant time() {
        return Instant.ofEpochSecond(integratedTime);
    }

    /**
     * What the promise is a signature of.
     *
     * @return canonical JSON of body, time, log and index
     */
    public byte[] promised() {
        ObjectNode json = CanonicalJson.object();
        json.put("body", body.base64());
        json.put("integratedTime", integratedTime);
        json.put("logID", logId.hex());
        json.put("logIndex", index);
        return CanonicalJson.line(json).getBytes(StandardCharsets.UTF_8);
    }
}
