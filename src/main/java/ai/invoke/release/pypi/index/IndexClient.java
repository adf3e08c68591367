package ai.invoke.release.pypi.index;

import ai.invoke.release.http.Answer;
import ai.invoke.release.http.Exchange;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.NoAnswer;
import ai.invoke.release.http.Request;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Looks at an index without changing it, and without credentials. */
public final class IndexClient {

    /** The longest page that is read: larger than any project's page at PyPI, and far below the smallest heap. */
    private static final long MAX_PAGE = 16L * 1024 * 1024;

    private static final String ACCEPT =
            "application/vnd.pypi.simple.v1+json, " + "application/vnd.pypi.simple.v1+html; q=0.2, text/html; q=0.01";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Http http;
    private final PackageIndex index;

    /**
     * A client of one index.
     *
     * @param http sends the requests
     * @param index where to look
     */
    public IndexClient(Http http, PackageIndex index) {
        this.http = http;
        this.index = index;
    }

    /**
     * All files of a project: its page of the Simple API, as JSON where the index can, else as HTML. Caches are asked to
     * look again.
     *
     * @param project a project's name in any form
     * @return the page; of a project that the index does not know, the absent one
     * @throws EnvironmentException when the index does not answer, or not with such a page
     */
    public ProjectPage project(String project) {
        URI uri = index.projectFiles(project);
        Exchange exchange = http.send(Request.get(uri)
                .withHeader("Accept", ACCEPT)
                .withHeader("Cache-Control", "no-cache")
                .withMaxAnswer(MAX_PAGE));
        if (exchange instanceof NoAnswer none) {
            throw unreadable(none.toString());
        }
        Answer answer = (Answer) exchange;
        if (answer.status() == 404) {
            return ProjectPage.absent();
        }
        if (answer.status() != 200) {
            throw unreadable(answer + location(answer) + words(answer));
        }
        return page(answer);
    }

    private ProjectPage page(Answer answer) {
        String type = answer.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (type.contains("html")) {
            return SimpleHtml.parse(answer.text())
                    .orElseThrow(() -> unreadable(answer.uri() + " answered with HTML that lists no files"));
        }
        try {
            return SimpleJson.parse(answer.body());
        } catch (JsonProcessingException e) {
            throw unreadable(answer.uri() + " answered with broken JSON: " + answer.readable(e.getOriginalMessage()));
        } catch (IOException e) {
            throw unreadable(answer.uri() + " answered, but " + answer.readable(String.valueOf(e.getMessage())));
        }
    }

    /**
     * The digests of a release's files as the JSON API tells them, which is fresh sooner than the Simple API.
     *
     * @param project a project's name in any form
     * @param version the normalised version
     * @return sha256 by file name; empty when the index has no such API, does not know the release or does not answer
     *     sensibly, as this is for a second opinion only
     */
    public Optional<Map<String, String>> releaseDigests(String project, String version) {
        Optional<URI> uri = index.release(project, version);
        if (uri.isEmpty()) {
            return Optional.empty();
        }
        Exchange exchange = http.send(Request.get(uri.get())
                .withHeader("Accept", "application/json")
                .withHeader("Cache-Control", "no-cache")
                .withMaxAnswer(MAX_PAGE));
        if (!(exchange instanceof Answer answer) || answer.status() != 200) {
            return Optional.empty();
        }
        try {
            Map<String, String> digests = new HashMap<>();
            for (JsonNode file : JSON.readTree(answer.body()).path("urls")) {
                SimpleJson.sha256(file.path("digests").path("sha256").asText())
                        .ifPresent(sha256 -> digests.put(file.path("filename").asText(), sha256));
            }
            return Optional.of(Map.copyOf(digests));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private EnvironmentException unreadable(String what) {
        return new EnvironmentException(Problem.of("cannot see which files " + index.title() + " has: " + what)
                .next("check " + index.simple() + " and run the same command again"));
    }

    private static String location(Answer answer) {
        return answer.header("Location")
                .map(target -> " and points to " + answer.readable(target) + ", which was not followed")
                .orElse("");
    }

    private static String words(Answer answer) {
        String words = ServerMessage.of(answer);
        return words.isEmpty() ? "" : ": " + words;
    }
}
