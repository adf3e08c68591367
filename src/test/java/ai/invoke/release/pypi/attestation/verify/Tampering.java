package ai.invoke.release.pypi.attestation.verify;

import ai.invoke.release.pypi.attestation.bundle.Attestation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** One thing of an attestation changed at a time. Each change must be noticed. */
public final class Tampering {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Tampering() {}

    /** The changed attestations by what was changed. */
    public static Map<String, Attestation> of(Attestation attestation) {
        Map<String, Attestation> changed = new LinkedHashMap<>();
        change(changed, attestation, "a byte of the statement", all -> flip(envelope(all), "statement", -5));
        change(changed, attestation, "a byte of the signature", all -> flip(envelope(all), "signature", -1));
        change(
                changed,
                attestation,
                "a byte of the certificate's signature",
                all -> flip(material(all), "certificate", -1));
        change(changed, attestation, "the global index", all -> add(entry(all), "logIndex", 1));
        change(changed, attestation, "the index in the tree", all -> add(proof(all), "logIndex", 1));
        change(changed, attestation, "the time by a second", all -> add(entry(all), "integratedTime", 1));
        change(changed, attestation, "the time by an hour", all -> add(entry(all), "integratedTime", 3600));
        change(changed, attestation, "the root hash", all -> flip(proof(all), "rootHash", 0));
        change(changed, attestation, "the size of the tree", all -> add(proof(all), "treeSize", 1));
        change(
                changed,
                attestation,
                "a hash of the proof",
                all -> hashes(all).set(0, hashes(all).get(1)));
        change(changed, attestation, "one hash less", all -> hashes(all).remove(0));
        change(
                changed,
                attestation,
                "one hash more",
                all -> hashes(all).add(hashes(all).get(0)));
        change(
                changed,
                attestation,
                "the size in the checkpoint",
                all -> checkpoint(all, text -> text.replaceFirst("\n1?(\\d)", "\n2$1")));
        change(changed, attestation, "the name in the checkpoint", all -> checkpoint(all, text -> "x" + text));
        change(changed, attestation, "the checkpoint's signature", all -> checkpoint(all, Tampering::otherSignature));
        change(
                changed,
                attestation,
                "the signer's name of the checkpoint",
                all -> checkpoint(all, text -> text.replaceFirst("\u2014 \\S+", "\u2014 other.example")));
        change(
                changed,
                attestation,
                "a byte of the promise",
                all -> flip((ObjectNode) entry(all).path("inclusionPromise"), "signedEntryTimestamp", -1));
        change(changed, attestation, "a byte of the body", all -> flip(entry(all), "canonicalizedBody", -20));
        change(changed, attestation, "no proof", all -> entry(all).remove("inclusionProof"));
        change(
                changed,
                attestation,
                "the kind's name",
                all -> ((ObjectNode) entry(all).path("kindVersion")).put("kind", "intoto"));
        change(
                changed,
                attestation,
                "a log that nobody knows",
                all -> flip((ObjectNode) entry(all).path("logId"), "keyId", 0));
        return changed;
    }

    /** Half of another attestation, for instance its certificate. */
    public static Attestation mixed(Attestation attestation, Attestation other, String part) {
        ObjectNode all = json(attestation);
        ObjectNode foreign = json(other);
        switch (part) {
            case "certificate", "transparency_entries" ->
                material(all).set(part, material(foreign).get(part));
            default -> envelope(all).set(part, envelope(foreign).get(part));
        }
        return read(all);
    }

    /** Without the log's signature on its time, which leaves a time that anybody could have written. */
    public static Attestation withoutPromise(Attestation attestation) {
        ObjectNode all = json(attestation);
        entry(all).remove("inclusionPromise");
        return read(all);
    }

    /** A second entry beside the right one. */
    public static Attestation withSecondEntry(Attestation attestation, Attestation other) {
        ObjectNode all = json(attestation);
        ((ArrayNode) material(all).path("transparency_entries"))
                .add(((ArrayNode) material(json(other)).path("transparency_entries")).get(0));
        return read(all);
    }

    public static ObjectNode json(Attestation attestation) {
        try {
            return (ObjectNode) JSON.readTree(attestation.json());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void change(
            Map<String, Attestation> changed, Attestation attestation, String name, Consumer<ObjectNode> change) {
        ObjectNode all = json(attestation);
        change.accept(all);
        if (all.equals(json(attestation))) {
            throw new IllegalStateException("nothing changed: " + name);
        }
        changed.put(name, read(all));
    }

    private static Attestation read(ObjectNode all) {
        return Attestation.read(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    public static ObjectNode material(ObjectNode all) {
        return (ObjectNode) all.path("verification_material");
    }

    public static ObjectNode envelope(ObjectNode all) {
        return (ObjectNode) all.path("envelope");
    }

    public static ObjectNode entry(ObjectNode all) {
        return (ObjectNode) material(all).path("transparency_entries").get(0);
    }

    private static ObjectNode proof(ObjectNode all) {
        return (ObjectNode) entry(all).path("inclusionProof");
    }

    private static ArrayNode hashes(ObjectNode all) {
        return (ArrayNode) proof(all).path("hashes");
    }

    private static void checkpoint(ObjectNode all, UnaryOperator<String> change) {
        ObjectNode checkpoint = (ObjectNode) proof(all).path("checkpoint");
        checkpoint.put("envelope", change.apply(checkpoint.path("envelope").asText()));
    }

    private static String otherSignature(String note) {
        int place = note.length() - 14;
        return note.substring(0, place) + (note.charAt(place) == 'A' ? 'B' : 'A') + note.substring(place + 1);
    }

    private static void add(ObjectNode node, String name, int more) {
        node.put(name, Long.toString(Long.parseLong(node.path(name).asText()) + more));
    }

    private static void flip(ObjectNode node, String name, int place) {
        byte[] bytes = Base64.getDecoder().decode(node.path(name).asText());
        bytes[place < 0 ? bytes.length + place : place] ^= 1;
        node.put(name, Base64.getEncoder().encodeToString(bytes));
    }
}
