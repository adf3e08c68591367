package ai.invoke.release.build.frontend;

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
     * Sees that there is something to look for, and that its folder can be emptied without touching anything else.
     *
     * @param outputs what a frontend's build must make, relative to the frontend
     * @throws ProjectException when there is none, or one leads elsewhere or names the frontend itself
     */
    public static void requireOutputs(List<String> outputs) {
        String next = "name files relative to the frontend's folder: -Dinvokeai.requiredOutputs=dist/index.html";
        if (outputs.isEmpty()) {
            throw new ProjectException(Problem.of("no required output of the frontend's build is named")
                    .next(next));
        }
        List<Problem> problems = outputs.stream()
                .filter(output -> !isInside(Path.of(output).normalize()))
                .map(output -> Problem.of("the required output '" + output + "' is not inside the frontend")
                        .next(next))
                .toList();
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
    }

    private static boolean isInside(Path output) {
        return !output.isAbsolute()
                && !output.startsWith("..")
                && !output.toString().isEmpty();
    }

    /**
     * The folder or file at the top of an output, for instance {@code dist} of {@code dist/index.html}.
     *
     * @param output inside the frontend and relative to it
     * @return its first part
     */
    public static String top(String output) {
        return Path.of(output).normalize().getName(0).toString();
    }
}
