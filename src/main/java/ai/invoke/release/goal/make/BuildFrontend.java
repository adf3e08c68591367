package ai.invoke.release.goal.make;

import ai.invoke.release.build.SourceTree;
import ai.invoke.release.build.frontend.FrontendBuilder;
import ai.invoke.release.build.frontend.FrontendLocator;
import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.git.WorkTree;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Installs and builds the web frontend: {@code build-frontend}. */
public final class BuildFrontend {

    /** How long finding the package manager may take, which includes downloading it. */
    private static final Duration PROBE = Duration.ofMinutes(3);

    /**
     * What to build and how.
     *
     * @param projectDirectory the project
     * @param directory logs and the memory of the last build go there
     * @param outputs folders that this build writes and that are therefore no sources, for instance {@code target}
     * @param frontendDirectory the frontend that the user named
     * @param installCommand a shell command instead of the package manager's own installation
     * @param buildCommand a shell command instead of the script {@code build}
     * @param requiredOutputs files that there must be afterwards, relative to the frontend; at least one
     * @param environment variables for both commands
     * @param localEnvironment whether files such as {@code .env.local} that git does not know may take part
     * @param offline whether the package manager should take from its cache what it can
     * @param timeout for each command
     * @param rebuild whether to build although nothing has changed
     */
    public record Request(
            Path projectDirectory,
            ReleaseDirectory directory,
            List<Path> outputs,
            Optional<Path> frontendDirectory,
            Optional<String> installCommand,
            Optional<String> buildCommand,
            List<String> requiredOutputs,
            Map<String, String> environment,
            boolean localEnvironment,
            boolean offline,
            Duration timeout,
            boolean rebuild) {}

    /**
     * What happened.
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
     * The goal.
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
        Limits.requirePositive("frontendTimeout", request.timeout());
        Optional<Path> folder = FrontendLocator.find(request.projectDirectory(), request.frontendDirectory());
        if (folder.isEmpty()) {
            String why = request.frontendDirectory()
                    .map(named -> "there is no folder " + named)
                    .orElse("the project has no frontend");
            console.info("build-frontend: skipped, " + why);
            request.frontendDirectory()
                    .ifPresent(named -> console.warn(Problem.of("the frontend that was named is not there: " + named)
                            .next("mend -Dinvokeai.frontendDirectory, or leave it out when there is no frontend")));
            return new Result(folder, false, why);
        }
        Optional<WorkTree> git = WorkTree.of(request.projectDirectory());
        FrontendBuilder.Result result = new FrontendBuilder(runner, console)
                .build(new FrontendBuilder.Request(
                        folder.get(),
                        sources(request, git),
                        () -> sources(request, WorkTree.of(request.projectDirectory())),
                        request.directory().root(),
                        request.directory().logs().resolve("build-frontend.log"),
                        request.installCommand(),
                        request.buildCommand(),
                        request.requiredOutputs(),
                        request.environment(),
                        request.localEnvironment(),
                        request.offline(),
                        request.timeout(),
                        PROBE,
                        git.map(BuildFrontend::gitState),
                        request.rebuild()));
        console.info("build-frontend: "
                + (result.built() ? "made " : result.why() + ", kept ")
                + result.outputs() + " files in " + folder.get());
        return new Result(folder, result.built(), result.why());
    }

    private static SourceTree sources(Request request, Optional<WorkTree> git) {
        List<Path> outputs = new ArrayList<>(request.outputs());
        outputs.add(request.directory().root());
        return Sources.of(git, request.projectDirectory(), List.of(), outputs);
    }

    /** The commit and the tags; not the branch, for a tag is built from a detached HEAD. */
    private static String gitState(WorkTree tree) {
        SortedMap<String, String> refs = new TreeMap<>(tree.refs());
        String head = refs.getOrDefault("HEAD", "no commit").split(" ", 2)[0];
        refs.keySet().removeIf(name -> !name.startsWith("refs/tags/"));
        return head + " of tags " + Sha256.of(refs.toString()).substring(0, 12);
    }
}
