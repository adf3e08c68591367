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
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.text.Bytes;
import ai.invoke.release.text.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
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

    /** How often drafts that others make at the same time are sorted out before this run gives up. */
    private static final int ROUNDS = 8;

    /** GitHub's secondary limits are far away from it, and one slow upload does not hold up the others. */
    private static final int UPLOADS = 3;

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
        private final Set<String> uploaded = ConcurrentHashMap.newKeySet();
        private final Set<String> kept = ConcurrentHashMap.newKeySet();
        private final AtomicBoolean progress = new AtomicBoolean();

        /** The drafts that this run counts on; another machine may delete them, or make them public. */
        private final Set<Long> watched = new LinkedHashSet<>();

        private Optional<Long> current = Optional.empty();

        Work(ReleaseSpec spec, ReleaseJournal journal, ReleaseSession session) {
            this.spec = spec;
            // Uploads end in any order; the journal hears one after the other.
            Object lock = new Object();
            this.journal = (step, event, details) -> {
                synchronized (lock) {
                    journal.add(step, event, details);
                }
            };
            this.session = session;
        }

        Result run() {
            session.requireWritable();
            session.tagProblem().ifPresent(DraftUpload::stop);
            for (int round = 0; round < ROUNDS; round++) {
                ReleaseState state = looked();
                if (state instanceof ReleaseState.PublicSame done) {
                    return alreadyPublic(done);
                }
                Optional<Result> done = attempt(state);
                if (done.isPresent()) {
                    return done.get();
                }
                session.pause(round);
            }
            throw new EnvironmentException(Problem.of("others keep making drafts for " + spec.tag() + " at "
                            + spec.repository() + " at the same time")
                    .next("let one machine finish, then run the same command again"));
        }

        /** One try to bring and prove the draft; empty when another machine came in between, and it is to be looked again. */
        private Optional<Result> attempt(ReleaseState state) {
            watched.clear();
            try {
                Release draft = state instanceof ReleaseState.OwnDrafts own ? adopt(own) : create();
                deleteRemains(draft);
                bring(draft);
                return prove(draft)
                        .map(proven -> new Result.Drafted(draft.id(), proven, inOrder(uploaded), inOrder(kept)));
            } catch (ReleaseException e) {
                if (!taken()) {
                    throw e;
                }
                return Optional.empty();
            }
        }

        /** Whether such a draft was deleted or became public meanwhile: then the trouble is that of a race, and over. */
        private boolean taken() {
            Optional<Long> gone =
                    watched.stream().filter(id -> standing(id).isEmpty()).findFirst();
            gone.ifPresent(id -> console.info("another machine has taken the draft " + id + "; looking again"));
            return gone.isPresent();
        }

        private void worksOn(Release draft) {
            watched.add(draft.id());
            if (!current.equals(Optional.of(draft.id()))) {
                // What was sent to another draft is not in this one.
                uploaded.clear();
                kept.clear();
            }
            current = Optional.of(draft.id());
        }

        /** What there is. A list may lag behind, so each draft is asked for by its number, which is right at once. */
        private ReleaseState looked() {
            ReleaseState state = session.look().state();
            session.problem(state).ifPresent(DraftUpload::stop);
            if (!(state instanceof ReleaseState.OwnDrafts) && !(state instanceof ReleaseState.Absent)) {
                return state;
            }
            Map<Long, Release> same = new TreeMap<>();
            List<Release> older = new ArrayList<>();
            if (state instanceof ReleaseState.OwnDrafts own) {
                own.samePlan().forEach(draft -> standing(draft.id()).ifPresent(found -> same.put(found.id(), found)));
                own.older().forEach(draft -> standing(draft.id()).ifPresent(older::add));
            }
            current.filter(id -> !same.containsKey(id))
                    .flatMap(this::standing)
                    .ifPresent(found -> same.put(found.id(), found));
            return same.isEmpty() && older.isEmpty()
                    ? new ReleaseState.Absent()
                    : new ReleaseState.OwnDrafts(List.copyOf(same.values()), older);
        }

        private Optional<Release> standing(long id) {
            return session.client().release(id).filter(found -> found.state().draft());
        }

        private Result alreadyPublic(ReleaseState.PublicSame done) {
            console.info("GitHub release " + spec.tag() + " is public already with these files: "
                    + done.release().links().page());
            done.edits().forEach(console::info);
            if (!done.edits().isEmpty()) {
                console.info("publish-github-release corrects that");
            }
            session.delete(done.left(), "the release is public", STEP, journal);
            return new Result.AlreadyPublic(done.release());
        }

        private List<String> inOrder(Set<String> names) {
            return spec.assets().stream()
                    .map(AssetFile::name)
                    .filter(names::contains)
                    .toList();
        }

        private Release create() {
            Problem last = Problem.of("GitHub did not answer");
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                Reply<Release> reply = session.client().createDraft(spec.draft());
                if (reply instanceof Reply.Done<Release> done) {
                    Release draft = checked(done.value());
                    journal.add(STEP, "created", Map.of("id", Long.toString(draft.id()), "tag", spec.tag()));
                    console.info("GitHub draft " + draft.id() + " made for " + spec.tag());
                    worksOn(draft);
                    // Another machine may have made one in the same moment.
                    return looked() instanceof ReleaseState.OwnDrafts own ? adopt(own) : draft;
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
                    worksOn(made.get());
                    return adopt(new ReleaseState.OwnDrafts(List.of(made.get()), List.of()));
                }
            }
            throw new EnvironmentException(last);
        }

        private Optional<Release> lookForLostDraft() {
            for (int look = 0; look < LOOKS; look++) {
                session.pause(look);
                if (looked() instanceof ReleaseState.OwnDrafts own
                        && !own.samePlan().isEmpty()) {
                    return Optional.of(best(own.samePlan()));
                }
            }
            return Optional.empty();
        }

        /** Of several drafts keeps one; every machine that looks chooses the same. */
        private Release adopt(ReleaseState.OwnDrafts own) {
            boolean same = !own.samePlan().isEmpty();
            own.samePlan().forEach(draft -> watched.add(draft.id()));
            own.older().forEach(draft -> watched.add(draft.id()));
            Release draft = best(same ? own.samePlan() : own.older());
            List<Release> others = new ArrayList<>(own.samePlan());
            others.removeIf(other -> other.id() == draft.id());
            session.delete(others, "the draft " + draft.id() + " for the same plan is kept", STEP, journal);
            List<Release> older = new ArrayList<>(own.older());
            older.removeIf(other -> other.id() == draft.id());
            session.delete(older, "it belonged to an older plan", STEP, journal);
            watched.clear();
            if (!same) {
                console.info("GitHub draft " + draft.id() + " belongs to an older plan for " + spec.tag()
                        + " and is brought to this one");
            } else if (!current.equals(Optional.of(draft.id()))) {
                console.info("GitHub draft " + draft.id() + " is there already");
            }
            worksOn(draft);
            ReleaseDraft wanted = spec.draft();
            List<String> edits = session.textEdits(draft);
            if (edits.isEmpty() && draft.state().prerelease() == wanted.prerelease()) {
                return draft;
            }
            if (same) {
                console.info(
                        "GitHub draft " + draft.id() + " was changed by somebody; the plan's text takes its place:");
                edits.forEach(console::info);
            } else {
                deleteUnplanned(draft);
            }
            Release updated = checked(retried(() -> session.client().updateDraft(draft.id(), wanted)));
            journal.add(STEP, "updated", Map.of("id", Long.toString(draft.id()), "tag", spec.tag()));
            return updated;
        }

        /**
         * The draft to go on with: at first the one with most of the work done. Once this run has worked on one, another that
         * comes up is that of a machine at work, too: then the oldest, for how far the two are changes while one looks.
         */
        private Release best(List<Release> drafts) {
            Map<Long, Long> proven = new HashMap<>();
            if (drafts.size() > 1 && current.isEmpty()) {
                drafts.forEach(draft -> proven.put(draft.id(), proven(draft)));
            }
            return drafts.stream()
                    .max(Comparator.<Release>comparingLong(draft -> proven.getOrDefault(draft.id(), 0L))
                            .thenComparing(Release::id, Comparator.reverseOrder()))
                    .orElseThrow();
        }

        private long proven(Release draft) {
            List<ReleaseAsset> remote = session.client().assets(draft.id());
            return spec.assets().stream()
                    .filter(file -> remote.stream()
                            .anyMatch(asset -> asset.name().equals(file.name())
                                    && session.difference(asset, file).isEmpty()))
                    .count();
        }

        /** What an older plan had and this one has not. */
        private void deleteUnplanned(Release draft) {
            Set<String> planned = names();
            session.client().assets(draft.id()).stream()
                    .filter(asset -> !planned.contains(asset.name()))
                    .forEach(asset -> {
                        delete(asset);
                        console.info("deleted  " + Printable.of(asset.name()) + " of the older plan");
                    });
        }

        private Set<String> names() {
            Set<String> names = new HashSet<>();
            spec.assets().forEach(file -> names.add(file.name()));
            return names;
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
            Set<String> planned = names();
            List<String> foreign = new ArrayList<>();
            for (ReleaseAsset asset : session.client().assets(draft.id())) {
                if (!asset.uploaded()) {
                    delete(asset);
                } else if (!planned.contains(asset.name())) {
                    foreign.add(Printable.of(asset.name()) + " (asset " + asset.id() + ")");
                }
            }
            if (!foreign.isEmpty()) {
                stop(Problem.of("the draft " + draft.id() + " for " + spec.tag()
                                + " holds files that are not in the plan: " + String.join(", ", foreign))
                        .next("delete them: gh api -X DELETE repos/"
                                + spec.repository().slug() + "/releases/assets/ID"));
            }
        }

        /** Several files at a time. When one fails no other is begun, and those under way end before this does. */
        private void bring(Release draft) {
            Map<String, ReleaseAsset> there = new HashMap<>();
            session.client().assets(draft.id()).forEach(asset -> there.put(asset.name(), asset));
            AtomicBoolean failed = new AtomicBoolean();
            ExecutorService workers = Executors.newFixedThreadPool(UPLOADS, task -> {
                Thread thread = new Thread(task, "github-upload");
                thread.setDaemon(true);
                return thread;
            });
            List<Future<?>> tasks = new ArrayList<>();
            for (AssetFile file : spec.assets()) {
                Optional<ReleaseAsset> known = Optional.ofNullable(there.get(file.name()));
                tasks.add(workers.submit(() -> {
                    if (failed.get()) {
                        return;
                    }
                    try {
                        bring(draft, file, known);
                    } catch (RuntimeException | Error e) {
                        failed.set(true);
                        throw e;
                    }
                }));
            }
            workers.shutdown();
            finish(tasks, workers);
        }

        private void finish(List<Future<?>> tasks, ExecutorService workers) {
            List<RuntimeException> failures = new ArrayList<>();
            for (Future<?> task : tasks) {
                try {
                    task.get();
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof Error error) {
                        throw error;
                    }
                    failures.add((RuntimeException) e.getCause());
                } catch (InterruptedException e) {
                    workers.shutdownNow();
                    Thread.currentThread().interrupt();
                    throw new EnvironmentException(
                            Problem.of("interrupted while uploading to GitHub")
                                    .next("run the same command again: it goes on from here"),
                            e);
                }
            }
            if (!failures.isEmpty()) {
                throw together(failures);
            }
        }

        private RuntimeException together(List<RuntimeException> failures) {
            if (failures.size() == 1 || !failures.stream().allMatch(ReleaseException.class::isInstance)) {
                return failures.stream()
                        .filter(failure -> !(failure instanceof ReleaseException))
                        .findFirst()
                        .orElse(failures.get(0));
            }
            List<Problem> problems = failures.stream()
                    .flatMap(failure -> ((ReleaseException) failure).problems().stream())
                    .distinct()
                    .toList();
            return failures.stream().anyMatch(ProjectException.class::isInstance)
                    ? new ProjectException(problems)
                    : new EnvironmentException(problems);
        }

        private void bring(Release draft, AssetFile file, Optional<ReleaseAsset> known) {
            Problem last = Problem.of("GitHub did not take " + file.name());
            Optional<ReleaseAsset> there = known;
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                if (attempt > 0) {
                    session.pause(attempt - 1);
                    there = find(draft, file);
                }
                if (there.isPresent()) {
                    Optional<String> difference = session.difference(there.get(), file);
                    if (difference.isEmpty()) {
                        settle(there.get(), file, attempt == 0);
                        return;
                    }
                    console.info("replacing " + difference.get());
                    delete(there.get());
                }
                Reply<ReleaseAsset> reply = upload(draft, file);
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

        private Reply<ReleaseAsset> upload(Release draft, AssetFile file) {
            boolean shown = progress.compareAndSet(false, true);
            try {
                return session.client().upload(draft, file, shown);
            } finally {
                if (shown) {
                    progress.set(false);
                }
            }
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

        /** Proves the files, and that this is the only draft; empty when another one has come up or this one is gone. */
        private Optional<List<ReleaseAsset>> prove(Release draft) {
            ReleaseState state = looked();
            boolean ours = state instanceof ReleaseState.OwnDrafts own
                    && own.onlyOne()
                    && own.samePlan().get(0).id() == draft.id();
            if (!ours) {
                return Optional.empty();
            }
            List<ReleaseAsset> remote = session.client().assets(draft.id());
            List<String> differences = session.differences(remote, false);
            if (!differences.isEmpty()) {
                throw new EnvironmentException(Problem.of("the draft " + draft.id() + " is not what was planned: "
                                + String.join("; ", differences))
                        .next("run the same command again"));
            }
            journal.add(
                    STEP, "proven", Map.of("id", Long.toString(draft.id()), "assets", Integer.toString(remote.size())));
            return Optional.of(spec.assets().stream()
                    .flatMap(file -> remote.stream()
                            .filter(asset -> asset.name().equals(file.name()))
                            .limit(1))
                    .toList());
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
