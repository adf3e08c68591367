package ai.invoke.release.dist.content;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A message digest, comparable by value. */
public final class Digest {

    private final byte[] bytes;

    /**
     * Creates a digest.
     *
     * @param bytes its bytes
     */
    public Digest(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /**
     * As RECORD writes it.
     *
     * @return URL-safe base64 without padding
     */
    public String base64() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * As people know it.
     *
     * @return lower-case hex
     */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && Arrays.equals(bytes, digest.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
