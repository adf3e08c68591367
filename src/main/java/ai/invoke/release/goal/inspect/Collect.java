package ai.invoke.release.goal.inspect;

import ai.invoke.release.console.Console;
import ai.invoke.release.git.Log;
import ai.invoke.release.git.LogEntry;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.github.api.Comparison;
import ai.invoke.release.github.api.GitHubClient;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.github.api.GitHubToken;
import ai.invoke.release.goal.plan.Contributors;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.notes.Change;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.ReleaseInputs;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.version.PyVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Fetches from GitHub what notes and comparison may use, and stores it beside the other parts of the release: {@code collect}. What
 * GitHub refuses is told and left out; the local history has to do then.
 */
public final class Collect {

    private final HttpSettings http;
    private final Timing timing;
    private final Console console;

    /**
     * A worker.
     *
     * @param http how to reach GitHub
     * @param timing clock and waiting
     * @param console where to tell the user
     */
    public Collect(HttpSettings http, Timing timing, Console console) {
        this.http = http;
        this.timing = timing;
        this.console = console;
    }

    /**
     * What is fetched.
     *
     * @param directory the clone, or a folder in it
     * @param release the release directory
     * @param tag the release's tag, which need not exist yet
     * @param tagPrefix what stands before the version in tags
     * @param version its version
     * @param previousTag the tag that the notes count from; empty to choose it by PEP 440
     * @param repository whom to ask
     * @param credentials who asks; public things need no token
     * @param organisation whose members are the project's own people; empty for none
     * @param generatedNotes whether to fetch the notes that GitHub generates, too
     * @param previous where the wheels of the last published release are; empty to leave them out
     */
    public record Request(
            Path directory,
            ReleaseDirectory release,
            String tag,
            String tagPrefix,
            PyVersion version,
            Optional<String> previousTag,
            GitHubRepository repository,
            GitHubCredentials credentials,
            Optional<String> organisation,
            boolean generatedNotes,
            Optional<PreviousWheels.Source> previous) {}

    /**
     * Fetches.
     *
     * @param request what is fetched
     * @return what was stored
     * @throws ai.invoke.release.problem.ReleaseException when GitHub cannot be reached, or a ref does not exist
     */
    public ReleaseInputs run(Request request) {
        try (Http client = new Http(http, console, timing)) {
            ReleaseInputs inputs =
                    fetch(request, new GitHubClient(client, request.repository(), token(request), timing.clock()));
            inputs.write(request.release().inputs());
            request.previous().ifPresent(source -> previous(client, source, request));
            return inputs;
        }
    }

    /** The comparison is not worth failing for; without the index there is none, and certainly no old one. */
    private void previous(Http client, PreviousWheels.Source source, Request request) {
        try {
            new PreviousWheels(client, console)
                    .run(source, request.version(), request.release().inputs());
        } catch (EnvironmentException e) {
            PreviousWheels.forget(request.release().inputs());
            e.problems()
                    .forEach(problem -> console.warn(Problem.of(problem.what() + "; the comparison is left out")
                            .next(problem.next().orElse("run the same command again"))));
        }
    }

    private static Optional<GitHubToken> token(Request request) {
        return request.credentials() instanceof GitHubCredentials.Found found
                ? Optional.of(found.token())
                : Optional.empty();
    }

    private ReleaseInputs fetch(Request request, GitHubClient client) {
        String head;
        List<LogEntry> commits;
        Optional<String> previous;
        try (Log log = Log.open(request.directory())) {
            String ref = log.tags().contains(request.tag()) ? request.tag() : "HEAD";
            head = log.resolve(ref).id();
            previous = request.previousTag()
                    .or(() -> Contributors.previous(request.directory(), request.tagPrefix(), request.version(), ref));
            commits = log.between(previous, ref);
        }
        if (previous.isEmpty()) {
            console.info("nothing was released before " + request.tag() + ", so there is nothing to compare with");
        }
        Optional<Comparison> comparison =
                previous.flatMap(base -> attempt(() -> Optional.of(client.compare(base, head))));
        Map<String, String> accounts = comparison.map(Comparison::commits).orElse(List.of()).stream()
                .filter(commit -> commit.login().isPresent())
                .collect(Collectors.toMap(
                        Comparison.Commit::id, commit -> commit.login().orElseThrow(), (a, b) -> a));
        Set<Integer> numbers = commits.stream()
                .flatMap(commit -> Change.of(commit).pullRequest().stream())
                .collect(Collectors.toSet());
        return new ReleaseInputs(
                accounts,
                request.organisation()
                        .flatMap(name -> attempt(() -> Optional.of(client.members(name))))
                        .orElse(List.of()),
                attempt(() -> Optional.of(client.pullRequests(numbers))).orElse(List.of()).stream()
                        .map(pull -> new ReleaseInputs.PullRequest(
                                pull.number(), pull.title(), pull.author(), pull.labels()))
                        .toList(),
                previous.flatMap(tag -> attempt(() -> client.releaseByTag(tag)))
                        .map(release -> new ReleaseInputs.LastRelease(
                                release.tag(),
                                release.title(),
                                release.body(),
                                client.assets(release.id()).stream()
                                        .map(asset -> new ReleaseInputs.ReleasedFile(
                                                asset.name(), asset.size(), asset.sha256()))
                                        .toList())),
                request.generatedNotes()
                        ? previous.flatMap(tag -> attempt(() -> Optional.of(
                                client.generateNotes(request.tag(), tag).body())))
                        : Optional.empty());
    }

    /** What the token may not see, or GitHub does not know, is left out and told; trouble with GitHub ends the goal. */
    private <T> Optional<T> attempt(Supplier<Optional<T>> question) {
        try {
            return question.get();
        } catch (ProjectException e) {
            e.problems()
                    .forEach(problem -> console.warn(Problem.of(problem.what() + "; it is left out")
                            .next(problem.next().orElse("see the documentation of collect"))));
            return Optional.empty();
        }
    }
}
