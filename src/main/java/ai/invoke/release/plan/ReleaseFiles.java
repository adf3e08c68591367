package ai.invoke.release.plan;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which files a GitHub release gets.
 *
 * @param installerOnly whether it gets the installers and further files only, and neither distributions nor checksums
 * @param evidence whether it gets the plan and the approvals, from which an audit starts months later
 * @param labels what GitHub's page shows in place of a file's name, by file name
 */
public record ReleaseFiles(boolean installerOnly, boolean evidence, Map<String, String> labels) {

    /** Everything, with the evidence and without labels. */
    public static final ReleaseFiles ALL = new ReleaseFiles(false, true, Map.of());

    /** Takes an unmodifiable copy. */
    public ReleaseFiles {
        labels = Map.copyOf(labels);
    }

    /**
     * The labels in the order of the plan.
     *
     * @return by file name
     */
    public SortedMap<String, String> sortedLabels() {
        return new TreeMap<>(labels);
    }

    /**
     * Whether the release gets an artifact.
     *
     * @param artifact a planned file
     * @return false for what goes to indexes only
     */
    public boolean holds(Artifact artifact) {
        return !installerOnly || artifact.role() == Artifact.Role.INSTALLER || artifact.role() == Artifact.Role.FURTHER;
    }
}
