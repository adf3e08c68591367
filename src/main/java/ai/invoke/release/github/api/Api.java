package ai.invoke.release.github.api;

import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.http.Answer;
import ai.invoke.release.http.Authorization;
import ai.invoke.release.http.Body;
import ai.invoke.release.http.Exchange;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.Request;
import ai.invoke.release.http.RetryPolicy;
import ai.invoke.release.json.JsonTree;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** One conversation with GitHub's REST API: headers, limits, errors, pages. Knows no releases. */
final class Api {

    /** The version whose shapes are read here; named in each request, so that a newer default changes nothing. */
    static final String VERSION = "2022-11-28";

    /** A page of 100 releases with notes of the greatest length stays below it. */
    private static final long MAX_ANSWER = 48L * 1024 * 1024;

    /** A server that names ever new pages must not be followed for ever; no list that is read here is longer. */
    private static final int MAX_PAGES = 500;

    /** A proxy sometimes cuts an answer and still frames it well: what was only read may be asked for again. */
    private static final int READS = 3;

    /** Longer waits are for the next run: a build must not hang for an hour without a word. */
    private static final Duration MAX_WAIT = Duration.ofMinutes(5);

    private final Http http;
    private final GitHubRepository repository;
    private final Optional<GitHubToken> token;
    private final Clock clock;

    Api(Http http, GitHubRepository repository, Optional<GitHubToken> token, Clock clock) {
        this.http = http;
        this.repository = repository;
        this.token = token;
        this.clock = clock;
    }

    /** {@code /repos/owner/name} and what follows; segments that are not plain must come from {@link #segment}. */
    URI uri(String rest) {
        return URI.create(repository.api() + "/repos/" + repository.owner() + "/" + repository.name() + rest);
    }

    /** A path of the API that is below no repository. */
    URI root(String rest) {
        return URI.create(repository.api() + rest);
    }

    /** GraphQL has an address of its own; that of an Enterprise Server is beside the REST API's, not below. */
    URI graphql() {
        String base = repository.api().toString();
        return URI.create(
                base.endsWith("/api/v3")
                        ? base.substring(0, base.length() - "v3".length()) + "graphql"
                        : base + "/graphql");
    }

    /** A part of a path or query. A slash stays: GitHub takes tags with slashes literally. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }

    Request reading(URI uri) {
        return headed(Request.get(uri).withMaxAnswer(MAX_ANSWER).withRetry(policy(true)));
    }

    /** A question that is asked with a body or without an answer to it; it may be repeated. */
    Request asking(String method, URI uri) {
        return headed(Request.of(method, uri).withMaxAnswer(MAX_ANSWER).withRetry(policy(true)));
    }

    Request writing(String method, URI uri) {
        return headed(Request.of(method, uri).withRetry(policy(false)));
    }

    Request writing(String method, URI uri, JsonNode body) {
        return writing(method, uri).withBody(Body.json(JsonTree.text(body)));
    }

    /** Reads the bytes of an asset instead of its description. */
    Request downloading(URI uri) {
        return headed(Request.get(uri).withRetry(policy(true)), "application/octet-stream");
    }

    private Request headed(Request request) {
        return headed(request, "application/vnd.github+json");
    }

    private Request headed(Request request, String accept) {
        Request headed = request.withHeader("Accept", accept).withHeader("X-GitHub-Api-Version", VERSION);
        return token.map(known -> headed.withAuthorization(new Authorization.Bearer(known.value())))
                .orElse(headed);
    }

    private static RetryPolicy policy(boolean repeatable) {
        return new RetryPolicy(
                4,
                new GitHubRetryRule(repeatable),
                repeatable,
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                MAX_WAIT);
    }

    /** A successful answer with its JSON. */
    private record Parsed(Answer answer, JsonNode json) {}

    /** Reads one thing; empty for 404. */
    <T> Optional<T> find(String operation, Request request, Function<JsonNode, T> reader) {
        return parsed(operation, request, true).map(found -> shaped(operation, found, reader));
    }

    /** Reads one thing that must be there. */
    <T> T get(String operation, Request request, Function<JsonNode, T> reader) {
        return shaped(operation, parsed(operation, request, false).orElseThrow(), reader);
    }

    private Optional<Parsed> parsed(String operation, Request request, boolean orAbsent) {
        for (int read = 1; ; read++) {
            Answer answer = http.send(request).orThrow();
            if (orAbsent && answer.status() == 404) {
                return Optional.empty();
            }
            if (!answer.successful()) {
                throw error(operation, answer).exception();
            }
            try {
                return Optional.of(new Parsed(answer, tree(answer)));
            } catch (IOException e) {
                if (read == READS) {
                    throw unreadable(operation, answer, e);
                }
            }
        }
    }

    private static <T> T shaped(String operation, Parsed found, Function<JsonNode, T> reader) {
        try {
            return reader.apply(found.json());
        } catch (IllegalArgumentException e) {
            throw unreadable(operation, found.answer(), e);
        }
    }

    Answer answer(String operation, Request request) {
        Answer answer = http.send(request).orThrow();
        if (!answer.successful()) {
            throw error(operation, answer).exception();
        }
        return answer;
    }

