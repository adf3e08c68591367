package ai.invoke.release.pypi.attestation.crypto;

import ai.invoke.release.digest.RunningDigest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** Bytes that nobody changes, equal when they are the same bytes. */
public final class Octets {

    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes bytes.
     *
     * @param bytes copied
     * @return the same bytes
     */
    public static Octets of(byte[] bytes) {
        return new Octets(bytes.clone());
    }

    /**
     * Takes a text.
     *
     * @param text any
     * @return its UTF-8
     */
    public static Octets of(String text) {
        return new Octets(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads standard base64 with padding. Line feeds between the digits are read, since early attestations have them; whatever else could be
     * written in two ways is refused.
     *
     * @param text to be read
     * @return the bytes, or empty when it is not base64
     */
    public static Optional<Octets> ofBase64(String text) {
        String digits = text.replace("\n", "");
        try {
            Octets octets = new Octets(Base64.getDecoder().decode(digits));
            return octets.base64().equals(digits) ? Optional.of(octets) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads lower-case hex digits, two a byte.
     *
     * @param text to be read
     * @return the bytes, or empty when it is something else
     */
    public static Optional<Octets> ofHex(String text) {
        try {
            Octets octets = new Octets(HexFormat.of().parseHex(text));
            return octets.hex().equals(text) ? Optional.of(octets) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The bytes.
     *
     * @return a copy
     */
    public byte[] toArray() {
        return bytes.clone();
    }

    /**
     * Their number.
     *
     * @return zero or more
     */
    public int length() {
        return bytes.length;
    }

    /**
     * The first of them.
     *
     * @param count how many; zeros follow when there are fewer
     * @return that many
     */
    public Octets first(int count) {
        return new Octets(Arrays.copyOf(bytes, count));
    }

    /**
     * Their SHA-256.
     *
     * @return 32 bytes
     */
    public Octets sha256() {
        RunningDigest digest = RunningDigest.sha256();
        digest.update(bytes, 0, bytes.length);
        return new Octets(digest.finish());
    }

    /**
     * Writes them in hex.
     *
     * @return lower-case digits, two a byte
     */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Writes them in base64.
     *
     * @return standard digits with padding, without line breaks
     */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets octets && Arrays.equals(bytes, octets.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
