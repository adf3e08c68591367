package ai.invoke.release.build.frontend;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which frontend, and what its build makes.
 *
 * @param directory the folder that the user named; empty for the first of the customary ones
 * @param requiredOutputs files that there must be after a build, relative to the frontend; at least one
 */
public record FrontendPlace(Optional<Path> directory, List<String> requiredOutputs) {

    /** Takes an unmodifiable copy. */
    public FrontendPlace {
        requiredOutputs = List.copyOf(requiredOutputs);
    }

    /**
     * Finds the folder.
     *
     * @param project the project
     * @return the folder; empty when the project has no frontend
     * @throws ai.invoke.release.problem.ProjectException when the named folder is there and is no frontend
     */
    public Optional<Path> find(Path project) {
        return FrontendLocator.find(project, directory);
    }
}