    /** Sends what changes something. */
    <T> Reply<T> change(String operation, Request request, Function<JsonNode, T> reader) {
        Exchange exchange = http.send(request);
        if (!(exchange instanceof Answer answer)) {
            return new Reply.Unsure<>(
                    Problem.of("it is not known whether GitHub managed to " + operation + ": " + exchange)
                            .next("check the network, then run the same command again: it looks first"));
        }
        if (answer.successful()) {
            try {
                return new Reply.Done<>(read(operation, answer, reader));
            } catch (EnvironmentException e) {
                return new Reply.Unsure<>(e.problems().get(0));
            }
        }
        ApiError error = error(operation, answer);
        return error.serverTrouble() ? new Reply.Unsure<>(error.problem()) : new Reply.Refused<>(error);
    }

    /**
     * Visits the items of all pages in order.
     *
     * @param enough after how many pages to stop although there are more
     */
    void pages(
            String operation,
            URI first,
            int enough,
            Function<JsonNode, Iterable<JsonNode>> items,
            Consumer<JsonNode> visitor) {
        pages(operation, first, enough, items, visitor, () -> false);
    }

    /**
     * Visits the items of pages in order until a reader has what it looks for.
     *
     * @param done asked after each page
     */
    void pages(
            String operation,
            URI first,
            int enough,
            Function<JsonNode, Iterable<JsonNode>> items,
            Consumer<JsonNode> visitor,
            BooleanSupplier done) {
        Set<URI> seen = new HashSet<>();
        Optional<URI> next = Optional.of(first);
        while (next.isPresent() && seen.size() < enough && !done.getAsBoolean()) {
            URI page = next.get();
            if (!seen.add(page) || seen.size() > MAX_PAGES) {
                throw new EnvironmentException(Problem.of("GitHub's pages for '" + operation + "' do not end: after "
                        + seen.size() + " pages the next is " + page));
            }
            if (!sameOrigin(first, page)) {
                throw new EnvironmentException(
                        Problem.of("GitHub's answer for '" + operation + "' names a next page on another server: "
                                        + page.getScheme() + "://" + page.getAuthority())
                                .next("check the API address " + repository.api() + " and the proxy in between"));
            }
            Parsed found = parsed(operation, reading(page), false).orElseThrow();
            shaped(operation, found, node -> {
                items.apply(node).forEach(visitor);
                return node;
            });
            next = Links.next(page, found.answer().header("Link"));
        }
    }

    /** The items of a page that is a list. */
    static Function<JsonNode, Iterable<JsonNode>> items(String operation) {
        return node -> {
            if (!node.isArray()) {
                throw new IllegalArgumentException("a list is expected to " + operation);
            }
            return node;
        };
    }

    private static boolean sameOrigin(URI a, URI b) {
        return String.valueOf(a.getScheme()).equalsIgnoreCase(b.getScheme())
                && String.valueOf(a.getRawAuthority()).equalsIgnoreCase(b.getRawAuthority());
    }

    <T> T read(String operation, Answer answer, Function<JsonNode, T> reader) {
        try {
            return reader.apply(tree(answer));
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(operation, answer, e);
        }
    }

    private static JsonNode tree(Answer answer) throws IOException {
        byte[] body = answer.body();
        return JsonTree.read(body);
    }

    private static EnvironmentException unreadable(String operation, Answer answer, Exception e) {
        String why = e instanceof JacksonException json ? json.getOriginalMessage() : String.valueOf(e.getMessage());
        return new EnvironmentException(Problem.of("cannot read GitHub's answer to " + operation + " ("
                        + answer.status() + "): " + answer.readable(why) + ": " + shortened(answer.excerpt()))
                .next("is this really GitHub's API? It came from "
                        + answer.uri().getHost()));
    }

    ApiError error(String operation, Answer answer) {
        String message = shortened(answer.excerpt());
        List<String> details = new ArrayList<>();
        try {
            JsonNode json = JsonTree.read(answer.body());
            if (json.isObject() && json.path("message").isTextual()) {
                message = answer.readable(json.path("message").asText());
                for (JsonNode detail : json.path("errors")) {
                    details.add(answer.readable(detail(detail)));
                }
            }
        } catch (IOException e) {
            // A proxy's HTML page, or an empty body: the beginning of it says more than the parser could.
            details.clear();
        }
        boolean limited = GitHubRetryRule.limited(answer);
        // For 403 GitHub names what would have done, for instance "contents=write; contents=write,workflows=write".
        answer.header("X-Accepted-GitHub-Permissions")
                .filter(needed -> answer.status() == 403 && !needed.isBlank())
                .ifPresent(needed -> details.add("needs the permissions " + answer.readable(needed)));
        answer.header("X-GitHub-SSO").ifPresent(sso -> details.add("SAML single sign-on: " + answer.readable(sso)));
        return new ApiError(
                operation,
                repository.toString(),
                answer.status(),
                message,
                details.size() > 20 ? details.subList(0, 20) : details,
                answer.header("X-GitHub-Request-Id").map(answer::readable),
                limited,
                limited ? Optional.of(waiting(GitHubRetryRule.wait(answer, clock.instant()))) : Optional.empty(),
                token.map(GitHubToken::source));
    }

    private static String detail(JsonNode node) {
        if (!node.isObject()) {
            return node.asText();
        }
        StringBuilder text = new StringBuilder();
        for (String key : List.of("resource", "field", "code", "message")) {
            if (node.path(key).isTextual()) {
                text.append(text.length() == 0 ? "" : " ").append(node.path(key).asText());
            }
        }
        return text.toString();
    }

    private static String waiting(Duration wait) {
        return wait.toMinutes() < 2
                ? "in " + Math.max(1, wait.toSeconds()) + " seconds"
                : String.format(Locale.ROOT, "in %d minutes", wait.toMinutes() + 1);
    }

    private static String shortened(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }
}
