package ai.invoke.release.pypi.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.http.FaultServer;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.index.IndexServer;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.trust.PypiCredentials;
import ai.invoke.sandbox.pypi.SandboxPypiserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A release at indexes that somebody else wrote, as far as their answers were tried or read in their sources. */
@Timeout(60)
class ForeignIndexesTest {

    private static final Path GOOD = Path.of("src/test/resources/corpora/good");
    private static final String WHEEL = "demo_setuptools-1.2.3-py3-none-any.whl";
    private static final String SDIST = "demo_setuptools-1.2.3.tar.gz";
    private static final String PAGE = "/simple/demo-setuptools/";

    @TempDir
    private Path temp;

    private final RecordingConsole console = new RecordingConsole();
    private final IndexUpload goal =
            new IndexUpload(HttpSettings.direct(), new Timing(Clock.systemUTC(), wait -> {}, () -> 0), console);
    private Path dist;

    @BeforeEach
    void copy() throws IOException {
        dist = Files.createDirectories(temp.resolve("dist"));
        for (String name : List.of(WHEEL, SDIST)) {
            Files.copy(GOOD.resolve(name), dist.resolve(name));
        }
    }

    private IndexUpload.Result publish(PackageIndex index) {
        return goal.run(new IndexUpload.Request(
                index,
                List.of(WHEEL, SDIST).stream()
                        .map(name -> IndexUpload.ApprovedFile.asItIs(dist.resolve(name)))
                        .toList(),
                Optional.of(new PypiCredentials("me", "secret-4711", "test")),
                Map.of(),
                IndexUpload.Listener.none(),
                secret -> {},
                Duration.ofSeconds(6),
                AttestationSettings.none()));
    }

    private static boolean knowsUs(FaultServer.Received head) {
        return head.header("Authorization").isPresent();
    }

    @Test
    void pypiserver() throws IOException {
        try (SandboxPypiserver server = SandboxPypiserver.start(temp.resolve("pypiserver"), "me", "secret-4711")) {
            PackageIndex index = PackageIndex.custom("pypiserver", server.uploadUrl(), server.simpleUrl());
            assertThat(publish(index).files()).hasSize(2).noneMatch(IndexUpload.Published::alreadyThere);
            assertThat(publish(index).files()).hasSize(2).allMatch(IndexUpload.Published::alreadyThere);
            assertThat(console.warnings()).isEmpty();
            PackageIndex wrong = PackageIndex.custom("pypiserver", server.simpleUrl(), server.simpleUrl());
            Files.write(dist.resolve(SDIST), Files.readAllBytes(GOOD.resolve("demo_rc-3.0.0rc1.tar.gz")));
            assertThatThrownBy(() -> publish(wrong)).isInstanceOf(ProjectException.class);
        }
    }

