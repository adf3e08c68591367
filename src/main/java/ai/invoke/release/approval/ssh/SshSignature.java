package ai.invoke.release.approval.ssh;

import ai.invoke.release.digest.RunningDigest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * A signature as {@code ssh-keygen -Y sign} makes it (OpenSSH's PROTOCOL.sshsig), read strictly. It says nothing about when it was
 * made, and nothing about whether the key may sign.
 */
public final class SshSignature {

    private static final byte[] MAGIC = "SSHSIG".getBytes(StandardCharsets.US_ASCII);
    private static final String BEGIN = "-----BEGIN SSH SIGNATURE-----";
    private static final String END = "-----END SSH SIGNATURE-----";

    /** One of RSA with 16384 bits has 5.6 kB. */
    private static final int MAX_LENGTH = 16 * 1024;

    private final SshKey key;
    private final String namespace;
    private final String hash;
    private final byte[] reserved;
    private final byte[] inner;

    private SshSignature(SshKey key, String namespace, String hash, byte[] reserved, byte[] inner) {
        this.key = key;
        this.namespace = namespace;
        this.hash = hash;
        this.reserved = reserved;
        this.inner = inner;
    }

    /**
     * Reads a signature.
     *
     * @param armored the text between the lines {@code BEGIN SSH SIGNATURE} and {@code END SSH SIGNATURE}, with them
     * @return the signature, not verified
     * @throws SshFormatException when it is none
     */
    public static SshSignature read(String armored) {
        String text = armored.strip();
        if (text.length() > MAX_LENGTH) {
            throw new SshFormatException("too long for an SSH signature");
        }
        if (!text.startsWith(BEGIN) || !text.endsWith(END) || text.length() < BEGIN.length() + END.length()) {
            throw new SshFormatException("not an SSH signature");
        }
        String base64 = text.substring(BEGIN.length(), text.length() - END.length())
                .replace("\r", "")
                .replace("\n", "");
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new SshFormatException("an SSH signature that is not base64", e);
        }
        WireReader reader = new WireReader(bytes);
        if (!Arrays.equals(reader.raw(MAGIC.length), MAGIC)) {
            throw new SshFormatException("not an SSH signature");
        }
        long version = reader.uint32();
        if (version != 1) {
            throw new SshFormatException("an SSH signature of version " + version + ", 1 is expected");
        }
        SshKey key = SshKey.of(reader.string());
        String namespace = reader.text();
        byte[] reserved = reader.string();
        String hash = reader.text();
        byte[] inner = reader.string();
        reader.end();
        return new SshSignature(key, namespace, hash, reserved, inner);
    }

    /**
     * Verifies it.
     *
     * @param message what was signed
     * @param expected the namespace it must be made for, so that no signature of something else passes for this one
     * @throws SshFormatException when it is not the key's signature of these bytes in this namespace
     */
    public void verify(byte[] message, String expected) {
        if (!namespace.equals(expected)) {
            throw new SshFormatException(
                    "it was made for the namespace '" + namespace + "', '" + expected + "' is expected");
        }
        String algorithm = switch (hash) {
            case "sha256" -> "SHA-256";
            case "sha512" -> "SHA-512";
            default -> throw new SshFormatException("the hash '" + hash + "' is not accepted");
        };
        key.verify(
                inner,
                new WireWriter()
                        .raw(MAGIC)
                        .string(namespace.getBytes(StandardCharsets.US_ASCII))
                        .string(reserved)
                        .string(hash.getBytes(StandardCharsets.US_ASCII))
                        .string(digest(algorithm, message))
                        .bytes());
    }

    /**
     * Who signed, according to the signature.
     *
     * @return the key
     */
    public SshKey key() {
        return key;
    }

    static byte[] digest(String algorithm, byte[] bytes) {
        RunningDigest digest = RunningDigest.of(algorithm);
        digest.update(bytes, 0, bytes.length);
        return digest.finish();
    }
}
