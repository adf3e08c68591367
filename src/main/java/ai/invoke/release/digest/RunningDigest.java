package ai.invoke.release.digest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digest of bytes that come piece by piece. How they are cut does not matter. Not thread-safe. */
public final class RunningDigest {

    private final MessageDigest digest;

    private RunningDigest(MessageDigest digest) {
        this.digest = digest;
    }

    /**
     * A digest by SHA-256.
     *
     * @return a fresh one
     */
    public static RunningDigest sha256() {
        return of("SHA-256");
    }

    /**
     * A digest by another algorithm.
     *
     * @param algorithm its name in the JDK, one that every JDK has
     * @return a fresh one
     */
    public static RunningDigest of(String algorithm) {
        try {
            return new RunningDigest(MessageDigest.getInstance(algorithm));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    /**
     * Some more bytes.
     *
     * @param bytes holds them
     * @param offset where they begin
     * @param length how many there are
     */
    public void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }

    /**
     * The digest of all bytes so far; what comes after begins anew.
     *
     * @return as many bytes as the algorithm has
     */
    public byte[] finish() {
        return digest.digest();
    }

    /**
     * The digest of all bytes so far as text; what comes after begins anew.
     *
     * @return lower-case hex
     */
    public String finishHex() {
        return HexFormat.of().formatHex(finish());
    }
}
