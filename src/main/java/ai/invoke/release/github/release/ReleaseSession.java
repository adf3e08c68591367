package ai.invoke.release.github.release;

import ai.invoke.release.console.Console;
import ai.invoke.release.github.api.AssetFile;
import ai.invoke.release.github.api.GitHubClient;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.github.api.GitHubToken;
import ai.invoke.release.github.api.MakeLatest;
import ai.invoke.release.github.api.Release;
import ai.invoke.release.github.api.ReleaseAsset;
import ai.invoke.release.github.api.TagRef;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.version.PyVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Looks at GitHub with the eyes of one planned release: what is there, and in what does it differ from the plan. */
public final class ReleaseSession implements AutoCloseable {

    private final ReleaseSpec spec;
    private final Timing timing;
    private final Http http;
    private final GitHubClient client;

    /** Digests of assets that this run has downloaded, by asset number: an asset's content never changes under its number. */
    private final Map<Long, String> downloaded = new HashMap<>();

    ReleaseSession(ReleaseSpec spec, HttpSettings settings, Timing timing, Console console) {
        this.spec = spec;
        this.timing = timing;
        this.http = new Http(settings, console, timing);
        this.client = new GitHubClient(http, spec.repository(), token(spec.credentials()), timing.clock());
    }

    /** What GitHub has, and what else a decision needs, from one walk through the releases. */
    record Look(ReleaseState state, MakeLatest latest) {}

    GitHubClient client() {
        return client;
    }

    @Override
    public void close() {
        http.close();
    }

    public static Optional<GitHubToken> token(GitHubCredentials credentials) {
        return credentials instanceof GitHubCredentials.Found found ? Optional.of(found.token()) : Optional.empty();
    }

    /** Why there is no token; empty when there is one. */
    static Optional<Problem> missingToken(GitHubCredentials credentials) {
        return credentials instanceof GitHubCredentials.Missing missing
                ? Optional.of(Problem.of("there is no token for GitHub: " + String.join("; ", missing.reasons()))
                        .next(
                                "set GITHUB_TOKEN (needs 'contents: write'), or add a <server> with the token as password to"
                                        + " settings.xml"))
                : Optional.empty();
    }

    /** Stops a goal that writes before it has asked GitHub anything. */
    void requireWritable() {
        List<Problem> problems = new ArrayList<>(spec.problems());
        missingToken(spec.credentials()).ifPresent(problems::add);
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
    }

    /** Why the tag of the remote is not the planned one. Publishing without it would make GitHub tag some other commit. */
    Optional<Problem> tagProblem() {
        Optional<TagRef> tag = client.tag(spec.tag());
        if (tag.isEmpty()) {
            return Optional.of(Problem.of("the tag " + spec.tag() + " is not at " + spec.repository())
                    .next("git push origin refs/tags/" + spec.tag()));
        }
        return tag.get().commit().equalsIgnoreCase(spec.source().commit())
                ? Optional.empty()
                : Optional.of(Problem.of("the tag " + spec.tag() + " at " + spec.repository() + " names the commit "
                                + tag.get().commit() + ", the plan was made from "
                                + spec.source().commit())
                        .next("check out the commit of the tag and run mvn verify, or move the tag with"
                                + " mvn invokeai-release:tag-release"));
    }

    Look look() {
        List<Release> own = new ArrayList<>();
        List<Long> foreign = new ArrayList<>();
        List<Release> published = new ArrayList<>();
        Optional<PyVersion> ours = PyVersion.tryParse(spec.source().version());
        boolean[] newerIsOut = new boolean[1];
        client.releases(release -> {
            if (release.tag().equals(spec.tag())) {
                if (!release.state().draft()) {
                    published.add(release);
                } else if (DraftMark.of(release.body()).isPresent()) {
                    own.add(release);
                } else {
                    foreign.add(release.id());
                }
            } else if (!release.state().draft() && !release.state().prerelease() && ours.isPresent()) {
                newerIsOut[0] |= isNewer(release.tag(), ours.get());
            }
        });
        if (published.isEmpty()) {
            // The list may be capped or lag behind; by its tag a public release is always found.
            client.releaseByTag(spec.tag()).ifPresent(published::add);
        }
        MakeLatest latest = spec.source().prerelease() || newerIsOut[0] ? MakeLatest.FALSE : MakeLatest.TRUE;
        return new Look(state(published, own, foreign), latest);
    }

