package ai.invoke.release.pypi.index;

import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.version.PyVersion;
import java.time.Instant;
import java.util.Optional;

/**
 * A file that an index offers.
 *
 * @param name the file name
 * @param sha256 lower-case hex; an index may not tell
 * @param size bytes, where the index tells
 * @param uploaded when it came, where the index tells
 * @param yanked the reason for which installers pass it over (perhaps empty), or nothing when they do not
 */
public record IndexFile(
        String name,
        Optional<String> sha256,
        Optional<Long> size,
        Optional<Instant> uploaded,
        Optional<String> yanked) {

    /**
     * The version in the file name, as PEP 427 and PEP 625 write it.
     *
     * @param project the project's name in any form
     * @return the version; empty for older forms that cannot be read for sure
     */
    public Optional<PyVersion> version(String project) {
        if (name.endsWith(".whl")) {
            String[] parts = name.split("-", -1);
            return parts.length >= 5 ? PyVersion.tryParse(parts[1]) : Optional.empty();
        }
        String stem = name.replaceFirst("\\.(tar\\.gz|zip|tar\\.bz2)$", "");
        String normalized = ProjectName.normalize(project);
        // An old sdist's name may hold dashes: the longest head that is the project's name ends where the version
        // begins.
        for (int dash = stem.lastIndexOf('-'); dash > 0; dash = stem.lastIndexOf('-', dash - 1)) {
            if (ProjectName.normalize(stem.substring(0, dash)).equals(normalized)) {
                return PyVersion.tryParse(stem.substring(dash + 1));
            }
        }
        return Optional.empty();
    }
}
