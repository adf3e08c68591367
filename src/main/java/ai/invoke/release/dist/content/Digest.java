package ai.invoke.release.dist.content;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A message digest, comparable by value. */
public final class Digest {

    private final byte[] bytes;
    private final int from;
    private final int to;

    /**
     * Creates a digest.
     *
     * @param bytes its bytes
     */
    public Digest(byte[] bytes) {
        this(bytes.clone(), 0, bytes.length);
    }

    /** A part of many digests, which nobody may change any more. */
    Digest(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    /**
     * As RECORD writes it.
     *
     * @return URL-safe base64 without padding
     */
    public String base64() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(bytes, from, to));
    }

    /**
     * As people know it.
     *
     * @return lower-case hex
     */
    public String hex() {
        return HexFormat.of().formatHex(bytes, from, to);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && Arrays.equals(bytes, from, to, digest.bytes, digest.from, digest.to);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return hex();
    }
}
