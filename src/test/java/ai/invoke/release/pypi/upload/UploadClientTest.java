package ai.invoke.release.pypi.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.http.Http;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.index.IndexServer;
import ai.invoke.release.pypi.trust.PypiCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class UploadClientTest {

    private static final Path GOOD = Path.of("src/test/resources/corpora/good");
    private static final String WHEEL = "demo_setuptools-1.2.3-py3-none-any.whl";
    private static final String OTHER = "f".repeat(64);

    @TempDir
    Path dir;

    private final RecordingConsole console = new RecordingConsole();
    private final List<Duration> waits = new ArrayList<>();
    private final IndexServer server = new IndexServer();
    private final Http http =
            new Http(HttpSettings.direct(), console, new Timing(Clock.systemUTC(), waits::add, () -> 0.5));
    private final UploadClient client = new UploadClient(http, server.index(), console);
    private final PypiCredentials credentials = PypiCredentials.token("sandbox-secret-4711", "test");
    private UploadFile file;

    @BeforeEach
    void open() throws IOException {
        file = open(WHEEL);
    }

    private UploadFile open(String name) throws IOException {
        Path path = Files.copy(GOOD.resolve(name), dir.resolve(name));
        return UploadFile.open(path, UploadFile.sha256(path));
    }

    @AfterEach
    void close() {
        http.close();
        server.close();
    }

    private UploadOutcome.Refused refused(UploadOutcome outcome) {
        assertThat(outcome).isInstanceOf(UploadOutcome.Refused.class);
        return (UploadOutcome.Refused) outcome;
    }

    @Test
    void sendsTheFormThatPypiWants() throws IOException {
        assertThat(client.upload(file, credentials)).isEqualTo(new UploadOutcome.Stored(false, Optional.empty()));
        IndexServer.Upload upload = server.uploads().get(0);
        assertThat(upload.fileName()).isEqualTo(WHEEL);
        assertThat(upload.contentType()).isEqualTo("application/octet-stream");
        assertThat(upload.content()).isEqualTo(Files.readAllBytes(GOOD.resolve(WHEEL)));
        assertThat(upload.authorization()).isEqualTo(credentials.authorization().headerValue());
        assertThat(upload.fields())
                .containsEntry(":action", List.of("file_upload"))
                .containsEntry("protocol_version", List.of("1"))
                .containsEntry("filetype", List.of("bdist_wheel"))
                .containsEntry("pyversion", List.of("py3"))
                .containsEntry("version", List.of("1.2.3"))
                .containsEntry("sha256_digest", List.of(upload.sha256()))
                .doesNotContainKey("blake2_256_digest")
                .containsKey("metadata_version")
                .containsKey("name");
        assertThat(console.bars()).hasSize(1);
        assertThat(console.bars().get(0).label()).isEqualTo(WHEEL);
        assertThat(server.log()).containsExactly("POST /legacy/");
    }

    @Test
    void sdistIsASource() throws IOException {
        assertThat(client.upload(open("demo_setuptools-1.2.3.tar.gz"), credentials))
                .isInstanceOf(UploadOutcome.Stored.class);
        assertThat(server.uploads().get(0).fields())
                .containsEntry("filetype", List.of("sdist"))
                .containsEntry("pyversion", List.of("source"));
    }

    @Test
    void pageForPeopleIsNoSuccess() {
        server.onUpload((connection, index) -> {
            index.take(connection);
            connection.answer(200, "<!DOCTYPE html><title>Upload</title>", "Content-Type: text/html");
        });
        UploadOutcome.Refused refused = refused(client.upload(file, credentials));
        assertThat(refused.reason()).isEqualTo(UploadOutcome.Reason.WRONG_ADDRESS);
        assertThat(refused.advice()).contains("/legacy/");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | INVALID       | {"message":"The server could not comply\\n\\n\\nThe use of local versions in '1+x' is not allowed. ü\\n\\n","code":"400 The use of local versions ?","title":"Bad Request"} | The use of local versions in '1+x' is not allowed. ü
            400 | INVALID       | {"code":"400 Only one sdist may be uploaded per release."} | Only one sdist may be uploaded per release.
            400 | FILE_EXISTS   | 400 File already exists ('a.whl', with blake2_256 hash '12'). | File already exists ('a.whl', with blake2_256 hash '12').
            400 | INVALID       | <html><title>400 Bad thing</title></html> | Bad thing
            400 | INVALID       | {"type":"about:blank","title":"Bad","detail":"no such thing"} | no such thing
            400 | INVALID       | {broken json | {broken json
            403 | FORBIDDEN     | {"code":"403 Invalid or non-existent authentication information."} | Invalid or non-existent authentication information.
            401 | FORBIDDEN     | login | login
            404 | WRONG_ADDRESS | nothing here | nothing here
            405 | WRONG_ADDRESS | Method Not Allowed | Method Not Allowed
            410 | WRONG_ADDRESS | gone | gone
            409 | FILE_EXISTS   | a file exists | a file exists
            413 | INVALID       | File too large. Limit for project 'p' is 100 MB. | File too large. Limit for project 'p' is 100 MB.
            429 | LIMIT         | Too many new projects created | Too many new projects created; RateLimit: "default";r=0
            """)
    void refusalsInTheIndexsOwnWords(int status, UploadOutcome.Reason reason, String body, String words) {
        server.onUpload((connection, index) -> {
            index.take(connection);
            index.hideFiles();
            connection.answer(status, body.replace("\\n", "\n").replace("\n", "\\n"), "RateLimit: \"default\";r=0");
        });
        UploadOutcome.Refused refused = refused(client.upload(file, credentials));
        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.words()).isEqualTo(words);
        assertThat(refused.advice()).isNotBlank();
        assertThat(server.uploads()).hasSize(1);
    }

    @Test
    void existsWithTheSameBytesIsDone() {
        server.onUpload((connection, index) -> {
            index.take(connection);
            connection.answer(400, "File already exists");
        });
        assertThat(client.upload(file, credentials)).isEqualTo(new UploadOutcome.Stored(true, Optional.empty()));
    }

    @Test
    void existsWithOtherBytesShowsBothDigests() {
        server.onUpload((connection, index) -> {
            index.take(connection);
            index.put(WHEEL, OTHER);
            connection.answer(409, "exists");
        });
        UploadOutcome.Refused refused = refused(client.upload(file, credentials));
        assertThat(refused.reason()).isEqualTo(UploadOutcome.Reason.FILE_EXISTS);
        assertThat(refused.words()).contains(OTHER).contains(file.sha256());
    }

    @Test
    void lostAnswerIsLookedUpAndNotSentAgain() {
        server.onUpload((connection, index) -> {
            index.take(connection);
            connection.reset();
        });
        assertThat(client.upload(file, credentials)).isEqualTo(new UploadOutcome.Stored(true, Optional.empty()));
        assertThat(server.uploads()).hasSize(1);
        assertThat(console.lines()).singleElement().asString().contains("trying again");
    }

    @Test
    void brokenOffUploadIsSentAgain() {
        server.onUpload((connection, index) -> connection.reset());
        server.onUpload((connection, index) -> {
            connection.in().readNBytes(100);
            connection.reset();
        });
        assertThat(client.upload(file, credentials)).isEqualTo(new UploadOutcome.Stored(false, Optional.empty()));
        assertThat(server.uploads()).hasSize(1);
        assertThat(server.uploads().get(0).sha256()).isEqualTo(file.sha256());
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void serverTroubleThatStoredTheFileIsFoundOut(int status) {
        server.onUpload((connection, index) -> {
            index.take(connection);
            connection.answer(status, "first byte timeout");
        });
        assertThat(client.upload(file, credentials)).isEqualTo(new UploadOutcome.Stored(true, Optional.empty()));
        assertThat(server.uploads()).hasSize(1);
    }

    @Test
    void serverTroubleWithoutAnEndIsUnclear() {
        for (int i = 0; i < 4; i++) {
            server.onUpload((connection, index) -> {
                index.take(connection);
                index.hideFiles();
                connection.answer(503, "backend unhealthy");
            });
        }
        UploadOutcome outcome = client.upload(file, credentials);
        assertThat(outcome).isInstanceOf(UploadOutcome.Unclear.class);
        assertThat(((UploadOutcome.Unclear) outcome).what()).contains("503").contains("backend unhealthy");
        assertThat(server.uploads()).hasSize(4);
        assertThat(waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void limitWithRetryAfterIsWaitedFor() {
        server.onUpload((connection, index) -> {
            index.take(connection);
            connection.answer(429, "slow down", "Retry-After: 30");
        });
        assertThat(client.upload(file, credentials)).isInstanceOf(UploadOutcome.Stored.class);
        assertThat(waits).containsExactly(Duration.ofSeconds(30));
    }

    @Test
    void missingSlashIsFollowedOnTheSameServerOnly() {
        server.onUpload((connection, index) -> {
            index.take(connection);
            connection.answer(308, "", "Location: https://elsewhere.example/legacy/");
        });
        UploadOutcome.Refused refused = refused(client.upload(file, credentials));
        assertThat(refused.reason()).isEqualTo(UploadOutcome.Reason.WRONG_ADDRESS);
        assertThat(refused.words()).contains("elsewhere.example");
        server.onUpload((connection, index) -> {
            index.take(connection);
            connection.answer(308, "", "Location: /legacy/");
        });
        assertThat(client.upload(file, credentials)).isInstanceOf(UploadOutcome.Stored.class);
    }

    @Test
    void changedFileIsNotSent() throws IOException {
        Files.write(file.distribution().path(), new byte[] {1}, StandardOpenOption.WRITE);
        assertThatThrownBy(() -> client.upload(file, credentials))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining(file.sha256());
        assertThat(server.uploads()).isEmpty();
    }

    @Test
    void secretsThatAServerRepeatsAreNotShown() {
        server.onUpload((connection, index) -> {
            IndexServer.Upload upload = index.take(connection);
            index.hideFiles();
            connection.answer(403, "your token sandbox-secret-4711, " + upload.authorization());
        });
        UploadOutcome outcome = client.upload(file, credentials);
        assertThat(outcome.toString() + console.all())
                .doesNotContain("4711")
                .doesNotContain(credentials.authorization().headerValue().substring(6));
    }

    @Test
    void timeLimitGrowsWithTheFile() {
        assertThat(UploadClient.timeLimit(1)).isEqualTo(Duration.ofMinutes(5));
        assertThat(UploadClient.timeLimit(1L << 30)).isEqualTo(Duration.ofSeconds(16384));
    }
}
