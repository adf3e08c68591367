package ai.invoke.release.github.release;

import ai.invoke.release.console.Console;
import ai.invoke.release.github.api.AssetFile;
import ai.invoke.release.github.api.Release;
import ai.invoke.release.github.api.ReleaseAsset;
import ai.invoke.release.github.api.ReleaseDraft;
import ai.invoke.release.github.api.Reply;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Brings GitHub to hold exactly one draft with exactly the planned notes and files. Looks before each step, so that it can be
 * stopped anywhere and run again, and proves every file by the digest that GitHub answers.
 */
public final class DraftUpload {

    /** The name of this step in the journal. */
    public static final String STEP = "draft-github-release";

    private static final int ATTEMPTS = 4;
    private static final int LOOKS = 3;

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
    public DraftUpload(HttpSettings settings, Timing timing, Console console) {
        this.settings = settings;
        this.timing = timing;
        this.console = console;
    }

    /** How it ended. */
    public sealed interface Result {

        /**
         * The draft stands and is proven.
         *
         * @param id its number
         * @param assets its files as GitHub has them, in the order of the plan
         * @param uploaded names of the files that this run sent
         * @param kept names of the files that were there already
         */
        record Drafted(long id, List<ReleaseAsset> assets, List<String> uploaded, List<String> kept) implements Result {
            /** Takes unmodifiable copies. */
            public Drafted {
                assets = List.copyOf(assets);
                uploaded = List.copyOf(uploaded);
                kept = List.copyOf(kept);
            }
        }

        /**
         * The release is public already, with exactly the planned files.
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
     * @throws ProjectException when something there stands in the way that only a human can decide about
     * @throws EnvironmentException when GitHub could not be reached or did not do it
     */
    public Result run(ReleaseSpec spec, ReleaseJournal journal) {
        try (ReleaseSession session = new ReleaseSession(spec, settings, timing, console)) {
            return new Work(spec, journal, session).run();
        }
    }

    private final class Work {

        private final ReleaseSpec spec;
        private final ReleaseJournal journal;
        private final ReleaseSession session;
        private final List<String> uploaded = new ArrayList<>();
        private final List<String> kept = new ArrayList<>();

        Work(ReleaseSpec spec, ReleaseJournal journal, ReleaseSession session) {
            this.spec = spec;
            this.journal = journal;
            this.session = session;
        }

        Result run() {
            session.requireWritable();
            session.tagProblem().ifPresent(DraftUpload::stop);
            ReleaseState state = session.look().state();
            session.problem(state).ifPresent(DraftUpload::stop);
            if (state instanceof ReleaseState.PublicSame done) {
                console.info("GitHub release " + spec.tag() + " is public already with these files: "
                        + done.release().links().page());
                return new Result.AlreadyPublic(done.release());
            }
            Release draft = state instanceof ReleaseState.OwnDraft own ? adopt(own) : create();
            deleteRemains(draft);
            for (AssetFile file : spec.assets()) {
                bring(draft, file);
            }
            return new Result.Drafted(draft.id(), prove(draft), uploaded, kept);
        }

        private Release create() {
            Problem last = Problem.of("GitHub did not answer");
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                Reply<Release> reply = session.client().createDraft(spec.draft());
                if (reply instanceof Reply.Done<Release> done) {
                    Release draft = checked(done.value());
                    journal.add(STEP, "created", Map.of("id", Long.toString(draft.id()), "tag", spec.tag()));
                    console.info("GitHub draft " + draft.id() + " made for " + spec.tag());
                    return draft;
                }
                if (reply instanceof Reply.Refused<Release> refused) {
                    throw refused.error().exception();
                }
                last = ((Reply.Unsure<Release>) reply).problem();
                // GitHub takes a second draft for the same tag without a word: never ask again before having looked.
                Optional<Release> made = lookForLostDraft();
                if (made.isPresent()) {
                    journal.add(
                            STEP,
                            "created",
                            Map.of("id", Long.toString(made.get().id()), "tag", spec.tag()));
                    console.info("GitHub draft " + made.get().id() + " was created although GitHub did not answer");
                    return made.get();
                }
            }
            throw new EnvironmentException(last);
        }

        private Optional<Release> lookForLostDraft() {
            for (int look = 0; look < LOOKS; look++) {
                session.pause(look);
                ReleaseState state = session.look().state();
                session.problem(state).ifPresent(DraftUpload::stop);
                if (state instanceof ReleaseState.OwnDraft own) {
                    return Optional.of(own.release());
                }
            }
            return Optional.empty();
        }

        private Release adopt(ReleaseState.OwnDraft own) {
            Release draft = own.release();
            ReleaseDraft wanted = spec.draft();
            if (!own.samePlan()) {
                console.info("GitHub draft " + draft.id() + " belongs to an older plan for " + spec.tag()
                        + " and is updated to this one");
            } else {
                console.info("GitHub draft " + draft.id() + " is there already");
            }
            boolean same = draft.title().equals(wanted.title())
                    && DraftMark.sameText(draft.body(), wanted.body())
                    && draft.state().prerelease() == wanted.prerelease();
            if (same) {
                return draft;
            }
            Release updated = checked(retried(() -> session.client().updateDraft(draft.id(), wanted)));
            journal.add(STEP, "updated", Map.of("id", Long.toString(draft.id()), "tag", spec.tag()));
            return updated;
        }

