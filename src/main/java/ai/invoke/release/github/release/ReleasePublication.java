package ai.invoke.release.github.release;

import ai.invoke.release.console.Console;
import ai.invoke.release.github.api.MakeLatest;
import ai.invoke.release.github.api.Release;
import ai.invoke.release.github.api.Reply;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the proven draft public: the last step, and where releases are immutable one that cannot be taken back. Proves tag and
 * files once more right before, and the public release after.
 */
public final class ReleasePublication {

    /** The name of this step in the journal. */
    public static final String STEP = "publish-github-release";

    private static final int ATTEMPTS = 4;

    /** Together about a minute: a release just published may not be found by its tag for a moment. */
    private static final int LOOKS = 6;

    private final HttpSettings settings;
    private final Timing timing;
    private final Console console;

    /**
     * Creates a worker.
     *
     * @param settings how to reach GitHub
     * @param timing clock and waiting
     * @param console where to tell the user
     */
    public ReleasePublication(HttpSettings settings, Timing timing, Console console) {
        this.settings = settings;
        this.timing = timing;
        this.console = console;
    }

    /** How it ended. */
    public sealed interface Result {

        /**
         * The release as everybody sees it.
         *
         * @return read from GitHub after it became public
         */
        Release release();

        /**
         * This run made it public.
         *
         * @param release the release
         * @param latest whether it is shown as latest
         */
        record Published(Release release, MakeLatest latest) implements Result {}

        /**
         * It was public already, with exactly the planned files.
         *
         * @param release the release
         */
        record AlreadyPublic(Release release) implements Result {}
    }

    /**
     * Does the work.
     *
     * @param spec the release as it shall be
     * @param journal is notified of each thing done
     * @return how it ended
     * @throws ProjectException when tag, draft or public release are not the planned ones
     * @throws EnvironmentException when GitHub could not be reached or did not do it
     */
    public Result run(ReleaseSpec spec, ReleaseJournal journal) {
        return run(spec, journal, () -> {});
    }

    /**
     * Does the work.
     *
     * @param spec the release as it shall be
     * @param journal hears each thing done
     * @param last run immediately before the draft becomes public; throwing from it leaves the draft as it is
     * @return how it ended
     * @throws ProjectException as {@link #run(ReleaseSpec, ReleaseJournal)}
     * @throws EnvironmentException as {@link #run(ReleaseSpec, ReleaseJournal)}
     */
    public Result run(ReleaseSpec spec, ReleaseJournal journal, Runnable last) {
        try (ReleaseSession session = new ReleaseSession(spec, settings, timing, console)) {
            return run(spec, journal, last, session);
        }
    }

    private Result run(ReleaseSpec spec, ReleaseJournal journal, Runnable last, ReleaseSession session) {
        session.requireWritable();
        session.tagProblem().ifPresent(ReleasePublication::stop);
        ReleaseSession.Look look = session.lookForDraft();
        if (look.state() instanceof ReleaseState.PublicSame done) {
            return alreadyPublic(spec, journal, session, done, look.latest());
        }
        Release draft = session.provenDraft(look.state(), false);
        last.run();
        if (!publish(spec, session, journal, draft, look.latest())) {
            // Another machine was faster; what it made public is looked at as if it had been there before.
            ReleaseSession.Look now = looked(session);
            for (int again = 0; again < LOOKS && !(now.state() instanceof ReleaseState.PublicSame); again++) {
                session.pause(again);
                now = looked(session);
            }
            if (now.state() instanceof ReleaseState.PublicSame done) {
                session.delete(List.of(draft), "another machine was faster", STEP, journal);
                return alreadyPublic(spec, journal, session, done, now.latest());
            }
            throw new EnvironmentException(Problem.of(
                            "GitHub says that the release " + spec.tag() + " is public already, but does not show it")
                    .next("run the same command again in a minute"));
        }
        Release release = proven(spec, session, draft.id());
        journal.add(STEP, "published", details(release));
        console.info("GitHub release " + spec.tag() + " is public"
                + (spec.source().prerelease()
                        ? " as a pre-release"
                        : look.latest() == MakeLatest.TRUE ? " and latest" : "")
                + (release.state().immutable() ? ", and cannot be changed any more" : "")
                + ": " + release.links().page());
        if (!release.state().immutable() && look.immutable()) {
            console.warn(Problem.of("earlier releases of " + spec.repository()
                            + " are immutable, but GitHub shows that " + spec.tag() + " is not")
                    .next("look at " + release.links().page() + ": until it is, its files and tag can be changed"));
        }
        release.links().discussion().ifPresent(discussion -> console.info("discussion: " + discussion));
        if (looked(session).state() instanceof ReleaseState.PublicSame done) {
            session.delete(done.left(), "the release is public", STEP, journal);
        }
        return new Result.Published(release, look.latest());
    }

