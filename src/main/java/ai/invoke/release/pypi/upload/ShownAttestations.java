package ai.invoke.release.pypi.upload;

import ai.invoke.release.console.Console;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.pypi.attestation.bundle.Attestation;
import ai.invoke.release.pypi.attestation.bundle.AttestationFiles;
import ai.invoke.release.pypi.attestation.bundle.Provenance;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.attestation.verify.AttestationVerifier;
import ai.invoke.release.pypi.attestation.verify.Verdict;
import ai.invoke.release.pypi.index.IndexClient;
import java.util.List;
import java.util.Optional;

/**
 * The attestations that an index shows: its own word on what went with a file, whoever sent it and when. They were verified before they
 * were sent, by the index when it took them, and are once more by the audit.
 */
final class ShownAttestations {

    private final IndexClient look;
    private final boolean asked;
    private final AttestationSettings settings;
    private final Console console;

    /** Only PyPI and TestPyPI show any; with {@link AttestationSettings.Mode#NONE} nothing is asked. */
    ShownAttestations(IndexUpload.Request request, IndexClient look, Console console) {
        this.look = look;
        this.settings = request.attestations();
        this.asked = request.index().isPublic() && settings.mode() != AttestationSettings.Mode.NONE;
        this.console = console;
    }

    /** That they cannot be seen is no reason to stop: the file is there, and they are evidence only. */
    List<Attestation> of(UploadFile file) {
        if (!asked) {
            return List.of();
        }
        try {
            Optional<byte[]> answer = look.provenance(file.project(), file.version(), file.name());
            return answer.map(Provenance::read).map(Provenance::bundles).orElse(List.of()).stream()
                    .flatMap(bundle -> bundle.attestations().stream())
                    .toList();
        } catch (EnvironmentException e) {
            e.problems().forEach(console::warn);
        } catch (MalformedJsonException e) {
            console.warn(Problem.of("cannot read who attested " + file.name() + ": " + e.getMessage())
                    .next("the receipt names no attestation of it; mvn invokeai-release:audit looks again"));
        }
        return List.of();
    }

    /** Keeps them where made ones are kept, so that the next index and the GitHub release get the same. */
    List<Attestation> kept(UploadFile file) {
        List<Attestation> shown = of(file);
        if (!shown.isEmpty() && settings.folder().isPresent()) {
            AttestationVerifier verifier = new AttestationVerifier(settings.root());
            shown.stream()
                    .filter(one -> !(verifier.verify(one, file.name(), file.sha256()) instanceof Verdict.Refused))
                    .forEach(one -> AttestationFiles.keep(settings.folder().get(), file.name(), one));
        }
        return shown;
    }
}