        private Release checked(Release draft) {
            if (!draft.state().draft()
                    || !draft.tag().equals(spec.tag())
                    || draft.state().prerelease() != spec.source().prerelease()
                    || !DraftMark.of(draft.body()).equals(Optional.of(spec.planDigest()))) {
                throw new EnvironmentException(Problem.of("GitHub changed the draft " + draft.id()
                                + ": tag " + draft.tag() + ", draft "
                                + draft.state().draft() + ", pre-release "
                                + draft.state().prerelease())
                        .next("look at it and delete it: gh api -X DELETE repos/"
                                + spec.repository().slug() + "/releases/" + draft.id()));
            }
            return draft;
        }

        /** The remains of broken uploads, also under names that GitHub changed; whole files nobody planned stop the release. */
        private void deleteRemains(Release draft) {
            Set<String> planned = new HashSet<>();
            spec.assets().forEach(file -> planned.add(file.name()));
            List<String> foreign = new ArrayList<>();
            for (ReleaseAsset asset : session.client().assets(draft.id())) {
                if (!asset.uploaded()) {
                    delete(asset);
                } else if (!planned.contains(asset.name())) {
                    foreign.add(asset.name() + " (asset " + asset.id() + ")");
                }
            }
            if (!foreign.isEmpty()) {
                stop(Problem.of("the draft " + draft.id() + " for " + spec.tag()
                                + " holds files that are not in the plan: " + String.join(", ", foreign))
                        .next("delete them: gh api -X DELETE repos/"
                                + spec.repository().slug() + "/releases/assets/ID"));
            }
        }

        private void bring(Release draft, AssetFile file) {
            Problem last = Problem.of("GitHub did not accept " + file.name());
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                if (attempt > 0) {
                    session.pause(attempt - 1);
                }
                Optional<ReleaseAsset> there = find(draft, file);
                if (there.isPresent()) {
                    Optional<String> difference = session.difference(there.get(), file);
                    if (difference.isEmpty()) {
                        settle(there.get(), file, attempt == 0);
                        return;
                    }
                    console.info("replacing " + difference.get());
                    delete(there.get());
                }
                Reply<ReleaseAsset> reply = session.client().upload(draft, file);
                if (reply instanceof Reply.Done<ReleaseAsset> done) {
                    Optional<String> difference = taken(done.value(), file);
                    if (difference.isEmpty()) {
                        settle(done.value(), file, false);
                        return;
                    }
                    last = Problem.of("GitHub took " + file.name() + " differently: " + difference.get())
                            .next("run the same command again");
                } else if (reply instanceof Reply.Refused<ReleaseAsset> refused) {
                    if (!refused.error().alreadyExists()) {
                        throw refused.error().exception();
                    }
                    last = refused.error().problem();
                } else {
                    last = ((Reply.Unsure<ReleaseAsset>) reply).problem();
                }
            }
            throw new EnvironmentException(last);
        }

        private Optional<ReleaseAsset> find(Release draft, AssetFile file) {
            return session.client().assets(draft.id()).stream()
                    .filter(asset -> asset.name().equals(file.name()))
                    .findFirst();
        }

        private Optional<String> taken(ReleaseAsset asset, AssetFile file) {
            if (!asset.name().equals(file.name())) {
                delete(asset);
                stop(Problem.of("GitHub changed the name " + file.name() + " to " + asset.name()
                                + ", so links and installers would not find it")
                        .next("give the file a name that GitHub keeps, and run mvn verify"));
            }
            return session.difference(asset, file);
        }

        private void settle(ReleaseAsset asset, AssetFile file, boolean wasThere) {
            (wasThere ? kept : uploaded).add(file.name());
            journal.add(
                    STEP,
                    wasThere ? "kept" : "uploaded",
                    Map.of(
                            "name", file.name(),
                            "size", Long.toString(file.size()),
                            "sha256", file.sha256(),
                            "asset", Long.toString(asset.id())));
            console.info(String.format(
                    Locale.ROOT,
                    "%-8s %s (%s, sha256 %s)",
                    wasThere ? "kept" : "uploaded",
                    file.name(),
                    Bytes.text(file.size()),
                    file.sha256().substring(0, 12)));
        }

        private void delete(ReleaseAsset asset) {
            retried(() -> session.client().deleteAsset(asset));
            journal.add(STEP, "deleted", Map.of("name", asset.name(), "asset", Long.toString(asset.id())));
        }

        private List<ReleaseAsset> prove(Release draft) {
            List<ReleaseAsset> remote = session.client().assets(draft.id());
            List<String> differences = session.differences(remote);
            if (!differences.isEmpty()) {
                throw new EnvironmentException(Problem.of("the draft " + draft.id() + " is not what was planned: "
                                + String.join("; ", differences))
                        .next("run the same command again"));
            }
            journal.add(
                    STEP, "proven", Map.of("id", Long.toString(draft.id()), "assets", Integer.toString(remote.size())));
            return spec.assets().stream()
                    .flatMap(file -> remote.stream()
                            .filter(asset -> asset.name().equals(file.name()))
                            .limit(1))
                    .toList();
        }

        /** For what may be repeated without looking: it ends in the same state however often it is done. */
        private <T> T retried(Supplier<Reply<T>> call) {
            Reply<T> reply = call.get();
            for (int attempt = 1; attempt < ATTEMPTS && reply instanceof Reply.Unsure<T>; attempt++) {
                session.pause(attempt - 1);
                reply = call.get();
            }
            return reply.orThrow();
        }
    }

    private static void stop(Problem problem) {
        throw new ProjectException(problem);
    }
}
