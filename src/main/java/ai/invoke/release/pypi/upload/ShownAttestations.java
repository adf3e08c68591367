package ai.invoke.release.pypi.upload;

import ai.invoke.release.console.Console;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.pypi.attestation.bundle.Attestation;
import ai.invoke.release.pypi.attestation.bundle.AttestationFiles;
import ai.invoke.release.pypi.attestation.bundle.Provenance;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.attestation.statement.Statement;
import ai.invoke.release.pypi.attestation.verify.AttestationVerifier;
import ai.invoke.release.pypi.attestation.verify.Verdict;
import ai.invoke.release.pypi.index.IndexClient;
import ai.invoke.release.pypi.index.PackageIndex;
import java.util.ArrayList;
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
    private final PackageIndex index;
    private final Console console;

    /** Only PyPI and TestPyPI show any; with {@link AttestationSettings.Mode#NONE} nothing is asked. */
    ShownAttestations(IndexUpload.Request request, IndexClient look, Console console) {
        this.look = look;
        this.settings = request.attestations();
        this.index = request.index();
        this.asked = index.isPublic() && settings.mode() != AttestationSettings.Mode.NONE;
        this.console = console;
    }

    /** That they cannot be seen is no reason to stop: the file is there, and they are evidence only. */
    List<Attestation> of(UploadFile file) {
        if (!asked) {
            return List.of();
        }
        try {
            return shown(file);
        } catch (EnvironmentException e) {
            e.problems().forEach(console::warn);
        } catch (MalformedJsonException e) {
            console.warn(Problem.of("cannot read who attested " + file.name() + ": " + e.getMessage())
                    .next("the receipt names no attestation of it; mvn invokeai-release:audit looks again"));
        }
        return List.of();
    }

    private List<Attestation> shown(UploadFile file) {
        Optional<byte[]> answer = look.provenance(file.project(), file.version(), file.name());
        return answer.map(Provenance::read).map(Provenance::bundles).orElse(List.of()).stream()
                .flatMap(bundle -> bundle.attestations().stream())
                .toList();
    }

    /**
     * The plan with one more reason to stop for each file that is there without the attestation which is required: the index looks at a
     * file it has before it reads attestations, so that none can be added (warehouse, {@code forklift/legacy.py}).
     */
    IndexPlan required(IndexPlan plan) {
        if (settings.mode() != AttestationSettings.Mode.REQUIRED) {
            return plan;
        }
        List<Problem> stops = new ArrayList<>(plan.stops());
        plan.done().forEach(done -> obstacle(done.file()).ifPresent(stops::add));
        return new IndexPlan(plan.decisions(), stops, plan.warnings());
    }

    private Optional<Problem> obstacle(UploadFile file) {
        String there = "attestations are required, and " + index.title() + " has " + file.name() + " already";
        if (!asked) {
            return Optional.of(Problem.of(there + " and does not tell who attested it")
                    .next("publish there without them: -Dinvokeai.attestations=auto"));
        }
        try {
            boolean published = shown(file).stream()
                    .anyMatch(one -> one.statement().predicateType().equals(Statement.PUBLISH));
            return published
                    ? Optional.empty()
                    : Optional.of(Problem.of(there + " without one, which cannot be added any more")
                            .next("raise the version and publish that with trusted publishing, or take the release as"
                                    + " it is: -Dinvokeai.attestations=auto"));
        } catch (EnvironmentException | MalformedJsonException e) {
            return Optional.of(Problem.of(there + ", but who attested it cannot be seen: " + e.getMessage())
                    .next("run the same command again, or: -Dinvokeai.attestations=auto"));
        }
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
