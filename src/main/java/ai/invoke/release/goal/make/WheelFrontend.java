package ai.invoke.release.goal.make;

import ai.invoke.release.build.frontend.FrontendOutput;
import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.git.WorkTree;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A frontend that was built: where, and what of it belongs to the sources of the wheel.
 *
 * @param folder the frontend's folder
 * @param output the first file that its build must make
 * @param generated what its build makes, relative to the project, with {@code /}
 */
record WheelFrontend(Path folder, Path output, List<String> generated) {

    WheelFrontend {
        generated = List.copyOf(generated);
    }

    /**
     * Finds the built frontend of the project.
     *
     * @param projectDirectory the folder with {@code pyproject.toml}
     * @param git what git says about its files
     * @param frontend which one, and what its build makes
     * @param inWheel whether it must be there
     * @return empty when the project has none
     * @throws ProjectException when an output is missing or lies elsewhere
     */
    static Optional<WheelFrontend> find(
            Path projectDirectory, Optional<WorkTree> git, FrontendPlace frontend, boolean inWheel) {
        Optional<Path> found = frontend.find(projectDirectory, git).folder();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path project = projectDirectory.toRealPath();
            Path folder = found.get().toRealPath();
            Path root = git.isPresent() ? git.get().root().toRealPath() : project;
            List<FrontendOutput> outputs = FrontendOutput.of(folder, root, frontend.requiredOutputs());
            List<Problem> missing = outputs.stream()
                    .filter(output -> inWheel && !output.isMade())
                    .map(output -> Problem.of("the frontend is not built: " + output.file() + " is missing")
                            .next("mvn invokeai-release:build-frontend, or say that it is not meant to be in the wheel:"
                                    + " -Dinvokeai.frontendInWheel=false"))
                    .toList();
            if (!missing.isEmpty()) {
                throw new ProjectException(missing);
            }
            return Optional.of(new WheelFrontend(
                    folder,
                    outputs.get(0).proof().orElse(outputs.get(0).file()),
                    outputs.stream()
                            .map(output -> slashed(project.relativize(output.top())))
                            .toList()));
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read the frontend folder " + found.get() + ": " + e), e);
        }
    }

    /**
     * The file whose content proves that the frontend is in a wheel.
     *
     * @param root the top folder of the sources
     * @return relative to it
     */
    String proof(Path root) {
        return slashed(root.relativize(output));
    }

    private static String slashed(Path path) {
        return path.toString().replace(File.separatorChar, '/');
    }
}
