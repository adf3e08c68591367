package ai.invoke.release.pypi.index;

import ai.invoke.release.fuzz.FuzzTarget;
import ai.invoke.release.fuzz.FuzzTarget.Claim;
import ai.invoke.release.fuzz.JsonScript;
import ai.invoke.release.http.Answer;
import ai.invoke.release.http.AnswerFixture;
import ai.invoke.release.http.RetryAfter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What indexes answer. */
public final class IndexFuzz {

    private static final URI PAGE = URI.create("https://index.test/simple/demo/");

    private IndexFuzz() {}

    public static List<FuzzTarget> targets() {
        List<List<String>> pages = List.of(
                List.of("", "<", ""),
                List.of("", "<pre>", ""),
                List.of("<pre>", " ", "</pre>"),
                List.of("", "<title>", ""),
                List.of("", "<!--", ""),
                List.of("", "<script>", ""),
                List.of("", "<p>a", ""),
                List.of("", "&", ""),
                List.of("", "&#", ""),
                List.of("", "&amp;", ""),
                List.of("<h1>", "a", ""),
                List.of("", "\n", ""),
                List.of("{\"message\": \"", " ", "\"}"),
                List.of("", "[", ""),
                List.of("", "{\"a\":", ""),
                List.of("", "Error: ", ""),
                List.of("<title>", "\u0130", "</title>"),
                List.of("", "eyJa.", ""));
        List<FuzzTarget> targets = new ArrayList<>(JsonScript.targets(
                "index-json",
                IndexFuzz::json,
                List.of(List.of("{\"files\": ", "[", ""), List.of("{\"files\": [", "{},", "{}]}"))));
        targets.addAll(List.of(
                new FuzzTarget(
                        "index-html",
                        IndexFuzz::html,
                        List.of(
                                List.of("", "<meta name=", ""),
                                List.of("<meta ", "name=\"pypi:repository-version\" ", ""),
                                List.of("<meta ", "name=\"pypi:repository-version\" ", ">"),
                                List.of("<meta ", "a ", ">"),
                                List.of("<meta ", " ", ">"),
                                List.of("<meta name=\"", "\u0130", "\" content=\"1\">"),
                                List.of("", "<a ", ""),
                                List.of("", "<a '", ""),
                                List.of("", "<a href='\"", ""),
                                List.of("", "<title", ""),
                                List.of("<title>", " ", ""),
                                List.of("<a ", "href=", ">x.whl</a>"),
                                List.of("<a href=\"#", "&", "\">x.whl</a>"),
                                List.of("<a href=\"", "#sha256=a", "\">x.whl</a>"),
                                List.of("", "<a >x", ""),
                                List.of("", "<a >x.whl</a>", ""),
                                List.of("<a >", " ", "</a"))),
                FuzzTarget.of("server-message", input -> message(AnswerFixture.of(400, "text/html", input)), pages),
                FuzzTarget.of(
                        "server-json", input -> message(AnswerFixture.of(400, "application/json", input)), List.of()),
                FuzzTarget.of(
                        "server-text",
                        input -> message(AnswerFixture.of(403, "text/plain", input)),
                        List.of(
                                List.of("", "\u0130", ""),
                                List.of("", "\u03A3", ""),
                                List.of("", " ", ""),
                                List.of("", "a\n", ""))),
                FuzzTarget.ofText(
                        "retry-after",
                        text -> {
                            String value = text.replaceAll("[\r\n\0]", " ");
                            RetryAfter.of(AnswerFixture.withHeader("Retry-After", value), Instant.EPOCH);
                        },
                        List.of(List.of("", "1", ""), List.of("", " ", "1"), List.of("Mon, ", "1 ", "GMT")))));
        return targets;
    }

    private static void message(Answer answer) {
        ServerMessage.all(answer);
        String all = ServerMessage.of(answer)
                + ServerMessage.remark(answer)
                + ServerMessage.isPageForPeople(answer)
                + ServerMessage.asksToLogIn(answer)
                + ServerMessage.reportsError(answer)
                + answer.excerpt();
        if (all.chars().anyMatch(c -> c == 0x1B || c == 0)) {
            throw new AssertionError("control characters in a message");
        }
        if (all.length() > 20_000) {
            throw new AssertionError("a message of " + all.length() + " characters");
        }
    }

    private static Optional<Claim> html(byte[] input) {
        String html = new String(input, StandardCharsets.UTF_8);
        Optional<ProjectPage> page = SimpleHtml.parse(html, PAGE);
        if (page.isEmpty()) {
            return Optional.empty();
        }
        List<List<String>> files = new ArrayList<>();
        for (IndexFile file : page.get().files()) {
            file.version("demo");
            file.hashes().strongest();
            files.add(List.of(file.name(), file.yanked().isPresent() ? "yanked" : ""));
        }
        return Optional.of(new Claim(List.of("anchors", html, files), true));
    }

    private static void json(byte[] input) {
        try {
            for (IndexFile file : SimpleJson.parse(input, PAGE).files()) {
                file.version("demo");
                file.hashes().strongest();
            }
        } catch (IOException documented) {
            if (documented.getMessage() == null) {
                throw new AssertionError("no message", documented);
            }
        }
    }
}
