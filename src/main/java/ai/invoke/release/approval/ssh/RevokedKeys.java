package ai.invoke.release.approval.ssh;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The file of keys that do not count any more, in the textual form of {@code ssh-keygen -Y verify -r}: one public key a line, with or
 * without a comment. The binary form (a KRL) is refused: nobody can review it.
 */
public final class RevokedKeys {

    private static final byte[] KRL = "SSHKRL\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_LINES = 10_000;

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
        int number = 0;
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
            number++;
            String plain = line.strip();
            if (number > MAX_LINES) {
                throw new SshFormatException("more than " + MAX_LINES + " lines");
            }
            if (!plain.isEmpty() && !plain.startsWith("#")) {
                try {
                    lines.putIfAbsent(key(plain), number);
                } catch (SshFormatException e) {
                    throw new SshFormatException("line " + number + ": " + e.getMessage(), e);
                }
            }
        }
        return new RevokedKeys(lines);
    }

    private static SshKey key(String line) {
        String[] words = line.split("[ \\t]++", 3);
        if (words.length < 2) {
            throw new SshFormatException("expected: type of the key, key");
        }
        SshKey key;
        try {
            key = SshKey.of(Base64.getDecoder().decode(words[1]));
        } catch (IllegalArgumentException e) {
            throw new SshFormatException("its key is not base64", e);
        }
        if (!key.type().equals(words[0])) {
            throw new SshFormatException("its key is of the type " + key.type());
        }
        return key;
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
