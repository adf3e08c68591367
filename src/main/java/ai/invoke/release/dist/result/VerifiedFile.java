package ai.invoke.release.dist.result;

/**
 * A file that was looked at.
 *
 * @param name without directories
 * @param size in bytes
 * @param sha256 lower-case hex
 */
public record VerifiedFile(String name, long size, String sha256) {}
