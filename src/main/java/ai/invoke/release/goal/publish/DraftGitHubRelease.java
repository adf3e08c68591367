package ai.invoke.release.goal.publish;

import ai.invoke.release.approval.Scope;
import ai.invoke.release.github.release.DraftUpload;
import ai.invoke.release.plan.IndexTarget;
import java.util.Optional;

/** The planned and approved GitHub release as a draft: {@code draft-github-release}. */
public final class DraftGitHubRelease {

    /** For the Mojo. */
    public DraftGitHubRelease() {}

    /**
     * Makes or finishes the draft.
     *
     * @param request the release and how to reach GitHub
     * @return how it ended; empty when the plan has no GitHub release
     */
    public Optional<DraftUpload.Result> run(DeployRequest request) {
        try (DeploySession session = DeploySession.open(request)) {
            // A draft can be taken back; the trial at TestPyPI alone needs none.
            if (!session.approved(Scope.GITHUB)
                    && session.plan().indexes().stream()
                            .map(IndexTarget::name)
                            .filter(name -> !name.equals(IndexTarget.TESTPYPI.name()))
                            .noneMatch(session::approved)) {
                request.console().info("no draft yet: the GitHub release is not approved");
                return Optional.empty();
            }
            return session.github()
                    .map(spec -> new DraftUpload(request.http(), request.timing(), request.console())
                            .run(spec, session.journal()::add));
        }
    }
}
