package ai.invoke.release.goal.publish;

import ai.invoke.release.approval.Scope;
import ai.invoke.release.github.api.AssetFile;
import ai.invoke.release.github.api.Release;
import ai.invoke.release.github.release.DraftUpload;
import ai.invoke.release.github.release.ReleaseInspection;
import ai.invoke.release.github.release.ReleasePublication;
import ai.invoke.release.github.release.ReleaseSpec;
import ai.invoke.release.github.release.ReleaseState;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.plan.Receipt;
import ai.invoke.release.plan.Receipt.GitHubAsset;
import ai.invoke.release.plan.Receipt.GitHubReceipt;
import ai.invoke.release.plan.Receipt.IndexReceipt;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.pypi.attestation.bundle.Attestation;
import ai.invoke.release.pypi.upload.IndexUpload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The last step: the draft becomes public, once every index has every file: {@code publish-github-release}. */
public final class PublishGitHubRelease {

    /**
     * How it ended.
     *
     * @param release the public release; empty when the plan has none
     * @param receipt what the whole release became
     */
    public record Result(Optional<Release> release, Receipt receipt) {}

    private static final int LOOKS = 3;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);

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
            if (session.plan().github().isPresent()) {
                session.require(Scope.GITHUB);
            }
            List<IndexReceipt> indexes = new ArrayList<>();
            Optional<ReleaseSpec> planned = session.github();
            if (!session.attestations().isEmpty()) {
                planned.ifPresent(spec -> attach(request, session, spec));
            }
            Optional<Release> release =
                    planned.map(spec -> new ReleasePublication(request.http(), request.timing(), request.console())
                            .run(spec, session.journal()::add, () -> indexes.addAll(confirmed(request, session)))
                            .release());
            if (indexes.isEmpty()) {
                // There is no GitHub release, or it was public before this run.
                indexes.addAll(confirmed(request, session));
            }
            Receipt receipt = session.blankReceipt();
            for (String channel :
                    session.lastReceipt().map(Receipt::announcements).orElse(List.of())) {
                receipt = receipt.announced(channel);
            }
            for (IndexReceipt index : indexes) {
                receipt = receipt.with(index);
            }
            if (release.isPresent()) {
                receipt =
                        receipt.with(github(release.get(), planned.orElseThrow().assets()));
            }
            Receipt finished = receipt.finished(
                    release.flatMap(published -> published.state().published())
                            .orElseGet(() -> request.timing().clock().instant()));
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

    /** Asks every index for every file; one that may lack some is only warned about. */
    private static List<IndexReceipt> confirmed(DeployRequest request, DeploySession session) {
        List<IndexReceipt> receipts = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (IndexTarget target : session.plan().indexes()) {
            List<Problem> here = new ArrayList<>();
            receipts.add(new IndexReceipt(target.name(), files(target, request, session, here)));
            if (target.required()) {
                problems.addAll(here);
            } else {
                here.forEach(request.console()::warn);
            }
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        return receipts;
    }

    private static List<Receipt.IndexFile> files(
            IndexTarget target, DeployRequest request, DeploySession session, List<Problem> problems) {
        List<Artifact> wanted = session.plan().indexArtifacts();
        Map<String, IndexUpload.Published> shown = Map.of();
        try {
            shown = shown(target, request, session, wanted.size());
            List<String> missing = wanted.stream()
                    .map(Artifact::fileName)
                    .filter(Predicate.not(shown::containsKey))
                    .toList();
            if (!missing.isEmpty()) {
                problems.add(Problem.of(target.name() + " does not show " + String.join(", ", missing)
                                + (target.required() ? ", so the GitHub release stays a draft" : ""))
                        .next(publish(target)));
            }
        } catch (ReleaseException e) {
            problems.addAll(e.problems());
        }
        Map<String, IndexUpload.Published> confirmed = shown;
        return wanted.stream()
                .map(artifact -> new Receipt.IndexFile(
                        artifact.fileName(),
                        artifact.sha256(),
                        confirmed.containsKey(artifact.fileName()),
                        Optional.ofNullable(confirmed.get(artifact.fileName())).stream()
                                .flatMap(file -> file.attestations().stream())
                                .map(Attestation::sha256)
                                .toList()))
                .toList();
    }

    /** A few looks: of several caches before an index one may lag behind the one that was asked by the upload. */
    private static Map<String, IndexUpload.Published> shown(
            IndexTarget target, DeployRequest request, DeploySession session, int wanted) {
        IndexUpload.Request question = session.upload(target, IndexUpload.Listener.none(), Duration.ZERO);
        IndexUpload indexes = new IndexUpload(request.http(), request.timing(), request.console());
        Map<String, IndexUpload.Published> shown = indexes.confirm(question);
        for (int look = 1; look < LOOKS && shown.size() < wanted; look++) {
            try {
                request.timing().sleeper().sleep(LOOK_AGAIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return shown;
            }
            shown = indexes.confirm(question);
        }
        return shown;
    }

    private static String publish(IndexTarget target) {
        return target.name().equals("pypi") || target.name().equals("testpypi")
                ? "mvn invokeai-release:publish-" + target.name()
                : "mvn invokeai-release:publish-indexes -Dinvokeai.index=" + target.name();
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
