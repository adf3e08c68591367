package ai.invoke.release.github.release;

import ai.invoke.release.console.Console;
import ai.invoke.release.github.api.GitHubToken;
import ai.invoke.release.github.api.Immutability;
import ai.invoke.release.github.api.MakeLatest;
import ai.invoke.release.github.api.Release;
import ai.invoke.release.github.api.RepositoryInfo;
import ai.invoke.release.github.api.TagRef;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at GitHub without changing anything, and finds all that would stop the release later. */
public final class ReleaseInspection {

    private final HttpSettings settings;
    private final Timing timing;
    private final Console console;

    /**
     * Creates a worker.
     *
     * @param settings how to reach GitHub
     * @param timing clock and waiting
     * @param console where to tell about repeated requests
     */
    public ReleaseInspection(HttpSettings settings, Timing timing, Console console) {
        this.settings = settings;
        this.timing = timing;
        this.console = console;
    }

    /**
     * What was found.
     *
     * @param repository what GitHub says about the repository; empty when it could not be read
     * @param state what there is for the tag; empty when it could not be read
     * @param latest whether the release will be shown as latest; empty when it could not be decided
     * @param immutability whether the release will be fixed for ever
     * @param problems everything that stops the release; empty when it can go on
     * @param warnings what a person should know before going on
     */
    public record Result(
            Optional<RepositoryInfo> repository,
            Optional<ReleaseState> state,
            Optional<MakeLatest> latest,
            Immutability immutability,
            List<Problem> problems,
            List<Problem> warnings) {

        /** Takes unmodifiable copies. */
        public Result {
            problems = List.copyOf(problems);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Compares what GitHub has with the plan, without changing anything.
     *
     * @param spec the release as it shall be
     * @return what was found; trouble with GitHub is a problem in it and not an exception
     */
    public Result run(ReleaseSpec spec) {
        List<Problem> problems = new ArrayList<>(spec.problems());
        List<Problem> warnings = new ArrayList<>();
        ReleaseSession.missingToken(spec.credentials()).ifPresent(problems::add);
        try (ReleaseSession session = new ReleaseSession(spec, settings, timing, console)) {
            Optional<RepositoryInfo> repository =
                    attempt(problems, () -> Optional.of(session.client().info()));
            if (repository.isEmpty()) {
                // Every other answer would only say the same again.
                return new Result(
                        repository,
                        Optional.empty(),
                        Optional.empty(),
                        Immutability.OFF_OR_UNKNOWN,
                        problems,
                        warnings);
            }
            judge(session, spec, repository.get(), problems, warnings);
            // A tag that could not be asked for is not one that is missing.
            Optional<Optional<TagRef>> asked =
                    attempt(problems, () -> Optional.of(session.client().tag(spec.tag())));
            asked.flatMap(session::tagProblem).ifPresent(problems::add);
            Optional<TagRef> tag = asked.flatMap(found -> found);
            Optional<ReleaseSession.Look> look = attempt(problems, () -> Optional.of(session.look()));
            look.flatMap(seen -> session.problem(seen.state())).ifPresent(problems::add);
            look.ifPresent(seen -> warnings.addAll(warnings(seen.state(), spec)));
            boolean published = look.filter(seen -> seen.state() instanceof ReleaseState.PublicSame
                            || seen.state() instanceof ReleaseState.PublicDifferent)
                    .isPresent();
            if (!published) {
                attempt(problems, () -> tag.filter(session.client()::releaseAttested))
                        .ifPresent(known -> problems.add(burned(spec)));
                discussion(session, spec, repository.get(), problems, warnings);
            }
            Optional<Immutability> setting =
                    attempt(problems, () -> Optional.of(session.client().immutability()));
            // GitHub Actions' token may never read the setting; a release that it made before shows it.
            Immutability immutability =
                    look.filter(ReleaseSession.Look::immutable).isPresent()
                            ? Immutability.ON
                            : setting.orElse(Immutability.OFF_OR_UNKNOWN);
            return new Result(
                    repository,
                    look.map(ReleaseSession.Look::state),
                    look.map(ReleaseSession.Look::latest),
                    immutability,
                    problems,
                    warnings);
        }
    }

    /**
     * Makes sure that what cannot be taken back elsewhere comes after what can: the one draft of the plan with every file proven,
     * or the public release.
     *
     * @param spec the release as it shall be
     * @throws ProjectException when there is none, more than one, or its files are not the planned ones
     */
    public void requireDraft(ReleaseSpec spec) {
        try (ReleaseSession session = new ReleaseSession(spec, settings, timing, console)) {
            session.requireWritable();
            session.tagProblem().ifPresent(ReleaseInspection::stop);
            ReleaseState state = session.lookForDraft().state();
            if (state instanceof ReleaseState.PublicSame) {
                return;
            }
            session.provenDraft(state, true);
        }
    }

    private static void stop(Problem problem) {
        throw new ProjectException(problem);
    }

    /** GitHub attests immutable releases only, and the attestation outlives them. */
    private static Problem burned(ReleaseSpec spec) {
        return Problem.of("an immutable release has used up the tag " + spec.tag() + " at " + spec.repository()
                        + " and was deleted since; GitHub never takes its name again")
                .next("raise the version and release that");
    }

    private static List<Problem> warnings(ReleaseState state, ReleaseSpec spec) {
        if (!(state instanceof ReleaseState.OwnDrafts own)) {
            return List.of();
        }
        List<Problem> warnings = new ArrayList<>();
        if (!own.older().isEmpty()) {
            warnings.add(Problem.of("of an older plan for " + spec.tag() + " there is still "
                    + (own.older().size() == 1
                            ? "the draft " + own.older().get(0).id()
                            : "a draft: "
                                    + own.older().stream().map(Release::id).toList())
                    + "; it will be replaced"));
        }
        if (own.samePlan().size() > 1) {
            warnings.add(Problem.of("there are " + own.samePlan().size() + " drafts of this plan: "
                    + own.samePlan().stream().map(Release::id).toList() + "; only one will be kept"));
        }
        return warnings;
    }

    private static void judge(
            ReleaseSession session,
            ReleaseSpec spec,
            RepositoryInfo repository,
            List<Problem> problems,
            List<Problem> warnings) {
        if (repository.archived()) {
            problems.add(Problem.of(spec.repository() + " is archived and cannot get a release")
                    .next("unarchive it in its settings"));
        }
        ReleaseSession.token(spec.credentials()).ifPresent(token -> {
            // Of an installation token GitHub does not tell the rights; making the draft proves them, and comes before
            // PyPI.
            if (!repository.push() && !installation(session, token, problems)) {
                if (repository.pushKnown()) {
                    problems.add(
                            Problem.of("the token from " + token.source() + " may not write to " + spec.repository())
                                    .next("use a token of somebody who may, with the scope 'repo' or the permission"
                                            + " 'contents: write'"));
                } else {
                    warnings.add(
                            Problem.of("GitHub does not tell whether the token may write to " + spec.repository()));
                }
            }
        });
        if (!repository.fullName().equalsIgnoreCase(spec.repository().slug())) {
            problems.add(Problem.of(spec.repository().slug() + " is now called " + repository.fullName())
                    .next("set invokeai.githubRepository to " + repository.fullName() + ", then mvn verify"));
        }
    }

    /** When it cannot be found out, the problem is told and the rights are not judged. */
    private static boolean installation(ReleaseSession session, GitHubToken token, List<Problem> problems) {
        return token.ofInstallation()
                || attempt(problems, () -> Optional.of(session.client().installationToken()))
                        .orElse(true);
    }

    private static void discussion(
            ReleaseSession session,
            ReleaseSpec spec,
            RepositoryInfo repository,
            List<Problem> problems,
            List<Problem> warnings) {
        if (spec.text().discussionCategory().isEmpty()) {
            return;
        }
        String wanted = spec.text().discussionCategory().get();
        if (repository.discussions().equals(Optional.of(false))) {
            problems.add(Problem.of("discussions are switched off at " + spec.repository()
                            + ", so the release cannot open one in the category " + wanted)
                    .next(
                            "switch them on in the repository's settings, or leave out invokeai.discussionCategory and run"
                                    + " mvn verify"));
            return;
        }
        Optional<List<String>> categories =
                attempt(problems, () -> session.client().discussionCategories());
        if (categories.isEmpty()) {
            warnings.add(Problem.of("GitHub does not tell this token whether there is a discussion category " + wanted)
                    .next("give it 'discussions: write', which it needs to open the discussion, too"));
        } else if (categories.get().stream().noneMatch(wanted::equalsIgnoreCase)) {
            problems.add(Problem.of("there is no discussion category " + wanted + " at " + spec.repository()
                            + "; there are: " + String.join(", ", categories.get()))
                    .next("correct invokeai.discussionCategory, then mvn verify"));
        }
    }

    private static <T> Optional<T> attempt(List<Problem> problems, Supplier<Optional<T>> look) {
        try {
            return look.get();
        } catch (ReleaseException e) {
            problems.addAll(e.problems());
            return Optional.empty();
        }
    }
}
