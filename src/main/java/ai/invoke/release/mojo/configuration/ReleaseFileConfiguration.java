package ai.invoke.release.mojo.configuration;

import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code <releaseFile>} of {@code plan}. Fields are set by Maven. */
public final class ReleaseFileConfiguration {

    private @Nullable String path;
    private @Nullable String label;

    /** For Maven. */
    public ReleaseFileConfiguration() {}

    /**
     * The files as the core knows them.
     *
     * @param files those of the POM
     * @return the label by the path, in their order; an empty one where there is no label
     * @throws ProjectException when a path is missing
     */
    public static Map<String, String> asMap(List<ReleaseFileConfiguration> files) {
        Map<String, String> wanted = new LinkedHashMap<>();
        for (ReleaseFileConfiguration file : files) {
            if (file.path == null || file.path.isBlank()) {
                throw new ProjectException(Problem.of("a <releaseFile> has no <path>")
                        .next("write <releaseFile><path>docs/*.pdf</path></releaseFile>"));
            }
            wanted.put(file.path.strip(), file.label == null ? "" : file.label);
        }
        return wanted;
    }
}
