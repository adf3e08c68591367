package ai.invoke.release.goal.make;

import ai.invoke.release.build.frontend.FrontendBuilder;
import ai.invoke.release.build.frontend.FrontendLocator;
import ai.invoke.release.build.frontend.FrontendOptions;
import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.console.Console;
import ai.invoke.release.git.WorkTree;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Installs and builds the web frontend: {@code build-frontend}. */
public final class BuildFrontend {

    /**
     * What to build and how.
     *
     * @param workspace the project
     * @param frontend which frontend, and what its build makes
     * @param options how it is installed and built
     */
    public record Request(Workspace workspace, FrontendPlace frontend, FrontendOptions options) {}

    /**
     * The outcome of the goal.
     *
     * @param folder the frontend; empty when the project has none
     * @param built whether it was built in this run
     * @param why why it was built, or why not
     */
    public record Result(Optional<Path> folder, boolean built, String why) {}

    private final ProcessRunner runner;
    private final Console console;

    /**
     * The goal with children that see no credential.
     *
     * @param environment the user's environment, in production {@link System#getenv()}
     * @param console where to tell the user
     */
    public BuildFrontend(Map<String, String> environment, Console console) {
        this(new ProcessRunner(environment), console);
    }

    /**
     * Creates the goal.
     *
     * @param runner starts the children
     * @param console where to tell the user
     */
    public BuildFrontend(ProcessRunner runner, Console console) {
        this.runner = runner;
        this.console = console;
    }

    /**
     * Builds, unless there is no frontend or nothing has changed.
     *
     * @param request what and how
     * @return what happened
     * @throws ProjectException when the frontend cannot be built
     * @throws EnvironmentException when Node.js or the package manager is missing
     */
    public Result run(Request request) {
        Limits.requirePositive("frontendTimeout", request.options().timeout());
        Workspace workspace = request.workspace();
        Optional<WorkTree> git = workspace.git();
        FrontendLocator.Found found = request.frontend().find(workspace.project(), git);
        Optional<Path> folder = found.folder();
        if (folder.isEmpty()) {
            console.info("build-frontend: skipped, " + found.why());
            tellOfOthers(request.frontend(), found);
            return new Result(folder, false, found.why());
        }
        FrontendBuilder.Result result = new FrontendBuilder(runner, console)
                .build(new FrontendBuilder.Request(
                        folder.get(),
                        workspace.sources(git, List.of()),
                        workspace::sources,
                        workspace.directory().root(),
                        workspace.directory().logs().resolve("build-frontend.log"),
                        request.frontend().requiredOutputs(),
                        request.options(),
                        workspace.rebuild()));
        console.info("build-frontend: "
                + (result.built() ? "made " : result.why() + ", kept ")
                + result.outputs() + " files in " + folder.get());
        return new Result(folder, result.built(), result.why());
    }

    private void tellOfOthers(FrontendPlace place, FrontendLocator.Found found) {
        place.directory()
                .filter(path -> place.wanted())
                .ifPresent(path -> console.warn(Problem.of("the frontend folder does not exist: " + path)
                        .next("correct -Dinvokeai.frontendDirectory, or leave it out when there is no frontend")));
        if (!found.elsewhere().isEmpty()) {
            console.warn(Problem.of("the repository has a frontend outside of the project: "
                            + String.join(", ", found.elsewhere()))
                    .next("if it belongs to this project: -Dinvokeai.frontendDirectory="
                            + found.elsewhere().get(0) + "; if not: -Dinvokeai.skipFrontend"));
        }
    }
}
