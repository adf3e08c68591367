package ai.invoke.release.build.frontend;

import ai.invoke.release.digest.RunningDigest;
import ai.invoke.release.text.LetterCase;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A digest of an archive, as npm ({@code sha512-} and base64, W3C Subresource Integrity) and as corepack ({@code sha512.} and
 * hex) write it.
 *
 * @param algorithm as both name it, one of {@code sha512}, {@code sha384}, {@code sha256}, {@code sha224}, {@code sha1}
 * @param hex lower-case
 */
public record ArchiveDigest(String algorithm, String hex) {

    private static final Map<String, String> IN_JAVA =
            Map.of("sha512", "SHA-512", "sha384", "SHA-384", "sha256", "SHA-256", "sha224", "SHA-224", "sha1", "SHA-1");

    private static final Pattern COREPACK =
            Pattern.compile("(?<algorithm>sha(?:1|224|256|384|512))\\.(?<hex>(?:[0-9a-fA-F]{2})++)");

    private static final Pattern NPM = Pattern.compile("sha512-(?<base64>[A-Za-z0-9+/]{86}==)");

    /**
     * Reads what stands behind the {@code +} of {@code packageManager}.
     *
     * @param text for instance {@code sha512.67f5…}
     * @return empty when it is no digest that corepack writes
     */
    static Optional<ArchiveDigest> corepack(String text) {
        Matcher matcher = COREPACK.matcher(text);
        return matcher.matches()
                ? Optional.of(new ArchiveDigest(matcher.group("algorithm"), LetterCase.lower(matcher.group("hex"))))
                : Optional.empty();
    }

    /**
     * Reads npm's {@code integrity}.
     *
     * @param text for instance {@code sha512-Zv2C…==}
     * @return empty when it is no single SHA-512
     */
    static Optional<ArchiveDigest> npm(String text) {
        Matcher matcher = NPM.matcher(text);
        return matcher.matches()
                ? Optional.of(new ArchiveDigest(
                        "sha512", HexFormat.of().formatHex(Base64.getDecoder().decode(matcher.group("base64")))))
                : Optional.empty();
    }

    /**
     * The digest of bytes that come piece by piece.
     *
     * @param algorithm one of those above
     * @param bytes read to their end
     * @return the digest
     * @throws IOException when it cannot be read
     */
    static ArchiveDigest of(String algorithm, Bytes bytes) throws IOException {
        RunningDigest digest = RunningDigest.of(IN_JAVA.getOrDefault(algorithm, algorithm));
        byte[] buffer = new byte[1 << 16];
        int read;
        while ((read = bytes.read(buffer, 0, buffer.length)) >= 0) {
            digest.update(buffer, 0, read);
        }
        return new ArchiveDigest(algorithm, digest.finishHex());
    }

    /** As {@link java.io.InputStream#read(byte[], int, int)}. */
    @FunctionalInterface
    interface Bytes {
        int read(byte[] target, int offset, int length) throws IOException;
    }

    /** As corepack writes it, so that it can be put behind a version. */
    @Override
    public String toString() {
        return algorithm + "." + hex;
    }
}
