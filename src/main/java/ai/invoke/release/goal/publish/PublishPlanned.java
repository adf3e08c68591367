package ai.invoke.release.goal.publish;

import ai.invoke.release.github.release.ReleaseInspection;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.pypi.attestation.bundle.Attestation;
import ai.invoke.release.pypi.upload.IndexTable;
import ai.invoke.release.pypi.upload.IndexUpload;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The planned and approved files at one index: {@code publish-pypi} and {@code publish-testpypi} of a release. */
public final class PublishPlanned {

    /** How long the index may take to show what it took; after that a person has to look. */
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
        return run(request, name, false);
    }

    /**
     * Uploads what is missing.
     *
     * @param request the release and how to reach the index
     * @param name the planned index
     * @param rehearse whether the index is asked for its word on credentials and metadata first
     * @return how it ended; empty when the plan does not go to that index
     */
    public Optional<IndexUpload.Result> run(DeployRequest request, String name, boolean rehearse) {
        try (DeploySession session = DeploySession.open(request)) {
            Optional<IndexTarget> target = session.plan().index(name);
            if (target.isEmpty()) {
                return Optional.empty();
            }
            session.require(name);
            // What goes to TestPyPI is a trial; at PyPI there is no way back, so all that can still fail comes before.
            if (!name.equals(IndexTarget.TESTPYPI.name())) {
                session.github()
                        .ifPresent(
                                new ReleaseInspection(request.http(), request.timing(), request.console())
                                        ::requireDraft);
            }
            String step = "publish-" + name;
            IndexUpload indexes = new IndexUpload(request.http(), request.timing(), request.console());
            IndexUpload.Request upload = session.upload(target.get(), listener(session, step), VISIBILITY);
            if (rehearse) {
                indexes.rehearse(upload);
            }
            IndexUpload.Result result = indexes.run(upload);
            session.journal().add(step, "done", Map.of());
            return Optional.of(result);
        }
    }

    /**
     * Shows what would be uploaded.
     *
     * @param request the release and how to reach the index
     * @param name the planned index
     * @param rehearse whether the index is asked for its word on credentials and metadata, too
     * @return whether the plan goes to that index
     */
    public boolean look(DeployRequest request, String name, boolean rehearse) {
        try (DeploySession session = DeploySession.open(request)) {
            Optional<IndexTarget> target = session.plan().index(name);
            target.ifPresent(planned -> {
                IndexUpload indexes = new IndexUpload(request.http(), request.timing(), request.console());
                IndexUpload.Request upload = session.upload(planned, IndexUpload.Listener.none(), VISIBILITY);
                indexes.requireCredentials(upload);
                if (rehearse) {
                    indexes.rehearse(upload);
                }
                IndexTable.show(Map.of(upload.index(), indexes.look(upload)), request.console());
            });
            return target.isPresent();
        }
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
