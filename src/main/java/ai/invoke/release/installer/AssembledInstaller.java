package ai.invoke.release.installer;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An installer zip that was written and read back.
 *
 * @param path the zip
 * @param size its length in bytes
 * @param sha256 lower-case hex digest of the zip
 * @param entries how many entries it has, folders included
 * @param wheel the wheel inside, whose digest was proven to be that of the file in {@code dist/}; empty when the
 *     installer bundles none
 * @param longPaths entries that are likely to hit the 260 characters that Windows allows by default
 */
public record AssembledInstaller(
        Path path, long size, String sha256, int entries, Optional<BundledWheel> wheel, List<String> longPaths) {

    /** Takes an unmodifiable copy. */
    public AssembledInstaller {
        longPaths = List.copyOf(longPaths);
    }
}
