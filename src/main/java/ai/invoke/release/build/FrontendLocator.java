package ai.invoke.release.build;

import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the folder of the web frontend. */
public final class FrontendLocator {

    /** Where InvokeAI and projects like it keep their frontend; the first that has a {@code package.json} is taken. */
    private static final List<String> CUSTOMARY =
            List.of("invokeai/frontend/web", "frontend/web", "frontend", "web/frontend");

    private FrontendLocator() {}

    /**
     * Finds the folder.
     *
     * @param projectDirectory the project
     * @param configured the folder that the user named
     * @return the folder; empty when the project has no frontend
     * @throws ProjectException when the named folder is there and is no frontend
     */
    public static Optional<Path> find(Path projectDirectory, Optional<Path> configured) {
        if (configured.isPresent()) {
            Path folder = projectDirectory.resolve(configured.get()).normalize();
            if (Files.isDirectory(folder) && !Files.isRegularFile(folder.resolve("package.json"))) {
                throw new ProjectException(Problem.of("the frontend folder " + folder + " has no package.json")
                        .next("point -Dinvokeai.frontendDirectory at the folder that has it"));
            }
            return Optional.of(folder).filter(Files::isDirectory);
        }
        return CUSTOMARY.stream()
                .map(projectDirectory::resolve)
                .filter(folder -> Files.isRegularFile(folder.resolve("package.json")))
                .findFirst();
    }

    /**
     * The folder or file at the top of an output, for instance {@code dist} of {@code dist/index.html}.
     *
     * @param output relative to the frontend
     * @return its first part
     */
    public static String top(String output) {
        return Path.of(output).normalize().getName(0).toString();
    }
}
