package ai.invoke.release.goal.publish;

import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Timing;
import ai.invoke.release.plan.ReleaseDirectory;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A deployment in a process of its own that dies, as with SIGKILL, right after it has written a journal entry. */
final class KilledDeploy {

    /** The exit code of a process that was killed with SIGKILL, as a shell shows it. */
    static final int KILLED = 137;

    private KilledDeploy() {}

    /**
     * Deploys.
     *
     * @param arguments project folder, upload and simple URL of PyPI and of TestPyPI, GitHub's API, and after how many
     *     journal entries to die; the tokens come from the environment
     */
    public static void main(String[] arguments) {
        Path project = Path.of(arguments[0]);
        int last = Integer.parseInt(arguments[6]);
        AtomicInteger written = new AtomicInteger();
        DeployStage.deploy(DeployStage.request(
                project,
                new ReleaseDirectory(project.resolve("target").resolve("release")),
                DeployStage.targets(
                        URI.create(arguments[1]),
                        URI.create(arguments[2]),
                        URI.create(arguments[3]),
                        URI.create(arguments[4]),
                        URI.create(arguments[5])),
                System.getenv(),
                Timing.real(),
                new RecordingConsole(),
                entry -> {
                    if (written.incrementAndGet() == last) {
                        // Neither finally blocks nor shutdown hooks: locks and temporary files stay as they are.
                        Runtime.getRuntime().halt(KILLED);
                    }
                }));
    }
}