    private static ReleaseSession.Look looked(ReleaseSession session) {
        ReleaseSession.Look look = session.look();
        session.problem(look.state()).ifPresent(ReleasePublication::stop);
        return look;
    }

    private Result alreadyPublic(
            ReleaseSpec spec,
            ReleaseJournal journal,
            ReleaseSession session,
            ReleaseState.PublicSame done,
            MakeLatest latest) {
        Release release = done.release();
        console.info("GitHub release " + spec.tag() + " is public already: "
                + release.links().page());
        session.delete(done.left(), "the release is public", STEP, journal);
        if (!done.edits().isEmpty()) {
            console.info("it differs from the plan and is corrected:");
            done.edits().forEach(console::info);
            publish(spec, session, journal, release, latest);
            release = session.client().release(release.id()).orElse(release);
            journal.add(STEP, "corrected", details(release));
        }
        journal.add(STEP, "found", details(release));
        return new Result.AlreadyPublic(release);
    }

    /** Says whether this made it public, or changed what is; false when a release of the tag was public before. */
    private boolean publish(
            ReleaseSpec spec, ReleaseSession session, ReleaseJournal journal, Release draft, MakeLatest latest) {
        // A discussion that is linked already must not be asked for again.
        Optional<String> category = draft.links().discussion().isPresent()
                ? Optional.empty()
                : spec.text().discussionCategory();
        Problem last = Problem.of("GitHub did not answer");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Reply<Release> reply = session.client().publish(draft.id(), spec.draft(), latest, category);
            if (reply instanceof Reply.Done<Release>) {
                return true;
            }
            if (reply instanceof Reply.Refused<Release> refused) {
                if (refused.error().alreadyExists()) {
                    return false;
                }
                if (category.isEmpty() || !refused.error().discussionMayBeTheReason()) {
                    throw refused.error().exception();
                }
                // The files are at the index for good: users must not wait for a release because of its discussion.
                console.warn(Problem.of("the release becomes public without a discussion: "
                                + refused.error().problem().what())
                        .next("open one by hand in the category " + category.get()
                                + ", or correct its name or the token's"
                                + " 'discussions: write' and run the same command again"));
                journal.add(STEP, "discussion-refused", Map.of("category", category.get()));
                category = Optional.empty();
                continue;
            }
            last = ((Reply.Unsure<Release>) reply).problem();
            session.pause(attempt);
            Optional<Release> now = session.client().release(draft.id());
            if (draft.state().draft() && now.isPresent() && !now.get().state().draft()) {
                return true;
            }
        }
        throw new EnvironmentException(last);
    }

    /** By its number, which is right at once, and by its tag, which is what users and installers ask for. */
    private static Release proven(ReleaseSpec spec, ReleaseSession session, long id) {
        Release release = session.client()
                .release(id)
                .orElseThrow(() -> new EnvironmentException(
                        Problem.of("the release " + id + " disappeared right after it" + " became public")
                                .next("look at " + spec.repository().page() + "/releases")));
        if (release.state().draft()
                || !release.tag().equals(spec.tag())
                || release.state().prerelease() != spec.source().prerelease()) {
            throw new EnvironmentException(Problem.of("GitHub changed the release " + id + ": tag "
                            + release.tag() + ", draft " + release.state().draft() + ", pre-release "
                            + release.state().prerelease())
                    .next("look at " + spec.repository().page() + "/releases"));
        }
        Optional<Release> byTag = session.client().releaseByTag(spec.tag());
        for (int look = 0; look < LOOKS && byTag.isEmpty(); look++) {
            session.pause(look);
            byTag = session.client().releaseByTag(spec.tag());
        }
        if (byTag.isEmpty() || byTag.get().id() != id) {
            throw new EnvironmentException(Problem.of("the release " + id + " is public, but asked for " + spec.tag()
                            + " GitHub answers "
                            + byTag.map(other -> "the release " + other.id()).orElse("404"))
                    .next("run the same command again in a minute"));
        }
        session.tagProblem().ifPresent(ReleasePublication::stop);
        List<String> differences = new ArrayList<>(session.textEdits(byTag.get()));
        differences.addAll(session.differences(session.client().assets(id), true));
        if (!differences.isEmpty()) {
            throw new EnvironmentException(Problem.of("the public release " + spec.tag() + " is not what was planned: "
                            + String.join("; ", differences))
                    .next("look at " + byTag.get().links().page()));
        }
        return byTag.get();
    }

    private static Map<String, String> details(Release release) {
        return Map.of(
                "id", Long.toString(release.id()),
                "tag", release.tag(),
                "url", release.links().page().toString());
    }

    private static void stop(Problem problem) {
        throw new ProjectException(problem);
    }
}
