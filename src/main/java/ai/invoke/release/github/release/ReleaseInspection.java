package ai.invoke.release.github.release;

import ai.invoke.release.console.Console;
import ai.invoke.release.github.api.Immutability;
import ai.invoke.release.github.api.MakeLatest;
import ai.invoke.release.github.api.RepositoryInfo;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.Problem;
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
            judge(spec, repository.get(), problems, warnings);
            attempt(problems, session::tagProblem).ifPresent(problems::add);
            Optional<ReleaseSession.Look> look = attempt(problems, () -> Optional.of(session.look()));
            look.flatMap(seen -> session.problem(seen.state())).ifPresent(problems::add);
            look.map(ReleaseSession.Look::state)
                    .filter(state -> state instanceof ReleaseState.OwnDraft own && !own.samePlan())
                    .ifPresent(state -> warnings.add(Problem.of("the draft "
                            + ((ReleaseState.OwnDraft) state).release().id() + " for " + spec.tag()
                            + " belongs to an older plan; it will be updated to this one")));
            Immutability immutability = attempt(
                            problems, () -> Optional.of(session.client().immutability()))
                    .orElse(Immutability.OFF_OR_UNKNOWN);
            return new Result(
                    repository,
                    look.map(ReleaseSession.Look::state),
                    look.map(ReleaseSession.Look::latest),
                    immutability,
                    problems,
                    warnings);
        }
    }

    private static void judge(
            ReleaseSpec spec, RepositoryInfo repository, List<Problem> problems, List<Problem> warnings) {
        if (repository.archived()) {
            problems.add(Problem.of(spec.repository() + " is archived and cannot get a release")
                    .next("unarchive it in its settings"));
        }
        boolean hasToken = ReleaseSession.token(spec.credentials()).isPresent();
        if (hasToken && repository.pushKnown() && !repository.push()) {
            problems.add(Problem.of("the token from "
                            + ReleaseSession.token(spec.credentials())
                                    .orElseThrow()
                                    .source() + " may not write to "
                            + spec.repository())
                    .next("give it 'contents: write' (in GitHub Actions: permissions: contents: write)"));
        } else if (hasToken && !repository.pushKnown()) {
            warnings.add(Problem.of("GitHub does not say whether the token may write to " + spec.repository()));
        }
        if (!repository.fullName().equalsIgnoreCase(spec.repository().slug())) {
            warnings.add(Problem.of(spec.repository().slug() + " is now called " + repository.fullName())
                    .next("correct invokeai.githubRepository"));
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
