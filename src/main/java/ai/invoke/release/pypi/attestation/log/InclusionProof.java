package ai.invoke.release.pypi.attestation.log;

import ai.invoke.release.digest.RunningDigest;
import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.json.JsonFields;
import ai.invoke.release.pypi.attestation.crypto.Fields;
import ai.invoke.release.pypi.attestation.crypto.Octets;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Proves that an entry is in a log's Merkle tree (RFC 6962).
 *
 * @param index the entry's place in this tree; another number than the entry's global index
 * @param rootHash the hash over the whole tree
 * @param treeSize the number of its entries
 * @param hashes what is needed beside the entry to compute the root, from the leaf upwards
 * @param checkpoint the log's signature on size and root
 */
public record InclusionProof(long index, Octets rootHash, long treeSize, List<Octets> hashes, String checkpoint) {

    /** The length of a SHA-256. */
    public static final int HASH = 32;

    private static final int LONGEST_PATH = 63;

    static InclusionProof read(JsonFields fields) {
        InclusionProof proof = new InclusionProof(
                Fields.number(fields, "logIndex"),
                Fields.base64(fields, "rootHash"),
                Fields.number(fields, "treeSize"),
                fields.textList("hashes").stream()
                        .map(hash -> Octets.ofBase64(hash)
                                .orElseThrow(() -> fields.wrong("hashes", Fields.BASE64 + " is expected")))
                        .toList(),
                checkpoint(fields.object("checkpoint")));
        fields.complete();
        return proof;
    }

    private static String checkpoint(JsonFields fields) {
        String envelope = fields.text("envelope");
        fields.complete();
        return envelope;
    }

    /** The form in which Rekor answers: hex instead of base64, numbers instead of texts. */
    static InclusionProof ofRekor(JsonFields fields) {
        return new InclusionProof(
                fields.integer("logIndex", 0),
                Fields.hex(fields, "rootHash"),
                fields.integer("treeSize", 1),
                fields.textList("hashes").stream()
                        .map(hash ->
                                Octets.ofHex(hash).orElseThrow(() -> fields.wrong("hashes", "hex digits are expected")))
                        .toList(),
                fields.text("checkpoint"));
    }

    ObjectNode toJson() {
        ObjectNode json = CanonicalJson.object();
        json.put("logIndex", Long.toString(index));
        json.put("rootHash", rootHash.base64());
        json.put("treeSize", Long.toString(treeSize));
        ArrayNode list = json.putArray("hashes");
        hashes.forEach(hash -> list.add(hash.base64()));
        json.putObject("checkpoint").put("envelope", checkpoint);
        return json;
    }

    /**
     * Whether an entry leads to the root (RFC 6962, section 2.1.1).
     *
     * @param entry its content
     * @return whether the path is as long as the tree demands, and ends in the root hash
     */
    public boolean proves(Octets entry) {
        if (index >= treeSize || hashes.size() > LONGEST_PATH) {
            return false;
        }
        byte[] hash = hash(0, entry.toArray());
        long node = index;
        long last = treeSize - 1;
        for (Octets sibling : hashes) {
            if (last == 0 || sibling.length() != HASH) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = hash(1, sibling.toArray(), hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = hash(1, hash, sibling.toArray());
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && Octets.of(hash).equals(rootHash);
    }

    private static byte[] hash(int prefix, byte[]... parts) {
        RunningDigest digest = RunningDigest.sha256();
        digest.update(new byte[] {(byte) prefix}, 0, 1);
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        return digest.finish();
    }
}
