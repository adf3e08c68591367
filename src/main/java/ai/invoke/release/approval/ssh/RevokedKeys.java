package ai.invoke.release.approval.ssh;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The file of keys that do not count any more, in the textual form of {@code ssh-keygen -Y verify -r}: one public key a line, with or
 * without a comment. The binary form (a KRL) is refused: nobody can review it.
 */
public final class RevokedKeys {

    private static final byte[] KRL = "SSHKRL\n".getBytes(StandardCharsets.US_ASCII);

    private final Map<SshKey, Integer> lines;

    private RevokedKeys(Map<SshKey, Integer> lines) {
        this.lines = lines;
    }

    /**
     * Reads the file.
     *
     * @param bytes its content
     * @return the keys
     * @throws SshFormatException naming the first line that is not understood: a key that was to be revoked must not count
     */
    public static RevokedKeys read(byte[] bytes) {
        if (bytes.length >= KRL.length && Arrays.equals(KRL, Arrays.copyOf(bytes, KRL.length))) {
            throw new SshFormatException("it is a binary revocation list; list the public keys themselves, one a line");
        }
        Map<SshKey, Integer> lines = new LinkedHashMap<>();
        KeyLines.read(
                new String(bytes, StandardCharsets.UTF_8), (line, number) -> lines.putIfAbsent(key(line), number));
        return new RevokedKeys(lines);
    }

    private static SshKey key(String line) {
        String[] words = line.split("[ \\t]++", 3);
        if (words.length < 2) {
            throw new SshFormatException("expected: type of the key, key");
        }
        return SshKey.of(words[0], words[1]);
    }

    /**
     * Where a key is revoked.
     *
     * @param key the key
     * @return the number of its line; empty when it is not revoked
     */
    public Optional<Integer> line(SshKey key) {
        return Optional.ofNullable(lines.get(key));
    }
}
