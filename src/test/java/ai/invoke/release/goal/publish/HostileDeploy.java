package ai.invoke.release.goal.publish;

import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Timing;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.ReleaseException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** A deployment in a process of its own that tells by its exit code whether it ended as it may end. */
final class HostileDeploy {

    static final int RELEASED = 0;
    static final int REFUSED = 3;

    private HostileDeploy() {}

    /**
     * Deploys.
     *
     * @param arguments project folder, upload and simple URL of PyPI and of TestPyPI, GitHub's API; the tokens come from the
     *     environment, the time from the property {@code chaos.clock}, where there is one
     */
    public static void main(String[] arguments) {
        Path project = Path.of(arguments[0]);
        Clock clock = Optional.ofNullable(System.getProperty("chaos.clock"))
                .map(time -> Clock.fixed(Instant.parse(time), ZoneOffset.UTC))
                .orElseGet(Clock::systemUTC);
        try {
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
                    new Timing(clock, Timing.real().sleeper(), () -> 0),
                    new RecordingConsole(),
                    entry -> {}));
            System.out.println("released");
        } catch (ReleaseException e) {
            System.out.println(e.getMessage());
            System.exit(REFUSED);
        }
    }
}
