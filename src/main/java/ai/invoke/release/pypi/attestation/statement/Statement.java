package ai.invoke.release.pypi.attestation.statement;

import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.json.JsonFields;
import ai.invoke.release.json.JsonTree;
import ai.invoke.release.json.MalformedJsonException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What an attestation says: these bytes, under that name, are what the predicate is about (in-toto statement v1). PyPI takes exactly one
 * subject.
 *
 * @param name the file's name
 * @param sha256 the digest of its bytes, 64 lower-case hex digits
 * @param predicateType what is said about it, an address
 */
public record Statement(String name, String sha256, String predicateType) {

    /** "This file was published by that publisher": the type that an upload should have. */
    public static final String PUBLISH = "https://docs.pypi.org/attestations/publish/v1";

    /** "This file was built like that": the other type that PyPI takes. */
    public static final String SLSA_PROVENANCE = "https://slsa.dev/provenance/v1";

    private static final String TYPE = "https://in-toto.io/Statement/v1";
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /**
     * Reads a statement. Keys that in-toto does not know are ignored, as its specification demands.
     *
     * @param json the signed bytes
     * @return what it says
     * @throws MalformedJsonException when it is no statement, or has no or several subjects, or no SHA-256
     */
    public static Statement read(byte[] json) {
        JsonFields fields = CanonicalJson.read(json);
        if (!fields.text("_type").equals(TYPE)) {
            throw fields.wrong("_type", TYPE + " is expected");
        }
        if (!fields.isNull("predicate")) {
            fields.optionalObject("predicate");
        }
        String predicateType = fields.text("predicateType");
        List<Statement> subjects = fields.openObjects(
                "subject",
                subject -> new Statement(
                        subject.text("name"),
                        subject.object("digest").text("sha256", SHA256, "a SHA-256 of 64 lower-case hex digits"),
                        predicateType));
        if (subjects.size() != 1) {
            throw fields.wrong("subject", "exactly one subject is expected, not " + subjects.size());
        }
        return subjects.get(0);
    }

    /**
     * The bytes to sign; they stay as they are, since the signature is over them.
     *
     * @return JSON
     */
    public byte[] write() {
        ObjectNode json = CanonicalJson.object();
        json.put("_type", TYPE);
        ObjectNode subject = json.putArray("subject").addObject();
        subject.put("name", name);
        subject.putObject("digest").put("sha256", sha256);
        json.put("predicateType", predicateType);
        json.putNull("predicate");
        return JsonTree.text(json).getBytes(StandardCharsets.UTF_8);
    }
}
