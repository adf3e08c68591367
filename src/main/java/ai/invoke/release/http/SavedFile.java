package ai.invoke.release.http;

import java.nio.file.Path;

/**
 * A finished download.
 *
 * @param path where it lies
 * @param size bytes
 * @param sha256 lower-case hex digest of the bytes, computed while they came
 */
public record SavedFile(Path path, long size, String sha256) {}
