package ai.invoke.release.goal.publish;

import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Timing;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.attestation.sign.SigningServices;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A deployment in a process of its own that dies, as with SIGKILL, right after it has written a journal entry. */
final class KilledDeploy {

    /** The exit code of a process that was killed with SIGKILL, as a shell shows it. */
    static final int KILLED = 137;

    private KilledDeploy() {}

    /**
     * Deploys.
     *
     * @param arguments project folder, upload and simple URL of PyPI and of TestPyPI, GitHub's API, and when to die: after how
     *     many journal entries, or after the first one of a step and event, {@code step/event}. For attestations also the trust root
     *     and the address of the signing services; the tokens come from the environment
     */
    public static void main(String[] arguments) {
        Path project = Path.of(arguments[0]);
        String last = arguments[6];
        AtomicInteger written = new AtomicInteger();
        DeployRequest request = DeployStage.request(
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
                    String event = entry.step() + "/" + entry.event();
                    if (String.valueOf(written.incrementAndGet()).equals(last) || event.equals(last)) {
                        // Neither finally blocks nor shutdown hooks: locks and temporary files stay as they are.
                        Runtime.getRuntime().halt(KILLED);
                    }
                });
        DeployStage.deploy(
                arguments.length < 9
                        ? request
                        : request.withAttestations(new AttestationSettings(
                                AttestationSettings.Mode.REQUIRED,
                                Optional.empty(),
                                Optional.of(Path.of(arguments[7])),
                                new SigningServices(URI.create(arguments[8]), URI.create(arguments[8])))));
    }
}
