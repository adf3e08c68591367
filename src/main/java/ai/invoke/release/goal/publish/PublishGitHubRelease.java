package ai.invoke.release.goal.publish;

import ai.invoke.release.github.api.AssetFile;
import ai.invoke.release.github.api.Release;
import ai.invoke.release.github.release.DraftUpload;
import ai.invoke.release.github.release.ReleaseInspection;
import ai.invoke.release.github.release.ReleasePublication;
import ai.invoke.release.github.release.ReleaseSpec;
import ai.invoke.release.github.release.ReleaseState;
import ai.invoke.release.plan.Receipt;
import ai.invoke.release.plan.Receipt.GitHubAsset;
import ai.invoke.release.plan.Receipt.GitHubReceipt;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The last step: the draft becomes public, once every index has every file: {@code publish-github-release}. */
public final class PublishGitHubRelease {

    /**
     * How it ended.
     *
     * @param release the public release; empty when the plan has none
     * @param receipt what the whole release became
     */
    public record Result(Optional<Release> release, Receipt receipt) {}

    /** For the Mojo. */
    public PublishGitHubRelease() {}

    /**
     * Publishes the draft, once every index has every file.
     *
     * @param request the release and how to reach GitHub
     * @return how it ended
     * @throws ProjectException when an index has not confirmed its files yet: users must be able to install what is
     *     announced
     */
    public Result run(DeployRequest request) {
        try (DeploySession session = DeploySession.open(request)) {
            Receipt receipt = session.receipt();
            requireIndexes(session, receipt);
            Optional<ReleaseSpec> planned = session.github();
            if (!session.attestations().isEmpty()) {
                planned.ifPresent(spec -> attach(request, session, spec));
            }
            Optional<Release> release =
                    planned.map(spec -> new ReleasePublication(request.http(), request.timing(), request.console())
                            .run(spec, session.journal()::add)
                            .release());
            if (release.isPresent()) {
                receipt =
                        receipt.with(github(release.get(), planned.orElseThrow().assets()));
            }
            Receipt finished = receipt.finishedAt().isPresent()
                    ? receipt
                    : receipt.finished(request.timing().clock().instant());
            session.save(finished);
            session.journal().add("release", "finished", Map.of("tag", session.tag()));
            return new Result(release, finished);
        }
    }

    /** The attestations were made after the draft, and go there while it still is one. */
    private static void attach(DeployRequest request, DeploySession session, ReleaseSpec spec) {
        boolean draft = new ReleaseInspection(request.http(), request.timing(), request.console())
                .run(spec)
                .state()
                .filter(state -> state instanceof ReleaseState.OwnDrafts own && own.onlyOne())
                .isPresent();
        if (draft) {
            new DraftUpload(request.http(), request.timing(), request.console()).run(spec, session.journal()::add);
        }
    }

    private static void requireIndexes(DeploySession session, Receipt receipt) {
        List<Problem> missing = session.plan().indexes().stream()
                .filter(index ->
                        receipt.indexes().stream().noneMatch(done -> done.name().equals(index.name())))
                .map(index -> Problem.of(
                                "the files are not at " + index.name() + " yet, so the GitHub release stays a draft")
                        .next("mvn invokeai-release:publish-" + index.name()))
                .toList();
        if (!missing.isEmpty()) {
            throw new ProjectException(missing);
        }
    }

    /** The goal below has just proven that GitHub has exactly these files. */
    private static GitHubReceipt github(Release release, List<AssetFile> assets) {
        return new GitHubReceipt(
                release.id(),
                release.links().page().toString(),
                assets.stream()
                        .map(asset -> new GitHubAsset(asset.name(), asset.size(), asset.sha256()))
                        .toList());
    }
}
