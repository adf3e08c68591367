package ai.invoke.release.pypi.upload;

import ai.invoke.release.digest.Blake2b;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What identifies a file for PyPI.
 *
 * @param size bytes
 * @param sha256 lower-case hex
 * @param blake2b256 lower-case hex
 */
public record FileDigests(long size, String sha256, String blake2b256) {

    /**
     * Reads a file once.
     *
     * @param file the file
     * @return its digests
     * @throws EnvironmentException when it cannot be read
     */
    public static FileDigests of(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            Blake2b blake = new Blake2b();
            byte[] chunk = new byte[64 * 1024];
            long size = 0;
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                sha256.update(chunk, 0, n);
                blake.update(chunk, 0, n);
                size += n;
            }
            HexFormat hex = HexFormat.of();
            return new FileDigests(size, hex.formatHex(sha256.digest()), hex.formatHex(blake.digest()));
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("Cannot read " + file + ": " + e.getMessage()), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
