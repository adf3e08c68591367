package ai.invoke.release.github.release;

import ai.invoke.release.console.Console;
import ai.invoke.release.github.api.AssetFile;
import ai.invoke.release.github.api.GitHubClient;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.github.api.GitHubToken;
import ai.invoke.release.github.api.MakeLatest;
import ai.invoke.release.github.api.Release;
import ai.invoke.release.github.api.ReleaseAsset;
import ai.invoke.release.github.api.Reply;
import ai.invoke.release.github.api.TagRef;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Printable;
import ai.invoke.release.version.PyVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Looks at GitHub with the eyes of one planned release: what is there, and in what does it differ from the plan. */
public final class ReleaseSession implements AutoCloseable {

    /** Together seven seconds: who has forgotten to make the draft shall not wait for long to hear so. */
    private static final int LIST_LOOKS = 3;

    private final ReleaseSpec spec;
    private final Timing timing;
    private final Console console;
    private final Http http;
    private final GitHubClient client;

    /** Digests of assets that this run has downloaded, by asset number: an asset's content never changes under its number. */
    private final Map<Long, String> downloaded = new ConcurrentHashMap<>();

    ReleaseSession(ReleaseSpec spec, HttpSettings settings, Timing timing, Console console) {
        this.spec = spec;
        this.timing = timing;
        this.console = console;
        this.http = new Http(settings, console, timing);
        this.client = new GitHubClient(http, spec.repository(), token(spec.credentials()), timing.clock());
    }

    /**
     * What GitHub has.
     *
     * @param state for the tag
     * @param latest whether the release will be shown as latest
     * @param immutable whether the newest public release is immutable, which is how the setting shows to those who may not read it
     */
    record Look(ReleaseState state, MakeLatest latest, boolean immutable) {}

    GitHubClient client() {
        return client;
    }

    @Override
    public void close() {
        http.close();
    }