    private boolean isNewer(String tag, PyVersion ours) {
        String prefix = spec.source().tagPrefix();
        String text = !prefix.isEmpty() && tag.startsWith(prefix) ? tag.substring(prefix.length()) : tag;
        return PyVersion.tryParse(text)
                .filter(version -> !version.isPrerelease() && version.local().isEmpty())
                .filter(version -> version.compareTo(ours) > 0)
                .isPresent();
    }

    private ReleaseState state(List<Release> published, List<Release> own, List<Long> foreign) {
        if (!published.isEmpty()) {
            Release release = published.get(0);
            List<String> differences = differences(client.assets(release.id()));
            return differences.isEmpty()
                    ? new ReleaseState.PublicSame(release)
                    : new ReleaseState.PublicDifferent(release, differences);
        }
        if (!foreign.isEmpty()) {
            return new ReleaseState.ForeignDrafts(foreign);
        }
        if (own.size() > 1) {
            return new ReleaseState.SeveralDrafts(own.stream().map(Release::id).toList());
        }
        if (own.size() == 1) {
            Release draft = own.get(0);
            return new ReleaseState.OwnDraft(draft, DraftMark.of(draft.body()).equals(Optional.of(spec.planDigest())));
        }
        return new ReleaseState.Absent();
    }

    /** Why a state stops the release; empty when it can go on. */
    Optional<Problem> problem(ReleaseState state) {
        if (state instanceof ReleaseState.SeveralDrafts several) {
            return Optional.of(Problem.of("there are " + several.ids().size() + " drafts of this plugin for "
                            + spec.tag() + " at " + spec.repository() + ": " + several.ids())
                    .next("keep one and delete the others: " + deleteCommand(several.ids())));
        }
        if (state instanceof ReleaseState.ForeignDrafts foreign) {
            return Optional.of(Problem.of("somebody else has created a draft for " + spec.tag() + " at "
                            + spec.repository() + ": " + foreign.ids())
                    .next("save its text and delete it: " + deleteCommand(foreign.ids())));
        }
        if (state instanceof ReleaseState.PublicDifferent other) {
            return Optional.of(Problem.of("the release " + spec.tag() + " is public already with other files: "
                            + String.join("; ", other.differences()))
                    .next(
                            other.release().state().immutable()
                                    ? "an immutable release can never be changed: raise the version and release that"
                                    : "do not replace what users may have: raise the version and release that"));
        }
        return Optional.empty();
    }

    private String deleteCommand(List<Long> ids) {
        return "gh api -X DELETE repos/" + spec.repository().slug() + "/releases/" + ids.get(ids.size() - 1);
    }

    /** In what the files at GitHub differ from the planned ones, one line each; broken uploads and foreign files too. */
    List<String> differences(List<ReleaseAsset> remote) {
        List<String> differences = new ArrayList<>();
        Map<String, ReleaseAsset> left = new TreeMap<>();
        remote.forEach(asset -> left.put(asset.name(), asset));
        for (AssetFile file : spec.assets()) {
            ReleaseAsset asset = left.remove(file.name());
            if (asset == null) {
                differences.add(file.name() + " is missing");
            } else {
                difference(asset, file).ifPresent(differences::add);
            }
        }
        left.keySet().forEach(name -> differences.add(name + " is not in the plan"));
        return differences;
    }

    /** In what an asset differs from its file; the digest is computed from a download where GitHub does not tell it. */
    Optional<String> difference(ReleaseAsset asset, AssetFile file) {
        if (!asset.uploaded()) {
            return Optional.of(asset.name() + " is only partly uploaded (" + asset.state() + ")");
        }
        if (asset.size() != file.size()) {
            return Optional.of(asset.name() + " has " + asset.size() + " bytes, the plan says " + file.size());
        }
        String sha256 = asset.sha256()
                .orElseGet(() -> downloaded.computeIfAbsent(asset.id(), id -> client.sha256(asset, spec.temporary())));
        return sha256.equals(file.sha256())
                ? Optional.empty()
                : Optional.of(asset.name() + " has sha256 " + sha256 + ", the plan says " + file.sha256());
    }

    /** Waits before looking again, longer each time. */
    void pause(int attempt) {
        try {
            timing.sleeper().sleep(Duration.ofSeconds(Math.min(16, 1L << Math.min(attempt, 10))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException(Problem.of("interrupted while waiting for GitHub")
                    .next("run the same command again: it goes on from here"));
        }
    }
}
