package ai.invoke.release.pypi.attestation;

import ai.invoke.release.digest.RunningDigest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** Bytes that nobody changes, equal when they are the same bytes. */
final class Octets {

    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    static Octets of(byte[] bytes) {
        return new Octets(bytes.clone());
    }

    static Octets of(String text) {
        return new Octets(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Standard base64 with padding. Line feeds between the digits are read, since early attestations have them; whatever else
     * could be written in two ways is refused.
     */
    static Optional<Octets> ofBase64(String text) {
        String digits = text.replace("\n", "");
        try {
            Octets octets = new Octets(Base64.getDecoder().decode(digits));
            return octets.base64().equals(digits) ? Optional.of(octets) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Lower-case hex digits, two a byte. */
    static Optional<Octets> ofHex(String text) {
        try {
            Octets octets = new Octets(HexFormat.of().parseHex(text));
            return octets.hex().equals(text) ? Optional.of(octets) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    byte[] toArray() {
        return bytes.clone();
    }

    int length() {
        return bytes.length;
    }

    Octets first(int count) {
        return new Octets(Arrays.copyOf(bytes, count));
    }

    Octets sha256() {
        RunningDigest digest = RunningDigest.sha256();
        digest.update(bytes, 0, bytes.length);
        return new Octets(digest.finish());
    }

    String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    String base64() {
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
