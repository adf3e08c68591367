package ai.invoke.release.build.dist;

import ai.invoke.release.problem.Location;
import ai.invoke.release.version.PyVersion;
import java.util.Optional;
import java.util.Set;

/**
 * The version that is released, as tag and project say it before the build.
 *
 * @param version what every file has to be
 * @param where what says it in the project
 * @param tag the name of the tag, where there is one
 * @param tool what computes the version when it builds, for instance {@code setuptools-scm}; empty for a literal
 */
public record ReleasedVersion(PyVersion version, Location where, Optional<String> tag, Optional<String> tool) {

    /** They mark a version that was made of edited files; pbr and those that build on dunamai do not. */
    private static final Set<String> MARKS_CHANGES = Set.of(
            "setuptools-scm",
            "vcs-versioning",
            "hatch-vcs",
            "flit-scm",
            "pdm-backend",
            "versioningit",
            "versioneer",
            "setuptools-git-versioning");

    /**
     * Whether edited files give another version than the tag's.
     *
     * @return true only when a tool that is known to do so computes it
     */
    public boolean marksChanges() {
        return tag.isPresent() && tool.filter(MARKS_CHANGES::contains).isPresent();
    }
}
