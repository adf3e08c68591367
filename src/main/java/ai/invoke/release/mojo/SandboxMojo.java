package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.goal.rehearse.Sandbox;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.File;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a PyPI, a TestPyPI and a GitHub running on this machine until it is interrupted, so that pip, twine, gh, curl and
 * other builds can be tried against them. They refuse what the real services refuse, in their words. Nothing leaves the
 * machine.
 *
 * @since 1.0.0
 */
@Mojo(name = "sandbox", requiresProject = false, threadSafe = true, aggregator = true)
public final class SandboxMojo extends AbstractReleaseMojo {

    /**
     * Where the services keep what they were given; a sandbox that is started again on the same folder still has it. By
     * default {@code target/sandbox}. Delete the folder to start afresh.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.sandbox.directory")
    private @Nullable File sandboxDirectory;

    /**
     * The repository that the sandbox's GitHub has, as {@code owner/name}; it knows HEAD of the project and the tags there.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.sandbox.repository", defaultValue = "sandbox/demo")
    private String repository = "sandbox/demo";

    /**
     * Whose answers the index gives: {@code warehouse}, which is PyPI's own server, or {@code pypiserver} with its default
     * settings. TestPyPI is always the former.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.sandbox.server", defaultValue = "warehouse")
    private String server = "warehouse";

    /**
     * The port of PyPI; 0 for a free one.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.sandbox.pypiPort", defaultValue = "0")
    private int pypiPort;

    /**
     * The port of TestPyPI; 0 for a free one.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.sandbox.testpypiPort", defaultValue = "0")
    private int testpypiPort;

    /**
     * The port of GitHub's API, which is also the proxy for {@code gh}; 0 for a free one.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.sandbox.githubPort", defaultValue = "0")
    private int githubPort;

    /**
     * The port of GitHub's uploads host; 0 for a free one.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.sandbox.uploadsPort", defaultValue = "0")
    private int uploadsPort;

    /**
     * The largest file that PyPI takes, in MiB. 100 is what a new project has; PyPI raises it on request up to 1024.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.sandbox.maxFileMegabytes", defaultValue = "100")
    private int maxFileMegabytes;

    /**
     * How many requests later a change at GitHub shows in lists and by its tag, as replicas that lag behind.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.sandbox.lag", defaultValue = "0")
    private int lag;

    /**
     * Whether GitHub seals published releases. Counts for a new state folder.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.sandbox.immutableReleases", defaultValue = "false")
    private boolean immutableReleases;

    /**
     * Seconds after which the sandbox stops by itself; 0 for never.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.sandbox.seconds", defaultValue = "0")
    private int seconds;

    /**
     * Whether the sandbox stops when its standard input ends, for scripts that keep it on a pipe.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.sandbox.stopWithInput", defaultValue = "false")
    private boolean stopWithInput;

    /**
     * A file that is written once everything runs, with the URLs and tokens as {@code pypi.upload.url},
     * {@code github.api.url} and so on, and deleted at the end. Scripts wait for it.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.sandbox.properties")
    private @Nullable File properties;

    /** For Maven. */
    public SandboxMojo() {}

    @Override
    protected void run(Console console) {
        Path folder = sandboxDirectory == null
                ? releaseDirectory().resolveSibling("sandbox")
                : sandboxDirectory.toPath().toAbsolutePath().normalize();
        Optional<InputStream> input = stopWithInput ? Optional.of(System.in) : Optional.empty();
        Sandbox sandbox = new Sandbox();
        // Ctrl-C does not interrupt Maven's threads, it ends the JVM; the properties file must not outlive the servers.
        Thread hook = new Thread(sandbox::stopAndWait, "sandbox-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        sandbox.run(
                new Sandbox.Request(
                        folder,
                        projectDirectory(),
                        repository,
                        server(),
                        new Sandbox.Ports(pypiPort, testpypiPort, githubPort, uploadsPort),
                        new Sandbox.Switches(maxFileMegabytes, lag, immutableReleases),
                        Duration.ofSeconds(seconds),
                        input,
                        Optional.ofNullable(properties).map(File::toPath)),
                console);
        removeUnlessStopping(hook);
    }

    private Sandbox.Server server() {
        return switch (server) {
            case "warehouse" -> Sandbox.Server.WAREHOUSE;
            case "pypiserver" -> Sandbox.Server.PYPISERVER;
            default ->
                throw new ProjectException(Problem.of("invokeai.sandbox.server is '" + server
                                + "', but the sandbox plays warehouse and pypiserver only")
                        .next("-Dinvokeai.sandbox.server=warehouse or -Dinvokeai.sandbox.server=pypiserver"));
        };
    }

    private static void removeUnlessStopping(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is stopping already and this hook is what has ended the sandbox.
            hook.setName("sandbox-stopped");
        }
    }
}
