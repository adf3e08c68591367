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
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An upload in a process of its own, to be ended from outside. */
final class InterruptedUpload {

    private InterruptedUpload() {}

    /**
     * Uploads.
     *
     * @param arguments upload and simple URL, and the files; the token comes from the environment
     */
    public static void main(String[] arguments) {
        List<Path> files = Stream.of(arguments).skip(2).map(Path::of).toList();
        RecordingConsole console = new RecordingConsole();
        run(URI.create(arguments[0]), URI.create(arguments[1]), files, System.getenv(), console);
        System.out.println(console.all());
    }

    static IndexUpload.Result run(
            URI upload, URI simple, List<Path> files, Map<String, String> environment, RecordingConsole console) {
        return new IndexUpload(HttpSettings.direct(), Timing.real(), console)
                .run(new IndexUpload.Request(
                        PackageIndex.PYPI.at(upload, simple),
                        files.stream().map(IndexUpload.ApprovedFile::asItIs).toList(),
                        Optional.empty(),
                        environment,
                        IndexUpload.Listener.none(),
                        secret -> {},
                        Duration.ofSeconds(10),
                        AttestationSettings.none()));
    }
}
