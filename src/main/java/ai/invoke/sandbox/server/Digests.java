package ai.invoke.sandbox.server;

import ai.invoke.release.digest.Blake2b;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The digests of one file, as PyPI and GitHub name them; lower-case hex.
 *
 * @param size bytes
 * @param md5 32 digits
 * @param sha256 64 digits
 * @param blake2 64 digits, BLAKE2b-256
 */
public record Digests(long size, String md5, String sha256, String blake2) {

    /** Copies a stream to a file and computes all digests on the way. */
    public static Digests store(InputStream from, Path to) throws IOException {
        MessageDigest md5 = digest("MD5");
        MessageDigest sha256 = digest("SHA-256");
        Blake2b blake2 = new Blake2b();
        long size = 0;
        byte[] buffer = new byte[64 * 1024];
        try (OutputStream out = Files.newOutputStream(to)) {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                out.write(buffer, 0, count);
                md5.update(buffer, 0, count);
                sha256.update(buffer, 0, count);
                blake2.update(buffer, 0, count);
                size += count;
            }
        }
        HexFormat hex = HexFormat.of();
        return new Digests(
                size, hex.formatHex(md5.digest()), hex.formatHex(sha256.digest()), hex.formatHex(blake2.digest()));
    }

    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest("SHA-256").digest(bytes));
    }

    public static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
