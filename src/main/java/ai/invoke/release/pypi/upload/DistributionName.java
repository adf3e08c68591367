package ai.invoke.release.pypi.upload;

import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.version.PyVersion;
import java.util.Optional;

/**
 * What a file's name says, for a first look that opens nothing; the metadata has the last word.
 *
 * @param project the project's name in its normal form
 * @param version the version
 */
public record DistributionName(String project, PyVersion version) {

    /**
     * Reads a name.
     *
     * @param fileName the name of a wheel (PEP 427) or of a {@code .tar.gz} sdist
     * @return what it says; empty for everything else
     */
    public static Optional<DistributionName> of(String fileName) {
        if (fileName.endsWith(".whl")) {
            String[] parts = fileName.split("-", -1);
            return parts.length == 5 || parts.length == 6 ? of(parts[0], parts[1]) : Optional.empty();
        }
        int dash = fileName.lastIndexOf('-');
        return fileName.endsWith(".tar.gz") && dash > 0
                ? of(fileName.substring(0, dash), fileName.substring(dash + 1, fileName.length() - ".tar.gz".length()))
                : Optional.empty();
    }

    private static Optional<DistributionName> of(String project, String version) {
        return PyVersion.tryParse(version).map(parsed -> new DistributionName(ProjectName.normalize(project), parsed));
    }

    /** Project and normalised version. */
    @Override
    public String toString() {
        return project + " " + version.normalized();
    }
}
