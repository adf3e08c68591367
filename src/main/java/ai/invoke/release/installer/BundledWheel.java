package ai.invoke.release.installer;

/**
 * A wheel inside an installer zip, as read back from the written zip.
 *
 * @param entry its path inside the zip
 * @param fileName its own name, the one that the backend gave it
 * @param size its length in bytes
 * @param sha256 lower-case hex digest of the bytes in the zip
 */
public record BundledWheel(String entry, String fileName, long size, String sha256) {}
