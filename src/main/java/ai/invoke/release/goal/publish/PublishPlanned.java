package ai.invoke.release.goal.publish;

import ai.invoke.release.github.release.ReleaseInspection;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.pypi.attestation.bundle.Attestation;
import ai.invoke.release.pypi.upload.IndexTable;
import ai.invoke.release.pypi.upload.IndexUpload;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

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
        return run(request, name, false, PublishPlanned::stop);
    }

    /** What becomes of a failure when nobody said otherwise. */
    static void stop(ReleaseException failure) {
        throw failure;
    }

    /**
     * Uploads what is missing.
     *
     * @param request the release and how to reach the index
     * @param name the planned index
     * @param rehearse whether the index is asked for its word on credentials and metadata first
     * @param failure is given what the index or the way to it refused, and throws it when that ends the release; what a person has to
     *     settle, such as a missing approval, never gets here
     * @return how it ended; empty when the plan does not go to that index, or the failure was not thrown
     */
    public Optional<IndexUpload.Result> run(
            DeployRequest request, String name, boolean rehearse, Consumer<ReleaseException> failure) {
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
            try {
                IndexUpload.Request upload = session.upload(target.get(), listener(session, step), VISIBILITY);
                if (rehearse) {
                    indexes.rehearse(upload);
                }
                IndexUpload.Result result = indexes.run(upload);
                session.journal().add(step, "done", Map.of());
                return Optional.of(result);
            } catch (ReleaseException e) {
                failure.accept(e);
                session.journal().add(step, "left-out", Map.of());
                return Optional.empty();
            }
        }
    }

    /**
     * Shows what would be uploaded.
     *
     * @param request the release and how to reach the index
     * @param name the planned index
     * @param rehearse whether the index is asked for its word on credentials and metadata, too
     * @param failure is given what the index refused, and throws it when that ends the release
     * @return whether the plan goes to that index
     */
    public boolean look(DeployRequest request, String name, boolean rehearse, Consumer<ReleaseException> failure) {
        try (DeploySession session = DeploySession.open(request)) {
            Optional<IndexTarget> target = session.plan().index(name);
            target.ifPresent(planned -> {
                try {
                    look(request, session, planned, rehearse);
                } catch (ReleaseException e) {
                    failure.accept(e);
                }
            });
            return target.isPresent();
        }
    }

    private static void look(DeployRequest request, DeploySession session, IndexTarget planned, boolean rehearse) {
        IndexUpload indexes = new IndexUpload(request.http(), request.timing(), request.console());
        IndexUpload.Request upload = session.upload(planned, IndexUpload.Listener.none(), VISIBILITY);
        indexes.requireCredentials(upload);
        if (rehearse) {
            indexes.rehearse(upload);
        }
        IndexTable.show(Map.of(upload.index(), indexes.look(upload)), request.console());
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
