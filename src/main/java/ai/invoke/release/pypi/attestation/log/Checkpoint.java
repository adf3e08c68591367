package ai.invoke.release.pypi.attestation.log;

import ai.invoke.release.pypi.attestation.crypto.Octets;
import ai.invoke.release.pypi.attestation.crypto.Signatures;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a log signed about itself: how many entries it has and the hash over all of them (C2SP signed note).
 *
 * @param note the signed text, with its last line feed
 * @param treeSize the number of entries
 * @param rootHash the hash over all entries
 * @param signatures by the log, and perhaps by witnesses
 */
public record Checkpoint(String note, long treeSize, Octets rootHash, List<NoteSignature> signatures) {

    record NoteSignature(String name, Octets hint, Octets signature) {}

    private static final int HINT = 4;
    private static final int MOST_SIGNATURES = 32;
    private static final Pattern SIGNATURE = Pattern.compile("\u2014 (\\S+) (\\S+)");

    /**
     * Reads a signed note.
     *
     * @param envelope the note, an empty line, signatures
     * @return the checkpoint, not verified
     * @throws IllegalArgumentException when it has another form
     */
    public static Checkpoint read(String envelope) {
        int gap = envelope.indexOf("\n\n");
        if (gap < 0 || !envelope.endsWith("\n")) {
            throw new IllegalArgumentException("the log's checkpoint has no signature");
        }
        String note = envelope.substring(0, gap + 1);
        String[] lines = note.split("\n", -1);
        if (lines.length < 4 || lines[0].isEmpty()) {
            throw new IllegalArgumentException("the log's checkpoint lacks a name, a size or a hash");
        }
        Octets root = Octets.ofBase64(lines[2])
                .filter(hash -> hash.length() == InclusionProof.HASH)
                .orElseThrow(() -> new IllegalArgumentException("the log's checkpoint has no root hash"));
        return new Checkpoint(note, size(lines[1]), root, signatures(envelope.substring(gap + 2)));
    }

    private static long size(String line) {
        if (!line.matches("[1-9][0-9]{0,17}")) {
            throw new IllegalArgumentException("the log's checkpoint has no size");
        }
        return Long.parseLong(line);
    }

    private static List<NoteSignature> signatures(String text) {
        List<NoteSignature> signatures = new ArrayList<>();
        for (String line : text.split("\n", 0)) {
            Matcher parts = SIGNATURE.matcher(line);
            Octets bytes = parts.matches() ? Octets.ofBase64(parts.group(2)).orElse(Octets.of("")) : Octets.of("");
            if (bytes.length() <= HINT || signatures.size() == MOST_SIGNATURES) {
                throw new IllegalArgumentException("the log's checkpoint has a signature of a wrong form");
            }
            byte[] all = bytes.toArray();
            signatures.add(new NoteSignature(
                    parts.group(1), bytes.first(HINT), Octets.of(Arrays.copyOfRange(all, HINT, all.length))));
        }
        return List.copyOf(signatures);
    }

    /**
     * Whether a log signed it; signatures of others are for others to check.
     *
     * @param log whose key is asked
     * @return whether one of the signatures is that log's and holds
     */
    public boolean signedBy(TransparencyLog log) {
        PublicKey key = log.key();
        return signatures.stream()
                .anyMatch(signature -> log.isNamed(signature.name())
                        && signature.hint().equals(log.id().first(HINT))
                        && Signatures.verify(key, note.getBytes(StandardCharsets.UTF_8), signature.signature()));
    }
}
