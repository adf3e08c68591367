package ai.invoke.release.build.frontend;

import ai.invoke.release.git.WorkTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which frontend, and what its build makes.
 *
 * @param wanted false when the user says that nothing in the project is its frontend
 * @param directory the folder that the user named; empty for the one that is found
 * @param requiredOutputs files that there must be after a build, relative to the frontend; empty for what
 *     the bundler's configuration says
 */
public record FrontendPlace(boolean wanted, Optional<Path> directory, List<String> requiredOutputs) {

    /** Takes an unmodifiable copy. */
    public FrontendPlace {
        requiredOutputs = List.copyOf(requiredOutputs);
    }

    /**
     * The frontend that the project has.
     *
     * @param directory the folder that the user named; empty for the one that is found
     * @param requiredOutputs files that there must be after a build, relative to the frontend; empty for
     *     what the bundler's configuration says
     */
    public FrontendPlace(Optional<Path> directory, List<String> requiredOutputs) {
        this(true, directory, requiredOutputs);
    }

    /**
     * Finds the folder.
     *
     * @param project the project
     * @param git what git says about its files
     * @return the folder, or why there is none
     * @throws ai.invoke.release.problem.ProjectException when there are several and none is named, or the named folder is
     *     there and is no frontend
     */
    public FrontendLocator.Found find(Path project, Optional<WorkTree> git) {
        return new FrontendLocator(project, git).find(this);
    }
}
