package ai.invoke.release.pypi.index;

import ai.invoke.release.version.PyVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an index shows of a project. "Present" can be believed; "absent" cannot, as caches lag behind an upload.
 *
 * @param exists whether the index knows the project
 * @param status the status marker of PEP 792: {@code active}, {@code archived}, {@code deprecated}, {@code quarantined}
 * @param files all files of all releases
 */
public record ProjectPage(boolean exists, Optional<String> status, List<IndexFile> files) {

    /** Takes an unmodifiable copy of the list. */
    public ProjectPage {
        files = List.copyOf(files);
    }

    /**
     * A project that the index does not know.
     *
     * @return the page without files
     */
    public static ProjectPage absent() {
        return new ProjectPage(false, Optional.empty(), List.of());
    }

    /**
     * Looks a file up by its name.
     *
     * @param name the file name
     * @return the file, when the index shows it
     */
    public Optional<IndexFile> file(String name) {
        return files.stream().filter(file -> file.name().equals(name)).findFirst();
    }

    /**
     * The versions that have at least one file.
     *
     * @param project the project's name in any form
     * @return versions whose files have names that can be read for sure; yanked ones are among them
     */
    public Set<PyVersion> versions(String project) {
        return files.stream().flatMap(file -> file.version(project).stream()).collect(Collectors.toUnmodifiableSet());
    }
}
