package ai.invoke.release.goal.publish;

import ai.invoke.release.github.release.ReleaseInspection;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.plan.Receipt.IndexFile;
import ai.invoke.release.plan.Receipt.IndexReceipt;
import ai.invoke.release.pypi.attestation.Attestation;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.upload.IndexUpload;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The planned and approved files at one index: {@code publish-pypi} and {@code publish-testpypi} of a release. */
public final class PublishPlanned {

    /** How long the index may take to show what it took; after that the release goes on with a note. */
    private static final Duration VISIBILITY = Duration.ofMinutes(2);

    /** For the Mojos. */
    public PublishPlanned() {}

    /**
     * Uploads what is missing.
     *
     * @param request the release and how to reach the index
     * @param name the planned index
     * @return how it ended; empty when the plan does not go to that index
     */
    public Optional<IndexUpload.Result> run(DeployRequest request, String name) {
        try (DeploySession session = DeploySession.open(request)) {
            Optional<IndexTarget> target = session.plan().index(name);
            if (target.isEmpty()) {
                return Optional.empty();
            }
            // What goes to TestPyPI is a trial; at PyPI there is no way back, so all that can still fail comes before.
            if (!name.equals(IndexTarget.TESTPYPI.name())) {
                session.github()
                        .ifPresent(
                                new ReleaseInspection(request.http(), request.timing(), request.console())
                                        ::requireDraft);
            }
            String step = "publish-" + name;
            PackageIndex index = request.targets().index(target.get());
            IndexUpload.Result result = new IndexUpload(request.http(), request.timing(), request.console())
                    .run(new IndexUpload.Request(
                                    index,
                                    session.indexFiles(),
                                    request.credentials().logins().apply(index),
                                    request.credentials().environment(),
                                    listener(session, step),
                                    request.output().mask(),
                                    VISIBILITY)
                            .withAttestations(request.attestations()
                                    .in(request.directory().attestations())));
            session.save(session.receipt().with(receipt(name, result)));
            session.journal().add(step, "done", Map.of());
            return Optional.of(result);
        }
    }

    private static IndexReceipt receipt(String name, IndexUpload.Result result) {
        return new IndexReceipt(
                name,
                result.files().stream()
                        .map(file -> new IndexFile(
                                file.name(),
                                file.sha256(),
                                file.shown().equals(Optional.of(file.sha256())),
                                file.attestations().stream()
                                        .map(Attestation::sha256)
                                        .toList()))
                        .toList());
    }

    private static IndexUpload.Listener listener(DeploySession session, String step) {
        return new IndexUpload.Listener() {
            @Override
            public void fileStarting(String name, String sha256) {
                session.journal().add(step, "file-starting", Map.of("name", name, "sha256", sha256));
            }

            @Override
            public void fileAttested(String name, Attestation attestation) {
                session.journal()
                        .add(
                                step,
                                "file-attested",
                                Map.of(
                                        "name", name,
                                        "attestation", attestation.sha256(),
                                        "type", attestation.statement().predicateType()));
            }

            @Override
            public void fileStored(String name, String sha256, boolean alreadyThere) {
                session.journal()
                        .add(
                                step,
                                "file-stored",
                                Map.of("name", name, "sha256", sha256, "alreadyThere", String.valueOf(alreadyThere)));
            }
        };
    }
}
