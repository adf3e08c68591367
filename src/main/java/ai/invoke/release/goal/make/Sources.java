package ai.invoke.release.goal.make;

import ai.invoke.release.build.SourceTree;
import ai.invoke.release.git.WorkTree;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The files a goal works on: what git tracks or would track; without git, everything that is no output. */
final class Sources {

    private Sources() {}

    /**
     * Lists the sources.
     *
     * @param git the work tree, where there is one
     * @param project the project's folder
     * @param generated ignored files that count nevertheless
     * @param outputs folders that hold what goals make
     * @return the sources
     */
    static SourceTree of(Optional<WorkTree> git, Path project, List<String> generated, List<Path> outputs) {
        try {
            if (git.isEmpty()) {
                return SourceTree.withoutGit(project, generated, outputs);
            }
            WorkTree tree = git.get();
            return SourceTree.of(
                    new SourceTree.Listing(
                            tree.root(),
                            tree.tracked(),
                            tree.untracked(),
                            tree.ignored(),
                            tree.executable(),
                            tree::shadow),
                    project,
                    generated,
                    outputs);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read the sources in " + project + ": " + e), e);
        }
    }
}
