package ai.invoke.release.build.dist;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of the files of a release, whatever backend makes them.
 *
 * @param normalizeSdist whether sdists are written again so that equal content gives equal bytes
 * @param verifyReproducible whether to build twice and compare
 * @param additional folders with wheels of the same release that were built elsewhere
 * @param version what they all have to be; empty when it is not known
 */
public record DistOptions(
        boolean normalizeSdist, boolean verifyReproducible, List<Path> additional, Optional<ReleasedVersion> version) {

    /** Takes an unmodifiable copy. */
    public DistOptions {
        additional = List.copyOf(additional);
    }
}
