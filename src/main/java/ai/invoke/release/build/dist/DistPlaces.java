package ai.invoke.release.build.dist;

import java.nio.file.Path;

/**
 * Where a build leaves what it makes.
 *
 * @param work the folder of the release; {@code state/} in it remembers the last run
 * @param dist where the files go; holds nothing else afterwards
 * @param log gets everything that the backend prints
 */
public record DistPlaces(Path work, Path dist, Path log) {

    /** What the backend of an isolated build consisted of, in the form of a pip constraints file. */
    Path requirements() {
        return log.resolveSibling("build-requirements.txt");
    }
}