    /**
     * The token among what was found.
     *
     * @param credentials what was found
     * @return empty when there is none
     */
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
        return tagProblem(client.tag(spec.tag()));
    }

    Optional<Problem> tagProblem(Optional<TagRef> found) {
        if (found.isEmpty()) {
            return Optional.of(Problem.of("the tag " + spec.tag() + " is not at " + spec.repository())
                    .next("git push origin refs/tags/" + spec.tag() + ", where origin is " + spec.repository()));
        }
        TagRef tag = found.get();
        if (!tag.commit().equalsIgnoreCase(spec.source().commit())) {
            return Optional.of(Problem.of("the tag " + spec.tag() + " at " + spec.repository() + " names the commit "
                            + tag.commit() + ", the plan was made from "
                            + spec.source().commit())
                    .next("check out the commit of the tag and run mvn verify, or move the tag with"
                            + " mvn invokeai-release:tag-release"));
        }
        TagRef planned = spec.source().planned();
        if (!planned.object().isEmpty() && !tag.object().equalsIgnoreCase(planned.object())) {
            String refresh = "git fetch --force origin refs/tags/" + spec.tag() + ":refs/tags/" + spec.tag()
                    + ", then mvn verify";
            return Optional.of(Problem.of("the tag " + spec.tag() + " at " + spec.repository() + " is the object "
                            + tag.object() + ", the plan was made with "
                            + (planned.annotated() ? planned.object() : "a lightweight tag")
                            + " (the commit is the same)")
                    .next(
                            planned.annotated()
                                    ? refresh
                                    : refresh + "; in GitHub Actions use actions/checkout 6.0.2 or newer, older ones"
                                            + " make a lightweight tag of an annotated one"));
        }
        return Optional.empty();
    }

    /** What GitHub has, and what else a decision needs, from one walk through the releases. */
    Look look() {
        Seen seen = new Seen();
        client.releases(seen::add);
        if (seen.published.isEmpty()) {
            // The list may be capped or lag behind; by its tag a public release is always found.
            client.releaseByTag(spec.tag()).ifPresent(seen.published::add);
        }
        MakeLatest latest = spec.source().prerelease() || seen.newerIsOut ? MakeLatest.FALSE : MakeLatest.TRUE;
        return new Look(state(seen, latest), latest, seen.newestIsImmutable.orElse(false));
    }

    /** {@link #look} where a draft is expected: a list that lags behind does not show one that was made a moment ago. */
    Look lookForDraft() {
        Look look = look();
        for (int again = 0; again < LIST_LOOKS && look.state() instanceof ReleaseState.Absent; again++) {
            pause(again);
            look = look();
        }
        problem(look.state()).ifPresent(problem -> {
            throw new ProjectException(problem);
        });
        return look;
    }

    /** What one walk through the releases has shown. */
    private final class Seen {

        private final Optional<PyVersion> ours =
                PyVersion.tryParse(spec.source().version());
        private final List<Release> published = new ArrayList<>();
        private final List<Release> same = new ArrayList<>();
        private final List<Release> older = new ArrayList<>();
        private final List<Long> foreign = new ArrayList<>();
        private Optional<Boolean> newestIsImmutable = Optional.empty();
        private boolean newerIsOut;

        void add(Release release) {
            if (!release.state().draft() && newestIsImmutable.isEmpty()) {
                newestIsImmutable = Optional.of(release.state().immutable());
            }
            if (!release.tag().equals(spec.tag())) {
                newerIsOut |= !release.state().draft()
                        && !release.state().prerelease()
                        && ours.filter(version -> isNewer(release.tag(), version))
                                .isPresent();
            } else if (!release.state().draft()) {
                published.add(release);
            } else {
                Optional<String> plan = DraftMark.of(release.body());
                if (plan.isEmpty()) {
                    foreign.add(release.id());
                } else {
                    (plan.get().equals(spec.planDigest()) ? same : older).add(release);
                }
            }
        }

        List<Release> own() {
            return Stream.concat(same.stream(), older.stream()).toList();
        }
    }

    private boolean isNewer(String tag, PyVersion ours) {
        String prefix = spec.source().tagPrefix();
        String text = !prefix.isEmpty() && tag.startsWith(prefix) ? tag.substring(prefix.length()) : tag;
        return PyVersion.tryParse(text)
                .filter(version -> !version.isPrerelease() && version.local().isEmpty())
                .filter(version -> version.compareTo(ours) > 0)
                .isPresent();
    }

    private ReleaseState state(Seen seen, MakeLatest latest) {
        if (!seen.published.isEmpty()) {
            Release release = seen.published.get(0);
            List<String> differences = new ArrayList<>(differences(client.assets(release.id()), true));
            List<String> edits = new ArrayList<>(textEdits(release));
            List<String> flags = flagEdits(release, latest);
            // Of an immutable release only title and notes can be edited.
            (release.state().immutable() ? differences : edits).addAll(flags);
            return differences.isEmpty()
                    ? new ReleaseState.PublicSame(release, edits, seen.own())
                    : new ReleaseState.PublicDifferent(release, differences);
        }
        if (!seen.foreign.isEmpty()) {
            return new ReleaseState.ForeignDrafts(seen.foreign);
        }
        return seen.own().isEmpty() ? new ReleaseState.Absent() : new ReleaseState.OwnDrafts(seen.same, seen.older);
    }

    /** In what title and notes of a release or draft differ from the plan, one line each. */
    List<String> textEdits(Release release) {
        List<String> edits = new ArrayList<>();
        if (!release.title().equals(spec.text().title())) {
            edits.add("its title is '" + Printable.of(release.title()) + "', planned is '"
                    + spec.text().title() + "'");
        }
        String body = spec.draft().body();
        if (!DraftMark.sameText(release.body(), body)) {
            List<String> lines = TextChange.lines(release.body(), body);
            edits.add("its notes were changed" + (lines.isEmpty() ? " in their order or empty lines" : ":"));
            edits.addAll(lines);
        }
        return edits;
    }

    private List<String> flagEdits(Release release, MakeLatest latest) {
        List<String> edits = new ArrayList<>();
        if (release.state().prerelease() != spec.source().prerelease()) {
            edits.add(
                    release.state().prerelease()
                            ? "it is marked as a pre-release"
                            : "it is not marked as a pre-release");
        }
        boolean shown =
                client.latest().filter(found -> found.id() == release.id()).isPresent();
        if (shown != (latest == MakeLatest.TRUE)) {
            edits.add(shown ? "it is shown as latest" : "it is not shown as latest");
        }
        if (spec.text().discussionCategory().isPresent()
                && release.links().discussion().isEmpty()) {
            edits.add("it has no discussion in the category "
                    + spec.text().discussionCategory().get());
        }
        return edits;
    }

    /** Deletes drafts that nobody needs any more; each is named. */
    void delete(List<Release> drafts, String why, String step, ReleaseJournal journal) {
        for (Release draft : drafts) {
            // Between the list and now another machine may have made it public; a release is never deleted.
            if (client.release(draft.id())
                    .filter(found -> !found.state().draft())
                    .isPresent()) {
                console.info("GitHub draft " + draft.id() + " for " + draft.tag() + " has become public meanwhile");
                continue;
            }
            Reply<Release> reply = client.deleteDraft(draft);
            for (int attempt = 0; attempt < 3 && reply instanceof Reply.Unsure<Release>; attempt++) {
                pause(attempt);
                reply = client.deleteDraft(draft);
            }
            reply.orThrow();
            journal.add(step, "draft-deleted", Map.of("id", Long.toString(draft.id()), "tag", draft.tag()));
            console.info("GitHub draft " + draft.id() + " for " + draft.tag() + " deleted: " + why);
        }
    }

    /** Why a state stops the release; empty when it can go on. */
    Optional<Problem> problem(ReleaseState state) {
        if (state instanceof ReleaseState.ForeignDrafts foreign) {
            return Optional.of(Problem.of("somebody else has created a draft for " + spec.tag() + " at "
                            + spec.repository() + ": " + foreign.ids())
                    .next("save its text and delete it: " + deleteCommand(foreign.ids())));
        }
        if (state instanceof ReleaseState.PublicDifferent other) {
            return Optional.of(Problem.of("the release " + spec.tag() + " is public already and differs: "
                            + String.join("; ", other.differences()))
                    .next(
                            other.release().state().immutable()
                                    ? "an immutable release can never be changed: raise the version and release that"
                                    : "do not replace what users may have: raise the version and release that"));
        }
        return Optional.empty();
    }

    /**
     * The draft of this plan that holds every planned file. Another machine may have one of its own at the same time, which is
     * deleted later; drafts of other plans must be gone.
     *
     * @param evidenceComesLater as in {@link #differences}
     * @throws ProjectException when there is none
     */
    Release provenDraft(ReleaseState state, boolean evidenceComesLater) {
        List<String> differences = new ArrayList<>();
        if (state instanceof ReleaseState.OwnDrafts own && own.older().isEmpty()) {
            List<Release> drafts = own.samePlan().stream()
                    .sorted(Comparator.comparingLong(Release::id))
                    .toList();
            for (Release draft : drafts) {
                List<String> here = differences(client.assets(draft.id()), evidenceComesLater);
                if (here.isEmpty()) {
                    return draft;
                }
                here.forEach(difference ->
                        differences.add((drafts.size() > 1 ? "draft " + draft.id() + ": " : "") + difference));
            }
        }
        throw new ProjectException(Problem.of("the GitHub release " + spec.tag() + " at " + spec.repository()
                        + " is not ready as a draft: "
                        + (differences.isEmpty()
                                ? "there is no draft of this plan, or one of another plan is left"
                                : String.join("; ", differences)))
                .next("mvn invokeai-release:draft-github-release"));
    }

    private String deleteCommand(List<Long> ids) {
        return "gh api -X DELETE repos/" + spec.repository().slug() + "/releases/" + ids.get(ids.size() - 1);
    }

    /**
     * In what the files at GitHub differ from the planned ones, one line each; broken uploads and foreign files too.
     *
     * @param evidenceComesLater whether approvals and attestations may be missing: they are made while the release is under way,
     *     and a release that users have already must not be called different for them
     */
    List<String> differences(List<ReleaseAsset> remote, boolean evidenceComesLater) {
        List<String> differences = new ArrayList<>();
        Map<String, ReleaseAsset> left = new TreeMap<>();
        remote.forEach(asset -> left.put(asset.name(), asset));
        for (AssetFile file : spec.assets()) {
            ReleaseAsset asset = left.remove(file.name());
            if (asset != null) {
                difference(asset, file).ifPresent(differences::add);
            } else if (!evidenceComesLater || !file.evidence()) {
                differences.add(file.name() + " is missing");
            }
        }
        left.keySet().stream()
                .filter(name -> !evidenceComesLater || !AssetFile.isEvidence(name))
                .forEach(name -> differences.add(Printable.of(name) + " is not in the plan"));
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
