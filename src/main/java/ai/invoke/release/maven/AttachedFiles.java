package ai.invoke.release.maven;

import java.nio.file.Path;
import java.util.List;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.MavenProjectHelper;
import org.jspecify.annotations.Nullable;

/**
 * Attaches what a goal has made to the Maven project, so that other modules can depend on it: a wheel as type {@code whl}, an sdist as
 * type {@code tar.gz} with the classifier {@code sdist}, an installer as type {@code zip} with the classifier {@code installer}.
 *
 * @param helper Maven's own
 * @param project the project that made the files
 */
public record AttachedFiles(MavenProjectHelper helper, MavenProject project) {

    private static final String WHEEL = ".whl";
    private static final String SDIST = ".tar.gz";
    private static final String ANYWHERE = "-none-any";

    /**
     * Attaches wheels and sdists. A wheel that does not fit everywhere has its tags as the classifier, for instance {@code
     * cp311-cp311-win_amd64}.
     *
     * @param files what is in {@code dist/}; other files are left out
     */
    public void distributions(List<Path> files) {
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            if (name.endsWith(WHEEL)) {
                attach("whl", tags(name.substring(0, name.length() - WHEEL.length())), file);
            } else if (name.endsWith(SDIST)) {
                attach("tar.gz", "sdist", file);
            }
        }
    }

    /**
     * Attaches installers. Several have their file names as classifiers.
     *
     * @param files the zips
     */
    public void installers(List<Path> files) {
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            attach("zip", files.size() == 1 ? "installer" : name.replaceFirst("\\.zip$", ""), file);
        }
    }

    private static @Nullable String tags(String stem) {
        if (stem.endsWith(ANYWHERE)) {
            return null;
        }
        String[] parts = stem.split("-", -1);
        return String.join("-", List.of(parts).subList(Math.max(0, parts.length - 3), parts.length));
    }

    private void attach(String type, @Nullable String classifier, Path file) {
        helper.attachArtifact(project, type, classifier, file.toFile());
    }
}
