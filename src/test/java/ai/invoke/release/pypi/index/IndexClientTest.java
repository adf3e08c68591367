package ai.invoke.release.pypi.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.http.Authorization;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.EnvironmentException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                                Optional.of(server.uri("/simple/invoke-ai/u")),
                                IndexFile.Hashes.sha256(SHA),
                                Optional.of(12L),
                                Optional.of(Instant.parse("2026-01-02T03:04:05.123456Z")),
                                Optional.of("bad")),
                        new IndexFile(
                                "a-1.0-py3-none-any.whl",
                                Optional.of(server.uri("/simple/invoke-ai/u")),
                                IndexFile.Hashes.UNTOLD,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        new IndexFile(
                                "b",
                                Optional.of(server.uri("/simple/invoke-ai/u")),
                                IndexFile.Hashes.UNTOLD,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("")));
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
                                Optional.of(server.uri("/p-1.0.tar.gz#sha256=" + SHA)),
                                IndexFile.Hashes.sha256(SHA),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("a & b")),
                        new IndexFile(
                                "p-1.0-py3-none-any.whl",
                                Optional.of(server.uri("/simple/p/x")),
                                IndexFile.Hashes.UNTOLD,
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
    void redirectElsewhereMeansThatItIsNotHere() {
        server.onPage("/simple/p/", 303, "", "Location: https://elsewhere.example/simple/p/");
        assertThat(client.project("p")).isEqualTo(ProjectPage.absent());
        server.onPage("/simple/q/", 303, "", "Location: //elsewhere.example/simple/q/");
        assertThat(client.project("q")).isEqualTo(ProjectPage.absent());
    }

    @Test
    void redirectRoundAndRoundIsAClearError() {
        server.onPage("/simple/p/", 301, "", "Location: /simple/p/");
        server.onPage("/simple/q/", 302, "");
        assertThatThrownBy(() -> client.project("p")).hasMessageContaining("points to /simple/p/");
        assertThatThrownBy(() -> client.project("q")).hasMessageContaining("answered 302");
    }

    @Test
    void redirectWithinTheIndexIsFollowed() {
        server.onPage("/simple/p/", 301, "", "Location: /simple/normal/");
        server.onPage("/simple/normal/", 200, "{\"meta\":{\"api-version\":\"1.0\"},\"files\":[]}", JSON);
        assertThat(client.project("p").exists()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <a href="../../p-1.0.tar.gz#md5=HEX32">p-1.0.tar.gz</a> | md5 HEX32
            <a data-requires-python=">=3.8" href="/f#sha256-HEX64">p-1.0.tar.gz</a> | sha256 HEX64
            <a href="files/HEX64/p#sha256=HEX64&amp;egg=p" >p-1.0.tar.gz</a> | sha256 HEX64
            <a href="p-1.0.tar.gz#sha256=">p-1.0.tar.gz</a> | ''
            <a href="p-1.0.tar.gz#sha512=HEX64">p-1.0.tar.gz</a> | ''
            u/i <a href='p#SHA256=HEX64&md5=HEX32'>p-1.0.tar.gz</a> | sha256 HEX64
            """)
    void digestsAsOtherServersWriteThem(String anchor, String digest) {
        server.onPage("/simple/p/", 200, hex("<html><body>" + anchor + "</body></html>"), "Content-Type: text/html");
        assertThat(client.project("p")
                        .file("p-1.0.tar.gz")
                        .orElseThrow()
                        .hashes()
                        .strongest())
                .isEqualTo(Optional.of(hex(digest)).filter(text -> !text.isEmpty()));
    }

    private static String hex(String text) {
        return text.replace("HEX64", SHA).replace("HEX32", SHA.substring(0, 32));
    }

    @Test
    void projectWithoutFilesHasNone() {
        server.onPage(
                "/simple/p/",
                200,
                "<html><head><title>Links for p</title></head><body></body></html>",
                "Content-Type: text/html");
        assertThat(client.project("p").files()).isEmpty();
    }

    private static final Authorization LOGIN = new Authorization.Basic("me", "secret-4711");

    /** Shows the page only to who logs in; to others it answers with a status of its own. */
    private void lock(String path, int status, String... headers) {
        server.onPage(path, (connection, head) -> {
            if (head.header("Authorization").equals(Optional.of(LOGIN.headerValue()))) {
                connection.answer(
                        200,
                        "{\"meta\":{\"api-version\":\"1.0\"},\"files\":[{\"filename\":\"f\"}]}",
                        "Content-Type: application/vnd.pypi.simple.v1+json");
            } else {
                connection.answer(status, "", headers);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "401, Www-Authenticate: Basic realm=x",
        "403, X: y",
        "404, X: y",
        "203, Content-Type: text/html",
        "302, Location: https://elsewhere.example/login"
    })
    void lookingUsesTheLoginOfTheUploadsWhereItIsNeeded(int status, String header) {
        lock("/simple/p/", status, header);
        IndexClient own = new IndexClient(http, server.index(), Optional.of(LOGIN));
        assertThat(own.project("p").files()).hasSize(1);
        assertThat(own.project("p").files()).hasSize(1);
        assertThat(server.log()).as("the second look knows").hasSize(3);
    }

    @Test
    void loginGoesToNoOtherOriginAndNeverToPypi() {
        lock("/simple/p/", 401);
        PackageIndex elsewhere =
                PackageIndex.custom("elsewhere", URI.create("https://elsewhere.example/"), server.uri("/simple/"));
        PackageIndex pypi = server.index().withTokenLocation("pypi.org");
        for (PackageIndex index : List.of(elsewhere, pypi)) {
            assertThatThrownBy(() -> new IndexClient(http, index, Optional.of(LOGIN)).project("p"))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("401");
        }
        assertThat(server.log()).hasSize(2);
    }

    @Test
    void loginDoesNotFollowARedirect() {
        lock("/simple/p/", 302, "Location: /login/");
        server.onPage(
                "/login/",
                (connection, head) -> connection.answer(
                        head.header("Authorization").isPresent() ? 500 : 302,
                        "",
                        "Location: https://elsewhere.example/"));
        IndexClient own = new IndexClient(http, server.index(), Optional.of(LOGIN));
        assertThat(own.project("p").files()).hasSize(1);
    }

    /** Some send who is not logged in to a page for it, with a success. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aPageToSignInOnIsNoListOfFiles(boolean letsIn) {
        String page = "<html><title>Anmelden</title><form><input type='password'></form><a href='/x'>x</a></html>";
        server.onPage("/simple/p/", (connection, head) -> {
            boolean shown = letsIn && head.header("Authorization").isPresent();
            connection.answer(
                    200,
                    shown ? "{\"files\":[],\"meta\":{\"api-version\":\"1.0\"},\"name\":\"p\"}" : page,
                    shown ? JSON : "Content-Type: text/html");
        });
        IndexClient knowing = new IndexClient(http, server.index(), Optional.of(LOGIN));
        if (letsIn) {
            assertThat(knowing.project("p").exists()).isTrue();
        } else {
            assertThatThrownBy(() -> knowing.project("p")).hasMessageContaining("wants a login");
        }
    }

    @Test
    void missingLoginSaysWhatToSet() {
        lock("/simple/p/", 401);
        assertThatThrownBy(() -> client.project("p"))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("wants a login")
                .hasMessageContaining("<server> with the id sandbox");
    }

    @Test
    void digestsOfTheJsonApi() {
        server.onPage(
                "/pypi/p/1.0/json",
                200,
                "{\"urls\":[{\"filename\":\"f\",\"digests\":{\"sha256\":\"" + SHA + "\"}},{\"filename\":\"g\"}]}");
        assertThat(client.file("P", "1.0", "f").orElseThrow().hashes()).isEqualTo(IndexFile.Hashes.sha256(SHA));
        assertThat(server.log()).containsExactly("GET /pypi/p/1.0/json");
        assertThat(client.file("P", "2.0", "f")).isEmpty();
        server.put("f", SHA);
        assertThat(client.file("P", "2.0", "f")).isPresent();
    }
}
