package ai.invoke.release.pypi.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.http.Http;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.index.IndexClient;
import ai.invoke.release.pypi.index.IndexServer;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.trust.PypiCredentials;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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
    private final UploadClient client =
            new UploadClient(http, server.index(), new IndexClient(http, server.index()), console);
    private final PypiCredentials credentials = PypiCredentials.token("sandbox-secret-4711", "test");
    private UploadFile file;

    @BeforeEach
    void open() throws IOException {
        file = open(WHEEL);
    }

    private UploadFile open(String name) throws IOException {
        Path path = Files.copy(GOOD.resolve(name), dir.resolve(name));
        return UploadFile.open(IndexUpload.ApprovedFile.asItIs(path), true);
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

    private UploadOutcome stored(boolean alreadyThere) {
        return new UploadOutcome.Stored(alreadyThere, Optional.empty(), "sha256 " + file.sha256());
    }

    @Test
    void sendsTheFormThatPypiWants() throws IOException {
        assertThat(client.upload(file, credentials)).isEqualTo(stored(false));
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
        assertThat(server.log()).containsExactly("POST /legacy/", "GET /simple/demo-setuptools/");
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
            index.hideFiles();
            connection.answer(200, "<!DOCTYPE html><title>Upload</title>", "Content-Type: text/html");
        });
        UploadOutcome.Refused refused = refused(client.upload(file, credentials));
        assertThat(refused.reason()).isEqualTo(UploadOutcome.Reason.WRONG_ADDRESS);
        assertThat(refused.advice()).contains("/legacy/");
    }

    /** In any language and in each shape: a form, a form that sends itself, a page that moves on. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><title>Anmelden</title><form><label>Kennwort</label><input name='p' type=\"password\"></form></html>",
                "<!doctype html><body onload='go()'><form action='https://idp.example/'>"
                        + "<input type=hidden name=\"SAMLRequest\" value=\"x\"></form></body>",
                "<html><head><meta http-equiv=\"refresh\" content=\"0; url=/users/sign_in\"></head></html>"
            })
    void aPageToSignInOnIsKnownByItsMarkup(String page) {
        server.onUpload((connection, index) -> {
            index.take(connection);
            index.hideFiles();
            connection.answer(200, page, "Content-Type: text/html");
        });
        UploadOutcome.Refused refused = refused(client.upload(file, credentials));
        assertThat(refused.reason()).isEqualTo(UploadOutcome.Reason.FORBIDDEN);
        assertThat(refused.words()).contains("sign-in page");
        assertThat(refused.advice()).contains("settings.xml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/users/sign_in", "/login?next=%2Flegacy%2F", "https://idp.example/oauth2/authorize?x=1"})
    void aRedirectToWherePeopleSignInIsAboutTheCredentials(String location) {
        server.onUpload((connection, index) -> {
            index.take(connection);
            index.hideFiles();
            connection.answer(302, "", "Location: " + location);
        });
        UploadOutcome.Refused refused = refused(client.upload(file, credentials));
        assertThat(refused.reason()).isEqualTo(UploadOutcome.Reason.FORBIDDEN);
        assertThat(refused.words()).contains("where people sign in");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"success\":false,\"message\":\"no room\"}",
                "{\"ok\":false,\"reason\":\"no room\"}",
                "{\"status\":\"error\",\"detail\":\"no room\"}"
            })
    void aSuccessThatDeniesItselfIsARefusal(String body) {
        server.onUpload((connection, index) -> {
            index.take(connection);
            index.hideFiles();
            connection.answer(200, body, "Content-Type: application/json");
        });
        assertThat(refused(client.upload(file, credentials)).words()).contains("no room");
    }

    @Test
    void wordsInAnEncodingThatNobodyKnowsAreNotShown() {
        server.onUpload((connection, index) -> {
            index.take(connection);
            index.hideFiles();
            connection.answer(400, "\u0001\u00ff#%garbage", "Content-Encoding: br");
        });
        assertThat(refused(client.upload(file, credentials)).words()).isEqualTo("Bad Request");
    }

    @ParameterizedTest
    @CsvSource({"ISO-8859-1, text/plain; charset=iso-8859-1", "UTF-16, application/json;charset=\"UTF-16\""})
    void wordsAreReadAsTheServerWroteThem(String charset, String type) {
        String words = type.contains("json") ? "{\"message\":\"Datei ungültig\"}" : "Datei ungültig";
        server.onUpload((connection, index) -> {
            index.take(connection);
            index.hideFiles();
            byte[] body = words.getBytes(Charset.forName(charset));
            connection.raw("HTTP/1.1 400 Bad Request\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length
                    + "\r\nConnection: close\r\n\r\n");
            connection.raw(body);
        });
        assertThat(refused(client.upload(file, credentials)).words()).isEqualTo("Datei ungültig");
    }

    @Test
    void aByteOrderMarkIsNoText() {
        server.onUpload((connection, index) -> {
            index.take(connection);
            index.hideFiles();
            connection.answer(400, "\uFEFF{\"message\":\"the classifier is wrong\"}");
        });
        assertThat(refused(client.upload(file, credentials)).words()).isEqualTo("the classifier is wrong");
    }

    /** pypiserver with {@code --hash-algo off}: the file itself is the only proof. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void anIndexThatTellsNoDigestIsAskedForTheFile(boolean same) throws IOException {
        byte[] bytes = Files.readAllBytes(GOOD.resolve(WHEEL));
        server.onPage(
                "/simple/demo-setuptools/",
                200,
                "<html><body><a href=\"/files/x\">" + WHEEL + "</a></body></html>",
                "Content-Type: text/html");
        server.onPage("/files/x", (connection, head) -> {
            connection.raw("HTTP/1.1 200 OK\r\nContent-Length: " + bytes.length + "\r\nConnection: close\r\n\r\n");
            byte[] sent = bytes.clone();
            sent[100] ^= (byte) (same ? 0 : 1);
            connection.raw(sent);
        });
        UploadOutcome outcome = client.upload(file, credentials);
        if (same) {
            assertThat(outcome).isEqualTo(stored(false));
        } else {
            assertThat(outcome).isInstanceOf(UploadOutcome.Taken.class);
        }
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
            410 | WRONG_ADDRESS | gone for good | gone for good
            409 | FILE_EXISTS   | a file exists | a file exists
            400 | TOO_LARGE     | File too large. Limit for project 'p' is 100 MB. | File too large. Limit for project 'p' is 100 MB.
            403 | FILE_EXISTS   | {"errors":[{"status":403,"message":"Not enough permissions to delete/overwrite all artifacts under 'p'"}]} | Not enough permissions to delete/overwrite all artifacts under 'p'
            403 | NOT_NOW       | {"code":"403 Read-only mode: Uploads are temporarily disabled."} | Read-only mode: Uploads are temporarily disabled.
            409 | NOT_NOW       | {"code":"409 The name 'x' conflicts with an existing project."} | The name 'x' conflicts with an existing project.
            409 | FILE_EXISTS   | {"message":"\\n\\n","code":"409 F already exists in non-volatile index","title":"F already exists in non-volatile index"} | F already exists in non-volatile index
            409 | FILE_EXISTS   | {"$id":"1","innerException":null,"message":"The feed 'F' already contains file 'X'.","errorCode":0} | The feed 'F' already contains file 'X'.
            400 | FILE_EXISTS   | {"message":"400 Bad request - Validation failed: File name has already been taken"} | Bad request - Validation failed: File name has already been taken
            400 | FILE_EXISTS   | Requested entity already exists. | Requested entity already exists.
            409 | FILE_EXISTS   | <html><head><title>Error: 409 Conflict</title></head><body><h1>Error: 409 Conflict</h1><p>Sorry, the requested URL caused an error:</p><pre>Package &#039;F&#039; already exists!</pre></body></html> | Package 'F' already exists!
            400 | FILE_EXISTS   | <html><head><title>400 - Nexus Repository Manager</title></head><body><div class="header"><a>Nexus Repository Manager</a></div><div class="content-section">Repository does not allow updating assets: pypi</div></body></html> | Repository does not allow updating assets: pypi
            403 | FORBIDDEN     | <html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Your support ID is: 12</body></html> | The requested URL was rejected. Your support ID is: 12
            400 | INVALID       | {"metadata_version":["9 is not a valid choice."]} | metadata_version: 9 is not a valid choice.
            422 | INVALID       | {"detail":[{"loc":["body"],"msg":"sha256_digest is required"}]} | sha256_digest is required
            400 | INVALID       | <html><head><title>400 Bad Request</title></head><body bgcolor="white"><center><h1>400 Bad Request</h1></center><hr><center>nginx/1.22.1</center></body></html> | Bad Request
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
        assertThat(client.upload(file, credentials)).isEqualTo(stored(true));
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
        assertThat(client.upload(file, credentials)).isEqualTo(stored(true));
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
        assertThat(client.upload(file, credentials)).isEqualTo(stored(false));
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
        assertThat(client.upload(file, credentials)).isEqualTo(stored(true));
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
            index.files().clear();
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

    private static final String PYRAMID_HTML = """
            <html>
             <head>
              <title>%1$s</title>
             </head>
             <body>
              <h1>%1$s</h1>
              <br/><br/>
            %2$s


             </body>
            </html>""";

    /** Whatever the body looks like: the index shows the file. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/html        | ''
            text/plain       | ''
            text/plain       | 200 OKLFLFLFLF
            application/json | {"message":"\\n\\n\\n\\n\\n","code":"200 OK","title":"OK"}
            application/json | {"message":"\\n","code":"200 OK"}
            application/json | {"message":"201 Created"}
            application/json | {"task":"/pulp/api/v3/tasks/1/"}
            application/json | {"error":null,"errors":[]}
            application/json | created!
            text/html        | PYRAMID
            text/html        | <!DOCTYPE html><title>Upload</title><p>the page of a gateway</p>
            text/html        | <html><title>Sign in</title><input type=password></html>
            """)
    void storedIsWhatTheIndexShows(String type, String body) {
        server.onUpload((connection, index) -> {
            index.take(connection);
            connection.answer(
                    200,
                    body.equals("PYRAMID") ? PYRAMID_HTML.formatted("200 OK", "") : body.replace("LF", "\n"),
                    "Content-Type: " + type);
        });
        assertThat(client.upload(file, credentials)).isEqualTo(stored(false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/html        | a remark of the index
            text/plain       | 200 OKLFLFLFLFa remark of the index
            application/json | {"message":"\\n\\n\\na remark of the index\\n\\n","code":"200 OK","title":"OK"}
            application/json | {"message":"\\n","code":"200 a remark of the index","title":"a remark of the index"}
            text/html        | PYRAMID
            """)
    void remarkIsShownWhenThereIsOne(String type, String body) {
        server.onUpload((connection, index) -> {
            index.take(connection);
            connection.answer(
                    200,
                    body.equals("PYRAMID")
                            ? PYRAMID_HTML.formatted("200 OK", "a remark of the index")
                            : body.replace("LF", "\n"),
                    "Content-Type: " + type);
        });
        assertThat(client.upload(file, credentials))
                .isInstanceOfSatisfying(
                        UploadOutcome.Stored.class,
                        stored -> assertThat(stored.remark()).contains("a remark of the index"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 | FORBIDDEN     | text/html        | <html><title>Portal</title><form>Sign in: <input type=password></form></html>
            200 | FORBIDDEN     | text/html        | <html><body><h1>Please log in</h1></body></html>
            203 | FORBIDDEN     | text/html        | <html><title>Azure</title></html>
            200 | WRONG_ADDRESS | text/html        | <html><title>Error</title><body>oops</body></html>
            200 | WRONG_ADDRESS | text/html        | <html><title>404 Not Found</title></html>
            200 | INVALID       | application/json | {"error":"no space left"}
            201 | INVALID       | application/json | {"errors":[{"message":"no space left"}]}
            """)
    void successThatStoredNothingIsARefusalWhereItSaysSo(
            int status, UploadOutcome.Reason reason, String type, String body) {
        server.onUpload((connection, index) -> {
            index.take(connection);
            index.hideFiles();
            connection.answer(status, body, "Content-Type: " + type);
        });
        assertThat(refused(client.upload(file, credentials)).reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({"200, ''", "200, OK", "202, {\"task\":\"/tasks/1/\"}", "204, ''"})
    void successThatSaysNothingIsNoProof(int status, String body) {
        server.onUpload((connection, index) -> {
            index.take(connection);
            index.hideFiles();
            connection.answer(status, body);
        });
        assertThat(client.upload(file, credentials)).isEqualTo(new UploadOutcome.Taken(status, Optional.empty()));
    }

    @Test
    void successWithOtherBytesIsNoProof() {
        server.onUpload((connection, index) -> {
            index.take(connection);
            index.put(WHEEL, OTHER);
            connection.answer(200, "");
        });
        assertThat(client.upload(file, credentials)).isEqualTo(new UploadOutcome.Taken(200, Optional.empty()));
    }

    @Test
    void indexThatKnowsMd5OnlyIsComparedByIt() {
        AtomicReference<String> sent = new AtomicReference<>("");
        server.onUpload((connection, index) -> {
            sent.set(index.take(connection).fields().get("md5_digest").get(0));
            index.onPage(
                    "/simple/demo-setuptools/",
                    200,
                    "<a href='x#md5=" + sent.get() + "'>" + WHEEL + "</a>",
                    "Content-Type: text/html");
            connection.answer(200, "");
        });
        assertThat(client.upload(file, credentials))
                .isEqualTo(new UploadOutcome.Stored(false, Optional.empty(), "md5 " + sent.get()));
    }

    @Test
    void pypiGetsNoMd5() {
        PackageIndex pypi = server.index().withTokenLocation("pypi.org");
        new UploadClient(http, pypi, new IndexClient(http, pypi), console).upload(file, credentials);
        assertThat(server.uploads().get(0).fields()).doesNotContainKey("md5_digest");
    }

    @Test
    void limitOfAProxyIsNamed() {
        server.onUpload((connection, index) -> connection.answer(
                413,
                "<html><head><title>413 Request Entity Too Large</title></head><body><center><h1>413 Request Entity Too"
                        + " Large</h1></center><hr><center>nginx/1.22.1</center></body></html>",
                "Content-Type: text/html",
                "Server: nginx/1.22.1"));
        UploadOutcome.Refused refused = refused(client.upload(file, credentials));
        assertThat(refused.reason()).isEqualTo(UploadOutcome.Reason.TOO_LARGE);
        assertThat(refused.words()).contains("nginx/1.22.1 at 127.0.0.1").contains("KiB");
        assertThat(refused.advice()).contains("sandbox").doesNotContain("PyPI");
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 507, 520, 522, 524, 599})
    void transientStatusIsTriedAgain(int status) {
        server.onUpload((connection, index) -> {
            connection.in().readNBytes(10);
            connection.answer(status, "");
        });
        assertThat(client.upload(file, credentials)).isEqualTo(stored(false));
        assertThat(waits).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void limitWithoutAnEndIsARefusalForNow() {
        for (int i = 0; i < 4; i++) {
            server.onUpload((connection, index) -> {
                index.take(connection);
                index.hideFiles();
                connection.answer(429, "Too many new projects created", "RateLimit: r=0");
            });
        }
        UploadOutcome.Refused refused = refused(client.upload(file, credentials));
        assertThat(refused.reason()).isEqualTo(UploadOutcome.Reason.NOT_NOW);
        assertThat(refused.words()).isEqualTo("Too many new projects created; RateLimit: r=0");
    }

    @Test
    void redirectRoundAndRoundIsAWrongAddress() {
        for (int i = 0; i < 11; i++) {
            server.onUpload((connection, index) -> {
                index.take(connection);
                index.hideFiles();
                connection.answer(308, "", "Location: /legacy/");
            });
        }
        UploadOutcome.Refused refused = refused(client.upload(file, credentials));
        assertThat(refused.reason()).isEqualTo(UploadOutcome.Reason.WRONG_ADDRESS);
        assertThat(refused.words()).contains("again and again").contains("/legacy/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked\r\n\r\n6\r\nbroken\r\n", "Content-Length: 99\r\n\r\n{\"mess"})
    void statusWinsOverABrokenBody(String rest) {
        server.onUpload((connection, index) -> {
            index.take(connection);
            index.hideFiles();
            connection.raw("HTTP/1.1 400 Bad Request\r\n" + rest);
        });
        assertThat(refused(client.upload(file, credentials)).status()).isEqualTo(400);
        assertThat(server.uploads()).hasSize(1);
    }

    @Test
    void endlessErrorEndsAtOnce() {
        server.onUpload((connection, index) -> {
            index.take(connection);
            index.hideFiles();
            connection.raw("HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nbroken\r\n");
            while (true) {
                connection.raw("10000\r\n" + "E".repeat(65536) + "\r\n");
            }
        });
        assertThat(refused(client.upload(file, credentials)).words()).startsWith("broken");
        assertThat(server.uploads()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Invalid distribution file.                     | fix the file
            The description failed to render               | fix the file
            MultipartError: Memory limit reached.          | ask who runs sandbox
            Missing ':action' field!                       | ask who runs sandbox
            the moon is in the wrong house                 | ask who runs sandbox
            Uploading new files to releases older than 14 days is not allowed. | the release is closed
            """)
    void mendTheFileOnlyWhereItIsAboutTheFile(String words, String advice) {
        server.onUpload((connection, index) -> {
            index.take(connection);
            index.hideFiles();
            connection.answer(400, words);
        });
        assertThat(refused(client.upload(file, credentials)).advice()).startsWith(advice);
    }

    @Test
    void wholeBodyChoosesTheAdvice() {
        server.onUpload((connection, index) -> {
            index.take(connection);
            index.hideFiles();
            connection.answer(
                    400,
                    "<html><title>Oops</title><body><p>" + "blah ".repeat(500)
                            + "</p><p>the file already exists</p></body></html>",
                    "Content-Type: text/html");
        });
        assertThat(refused(client.upload(file, credentials)).reason()).isEqualTo(UploadOutcome.Reason.FILE_EXISTS);
    }

    @Test
    void reasonPhraseIsReadWhereTheBodyIsEmpty() {
        server.onUpload((connection, index) -> {
            index.take(connection);
            index.hideFiles();
            connection.raw("HTTP/1.1 400 Package F already exists in index\r\nContent-Length: 0\r\n\r\n");
        });
        UploadOutcome.Refused refused = refused(client.upload(file, credentials));
        assertThat(refused.reason()).isEqualTo(UploadOutcome.Reason.FILE_EXISTS);
        assertThat(refused.words()).isEqualTo("Package F already exists in index");
    }

    @Test
    void nothingListensSoNothingWasSent() {
        URI nobody = server.index().upload();
        server.close();
        PackageIndex gone = PackageIndex.custom("gone", nobody, nobody.resolve("/simple/"));
        assertThat(new UploadClient(http, gone, new IndexClient(http, gone), console).upload(file, credentials))
                .isInstanceOf(UploadOutcome.Unsent.class);
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
