package ai.invoke.release.dist.result;

import ai.invoke.release.digest.FileDigests;

/**
 * A file that was looked at.
 *
 * @param name without directories
 * @param size in bytes
 * @param digests of the very bytes that were looked at
 */
public record VerifiedFile(String name, long size, FileDigests digests) {

    /**
     * The digest that a plan and PyPI go by.
     *
     * @return lower-case hex
     */
    public String sha256() {
        return digests.sha256();
    }
}