    /** Links with MD5 only; a success without a body; the reason for a refusal in the status line. */
    @Test
    void nexus() {
        try (IndexServer server = new IndexServer()) {
            StringBuilder links = new StringBuilder();
            for (int i = 0; i < 2; i++) {
                server.onUpload((connection, index) -> {
                    IndexServer.Upload upload = index.take(connection);
                    links.append("<a href=\"../../packages/x#md5=")
                            .append(upload.fields().get("md5_digest").get(0))
                            .append("\">")
                            .append(upload.fileName())
                            .append("</a>");
                    index.onPage(PAGE, 200, "<html>" + links + "</html>", "Content-Type: text/html");
                    connection.raw("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                });
            }
            server.onPage(PAGE, 404, "");
            assertThat(publish(server.index()).files())
                    .hasSize(2)
                    .allSatisfy(file -> assertThat(file.proof()).startsWith("md5 "));
            assertThat(publish(server.index()).files()).allMatch(IndexUpload.Published::alreadyThere);
            assertThat(server.uploads()).hasSize(2);
        }
    }

    /** Private, so that who does not log in sees nothing; unknown projects are forwarded to PyPI; 201 with a small JSON. */
    @Test
    void gitlab() {
        try (IndexServer server = new IndexServer()) {
            for (int i = 0; i < 2; i++) {
                server.onUpload((connection, index) -> {
                    index.take(connection);
                    connection.answer(201, "{\"message\":\"201 Created\"}", "Content-Type: application/json");
                });
            }
            server.onPage(PAGE, (connection, head) -> {
                if (!knowsUs(head)) {
                    connection.answer(404, "{\"message\":\"404 Project Not Found\"}");
                } else if (server.files().isEmpty()) {
                    connection.answer(302, "", "Location: https://pypi.org/simple/demo-setuptools/");
                } else {
                    StringBuilder links = new StringBuilder();
                    server.files()
                            .forEach((name, sha256) -> links.append("<a href=\"files/" + sha256 + "/" + name
                                    + "#sha256=" + sha256 + "\" data-requires-python=\"\">" + name + "</a><br>"));
                    connection.answer(
                            200, "<html><h1>Links for demo</h1>" + links + "</html>", "Content-Type: text/html");
                }
            });
            assertThat(publish(server.index()).files()).hasSize(2);
            assertThat(publish(server.index()).files()).allMatch(IndexUpload.Published::alreadyThere);
            assertThat(console.warnings()).isEmpty();
        }
    }

    /** Status words in the title of Pyramid's page; the same bytes again are a success with a remark. */
    @Test
    void devpi() {
        try (IndexServer server = new IndexServer()) {
            server.onUpload((connection, index) -> {
                index.take(connection);
                connection.answer(
                        200,
                        "{\"message\": \"\\n\\n\\n\\n\\n\", \"code\": \"200 OK, but a trigger plugin failed: x\","
                                + " \"title\": \"OK, but a trigger plugin failed: x\"}",
                        "Content-Type: application/json");
            });
            server.onUpload((connection, index) -> {
                index.take(connection);
                connection.answer(200, "", "Content-Type: text/html; charset=UTF-8");
            });
            assertThat(publish(server.index()).files()).hasSize(2);
            assertThat(console.warnings()).singleElement().asString().contains("a trigger plugin failed");
        }
    }

    private static String links(IndexServer server) {
        StringBuilder links = new StringBuilder();
        server.files()
                .forEach((name, sha256) ->
                        links.append("<a href=\"../../" + name + "#sha256=" + sha256 + "\">" + name + "</a><br/>\n"));
        return "<!DOCTYPE html><html><head><title>Simple Index</title></head><body>" + links + "</body></html>";
    }

    /**
     * As users recorded it: an empty success, and for files that are there a 403 in JSON that speaks of the permission to
     * delete, while a wrong login is a 403, too.
     */
    @Test
    void artifactory() throws IOException {
        try (IndexServer server = new IndexServer()) {
            for (int i = 0; i < 2; i++) {
                server.onUpload((connection, index) -> {
                    index.take(connection);
                    connection.answer(200, "");
                });
            }
            server.onPage(
                    PAGE,
                    (connection, head) -> connection.answer(
                            server.files().isEmpty() ? 404 : 200, links(server), "Content-Type: text/html"));
            assertThat(publish(server.index()).files()).hasSize(2);
            assertThat(publish(server.index()).files()).allMatch(IndexUpload.Published::alreadyThere);
            assertThat(server.uploads())
                    .hasSize(2)
                    .allSatisfy(upload -> assertThat(upload.fields()).containsKeys("md5_digest", "sha256_digest"));

            server.files().clear();
            server.onUpload((connection, index) -> {
                index.take(connection);
                index.files().clear();
                connection.answer(
                        403,
                        "{\"errors\":[{\"status\":403,\"message\":\"Not enough permissions to delete/overwrite all"
                                + " artifacts under 'pypi-local/demo_setuptools/1.2.3' (user: 'me' needs DELETE"
                                + " permission).\"}]}",
                        "Content-Type: application/json");
            });
            assertThatThrownBy(() -> publish(server.index()))
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("Not enough permissions to delete/overwrite")
                    .hasMessageContaining("raise the version");

            server.onUpload((connection, index) -> {
                index.take(connection);
                index.files().clear();
                connection.answer(
                        403,
                        "{\"errors\":[{\"status\":403,\"message\":\"Login has failed for user 'me'\"}]}",
                        "Content-Type: application/json");
            });
            assertThatThrownBy(() -> publish(server.index()))
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("Login has failed")
                    .hasMessageNotContaining("raise the version");
        }
    }

    /** As its documentation says: looking needs the token, equal bytes are taken again, other bytes are a conflict. */
    @Test
    void codeartifact() throws IOException {
        try (IndexServer server = new IndexServer()) {
            server.onPage(PAGE, (connection, head) -> {
                if (!knowsUs(head)) {
                    connection.answer(401, "", "WWW-Authenticate: Basic realm=\"codeartifact\"");
                } else {
                    connection.answer(server.files().isEmpty() ? 404 : 200, links(server), "Content-Type: text/html");
                }
            });
            assertThat(publish(server.index()).files()).hasSize(2);
            assertThat(publish(server.index()).files()).allMatch(IndexUpload.Published::alreadyThere);
            assertThat(server.uploads()).hasSize(2);

            server.files().clear();
            server.onUpload((connection, index) -> {
                index.take(connection);
                index.files().clear();
                connection.answer(409, "{\"message\":\"Conflict\"}", "Content-Type: application/json");
            });
            assertThatThrownBy(() -> publish(server.index()))
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("(409)")
                    .hasMessageContaining("raise the version");
        }
    }
}
