package ai.invoke.release.pypi.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.http.Http;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.EnvironmentException;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class IndexClientTest {

    private static final String SHA = "a".repeat(64);
    private static final String JSON = "Content-Type: application/vnd.pypi.simple.v1+json";

    private final IndexServer server = new IndexServer();
    private final Http http = new Http(
            HttpSettings.direct(), new RecordingConsole(), new Timing(Clock.systemUTC(), wait -> {}, () -> 0.5));
    private final IndexClient client = new IndexClient(http, server.index().withJson(server.uri("/pypi/")));

    @AfterEach
    void close() {
        http.close();
        server.close();
    }

    @Test
    void readsJson() {
        server.onPage("/simple/invoke-ai/", 200, """
                {"meta":{"api-version":"1.4","_last-serial":5},"name":"invoke-ai","project-status":{"status":"archived"},
                 "versions":["1.0"],"files":[
                 {"filename":"a-1.0.tar.gz","url":"u","hashes":{"md5":"x","sha256":"%s"},"size":12,
                  "upload-time":"2026-01-02T03:04:05.123456Z","yanked":"bad","provenance":null,"x":[{"y":[1]}]},
                 {"filename":"a-1.0-py3-none-any.whl","url":"u","hashes":{},"yanked":false},
                 {"filename":"b","url":"u","hashes":{"sha256":"short"},"yanked":true}]}
                """.formatted(SHA.toUpperCase(Locale.ROOT)), JSON);
        ProjectPage page = client.project("Invoke_AI");
        assertThat(page.status()).contains("archived");
        assertThat(page.files())
                .containsExactly(
                        new IndexFile(
                                "a-1.0.tar.gz",
                                Optional.of(SHA),
                                Optional.of(12L),
                                Optional.of(Instant.parse("2026-01-02T03:04:05.123456Z")),
                                Optional.of("bad")),
                        new IndexFile(
                                "a-1.0-py3-none-any.whl",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        new IndexFile("b", Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("")));
    }

    @Test
    void readsHtmlWhereThereIsNothingBetter() {
        server.onPage(
                "/simple/p/",
                200,
                "<!DOCTYPE html><html><head><meta name=\"pypi:repository-version\" content=\"1.0\"></head><body>"
                        + "<a href=\"../../p-1.0.tar.gz#sha256=" + SHA
                        + "\" data-requires-python=\"&gt;=3.8\" data-yanked=\"a &amp; b\">p-1.0.tar.gz</a><br/>"
                        + "<a href='x'>p-1.0-py3-none-any.whl</a></body></html>",
                "Content-Type: text/html");
        assertThat(client.project("p").files())
                .containsExactly(
                        new IndexFile(
                                "p-1.0.tar.gz",
                                Optional.of(SHA),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("a & b")),
                        new IndexFile(
                                "p-1.0-py3-none-any.whl",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void unknownProjectIsAbsent() {
        assertThat(client.project("nothing")).isEqualTo(ProjectPage.absent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"meta\":{\"api-version\":\"2.0\"},\"files\":[]}",
                "{\"meta\":{\"api-version\":\"1.0\"}}",
                "{\"files\":[]}",
                "{\"meta\":{\"api-version\":\"1.0\"},\"files\":{}}",
                "{\"meta\":{\"api-version\":\"1.0\"},\"files\":[7]}",
                "{\"meta\":{\"api-version\":\"1.0\"},\"files\":[{}]}",
                "<html>hello</html>"
            })
    void garbageIsAClearError(String body) {
        server.onPage("/simple/p/", 200, body, body.startsWith("<") ? "Content-Type: text/html" : JSON);
        assertThatThrownBy(() -> client.project("p"))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("cannot see which files sandbox has")
                .hasMessageContaining("/simple/");
    }

    @Test
    void deepNestingIsAClearError() {
        server.onPage("/simple/p/", 200, "{\"x\":" + "[".repeat(100_000), JSON);
        assertThatThrownBy(() -> client.project("p")).isInstanceOf(EnvironmentException.class);
    }

    @Test
    void redirectElsewhereIsShownNotFollowed() {
        server.onPage("/simple/p/", 301, "", "Location: https://elsewhere.example/simple/p/");
        assertThatThrownBy(() -> client.project("p")).hasMessageContaining("elsewhere.example");
    }

    @Test
    void digestsOfTheJsonApi() {
        server.onPage(
                "/pypi/p/1.0/json",
                200,
                "{\"urls\":[{\"filename\":\"f\",\"digests\":{\"sha256\":\"" + SHA + "\"}},{\"filename\":\"g\"}]}");
        assertThat(client.releaseDigests("P", "1.0")).contains(Map.of("f", SHA));
        assertThat(client.releaseDigests("P", "2.0")).isEmpty();
    }
}
