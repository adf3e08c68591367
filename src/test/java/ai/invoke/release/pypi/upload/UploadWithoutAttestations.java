package ai.invoke.release.pypi.upload;

import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Timing;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.index.PackageIndex;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An upload in a process of its own, whose classes are counted. */
final class UploadWithoutAttestations {

    private UploadWithoutAttestations() {}

    /**
     * Uploads.
     *
     * @param arguments upload and simple URL, the mode, and the file; the identity comes from the environment
     */
    public static void main(String[] arguments) {
        new IndexUpload(HttpSettings.direct(), Timing.real(), new RecordingConsole())
                .run(new IndexUpload.Request(
                        PackageIndex.PYPI.at(URI.create(arguments[0]), URI.create(arguments[1])),
                        List.of(IndexUpload.ApprovedFile.asItIs(Path.of(arguments[3]))),
                        Optional.empty(),
                        System.getenv(),
                        IndexUpload.Listener.none(),
                        secret -> {},
                        Duration.ofSeconds(10),
                        AttestationSettings.of(AttestationSettings.Mode.parse(arguments[2]))));
    }
}
