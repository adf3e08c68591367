package ai.invoke.sandbox.server;

import ai.invoke.release.digest.Blake2b;
import ai.invoke.release.digest.RunningDigest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /**
     * The digests of some bytes.
     *
     * @param bytes the file
     * @return size and digests
     */
    public static Digests of(byte[] bytes) {
        RunningDigest md5 = RunningDigest.of("MD5");
        RunningDigest sha256 = RunningDigest.sha256();
        Blake2b blake2 = new Blake2b();
        md5.update(bytes, 0, bytes.length);
        sha256.update(bytes, 0, bytes.length);
        blake2.update(bytes, 0, bytes.length);
        return new Digests(
                bytes.length,
                md5.finishHex(),
                sha256.finishHex(),
                HexFormat.of().formatHex(blake2.digest()));
    }

    /**
     * Copies a stream to a file and computes all digests on the way.
     *
     * @param from the stream, read to its end
     * @param to the file, written anew
     * @return size and digests
     * @throws IOException when the stream breaks off or the file cannot be written
     */
    public static Digests store(InputStream from, Path to) throws IOException {
        RunningDigest md5 = RunningDigest.of("MD5");
        RunningDigest sha256 = RunningDigest.sha256();
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
        return new Digests(
                size, md5.finishHex(), sha256.finishHex(), HexFormat.of().formatHex(blake2.digest()));
    }
}
