package ai.invoke.release.pypi.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.index.IndexServer;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.trust.PypiCredentials;
import ai.invoke.release.pypi.trust.TestToken;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class IndexUploadTest {

    private static final Path GOOD = Path.of("src/test/resources/corpora/good");
    private static final String WHEEL = "demo_setuptools-1.2.3-py3-none-any.whl";
    private static final String SDIST = "demo_setuptools-1.2.3.tar.gz";
    private static final String SECRET = "sandbox-secret-4711";

    private static final String JSON = "Content-Type: application/vnd.pypi.simple.v1+json";

    @TempDir
    Path dist;

    private final RecordingConsole console = new RecordingConsole();
    private final IndexServer server = new IndexServer();
    private final List<Duration> waits = new ArrayList<>();
    private final List<String> journal = new ArrayList<>();
    private final IndexUpload goal =
            new IndexUpload(HttpSettings.direct(), new Timing(Clock.systemUTC(), waits::add, () -> 0.5), console);

    @BeforeEach
    void copy() throws IOException {
        Files.copy(GOOD.resolve(WHEEL), dist.resolve(WHEEL));
        Files.copy(GOOD.resolve(SDIST), dist.resolve(SDIST));
    }

    @AfterEach
    void close() {
        server.close();
        assertThat(console.all()).doesNotContain("4711");
    }

    private static List<IndexUpload.ApprovedFile> files(Path folder) {
        return Stream.of(folder.toFile().listFiles())
                .sorted()
                .map(file -> IndexUpload.ApprovedFile.asItIs(file.toPath()))
                .toList();
    }

    private static Map<String, String> token(String value) {
        return Map.of("TWINE_PASSWORD", value, "TWINE_REPOSITORY", "sandbox");
    }

    private IndexUpload.Request request(Map<String, String> environment) {
        return new IndexUpload.Request(
                server.index(),
                files(dist),
                Optional.empty(),
                environment,
                new IndexUpload.Listener() {
                    @Override
                    public void fileStarting(String name, String sha256) {
                        journal.add("starting " + name);
                    }

                    @Override
                    public void fileStored(String name, String sha256, boolean alreadyThere) {
                        journal.add((alreadyThere ? "there " : "stored ") + name);
                    }
                },
                secret -> {},
                Duration.ofSeconds(6),
                AttestationSettings.none());
    }

    private IndexUpload.Request request() {
        return request(token(SECRET));
    }

    @Test
    void wheelThenSdistAndProof() {
        IndexUpload.Result result = goal.run(request());
        assertThat(result.files()).extracting(IndexUpload.Published::name).containsExactly(WHEEL, SDIST);
        assertThat(result.files()).allSatisfy(file -> assertThat(file.proof()).isEqualTo("sha256 " + file.sha256()));
        assertThat(journal)
                .containsExactly("starting " + WHEEL, "stored " + WHEEL, "starting " + SDIST, "stored " + SDIST);
        assertThat(server.uploads()).extracting(IndexServer.Upload::fileName).containsExactly(WHEEL, SDIST);
        assertThat(console.lines())
                .anySatisfy(line -> assertThat(line).contains("environment variable TWINE_PASSWORD"));
    }

    @Test
    void secondRunSendsNothingAndNeedsNoCredentials() {
        goal.run(request());
        journal.clear();
        IndexUpload.Result again = goal.run(request(Map.of()));
        assertThat(server.uploads()).hasSize(2);
        assertThat(again.files()).allMatch(IndexUpload.Published::alreadyThere);
        assertThat(journal).containsExactly("there " + WHEEL, "there " + SDIST);
    }

    @Test
    void oneConflictStopsBeforeAnythingIsSent() {
        server.put(SDIST, "e".repeat(64));
        assertThatThrownBy(() -> goal.run(request()))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining(SDIST)
                .hasMessageContaining("e".repeat(64))
                .hasMessageContaining("raise the version");
        assertThat(server.uploads()).isEmpty();
        assertThat(journal).isEmpty();
    }

    /** The last link of the chain of digests: what the index shows is what was sent. */
    @Test
    void anIndexThatShowsOtherBytesThanWereSentStopsTheRelease() {
        server.onUpload((connection, index) -> {
            index.put(index.take(connection).fileName(), "e".repeat(64));
            connection.answer(200, "");
        });
        assertThatThrownBy(() -> goal.run(request()))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("shows " + WHEEL + " with sha256 " + "e".repeat(64))
                .hasMessageContaining("was sent")
                .hasMessageContaining("do not announce the release");
        assertThat(server.uploads()).hasSize(1);
    }

    @Test
    void fileThatIsNotTheApprovedOneIsNamedWithBothDigests() {
        IndexUpload.Request request = new IndexUpload.Request(
                server.index(),
                List.of(
                        IndexUpload.ApprovedFile.approved(dist.resolve(WHEEL), "a".repeat(64)),
                        IndexUpload.ApprovedFile.approved(dist.resolve(SDIST), "b".repeat(64))),
                Optional.empty(),
                token(SECRET),
                IndexUpload.Listener.none(),
                secret -> {},
                Duration.ZERO,
                AttestationSettings.none());
        assertThatThrownBy(() -> goal.run(request))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("a".repeat(64))
                .hasMessageContaining("b".repeat(64));
        assertThat(server.log()).isEmpty();
    }

    @Test
    void refusalAfterTheFirstFileTellsHowFarItCame() {
        server.onUpload((connection, index) -> {
            index.take(connection);
            connection.answer(200, "");
        });
        server.onUpload((connection, index) -> {
            index.take(connection);
            index.files().remove(SDIST);
            connection.answer(400, "{\"code\":\"400 Invalid distribution file.\"}");
        });
        assertThatThrownBy(() -> goal.run(request()))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("Invalid distribution file.")
                .hasMessageContaining("Published so far 1 of 2: " + WHEEL);
        assertThat(goal.run(request()).files())
                .extracting(IndexUpload.Published::alreadyThere)
                .containsExactly(true, false);
        assertThat(server.uploads()).hasSize(3);
    }

    @Test
    void noCredentialsNamesAllPlaces() {
        assertThatThrownBy(() -> goal.run(request(Map.of())))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("settings.xml")
                .hasMessageContaining("TWINE_PASSWORD is not set")
                .hasMessageContaining("TWINE_PASSWORD is not set")
                .hasMessageContaining("this is no job of a CI that PyPI knows publishers for");
        assertThat(server.uploads()).isEmpty();
    }

    @Test
    void tokenOfPypiIsNotSentElsewhere() {
        String token = TestToken.of("pypi.org");
        assertThatThrownBy(() -> goal.run(request(token(token))))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("token of pypi.org")
                .hasMessageNotContaining(token);
        assertThat(server.uploads()).isEmpty();
    }

    @Test
    void loginFromSettingsComesFirst() {
        IndexUpload.Request base = request();
        goal.run(new IndexUpload.Request(
                base.index(),
                base.files(),
                Optional.of(new PypiCredentials("me", "another-4711", "<server> 'sandbox' in settings.xml")),
                base.environment(),
                base.listener(),
                base.mask(),
                base.visibility(),
                AttestationSettings.none()));
        assertThat(server.uploads().get(0).authorization())
                .isEqualTo(new PypiCredentials("me", "another-4711", "")
                        .authorization()
                        .headerValue());
        assertThat(console.lines()).anySatisfy(line -> assertThat(line).contains("<server> 'sandbox' in settings.xml"));
    }

    @Test
    void indexThatDoesNotShowTheFilesIsAFailure() {
        server.onPage("/simple/demo-setuptools/", 404, "not found");
        assertThatThrownBy(() -> goal.run(request()))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("sandbox said yes to " + WHEEL)
                .hasMessageContaining("does not show it")
                .hasMessageContaining("Nothing was published to sandbox.")
                .hasMessageContaining("run the same command again");
        assertThat(server.uploads()).as("the sdist stays here").hasSize(1);
        assertThat(waits).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(3));
        assertThat(journal).containsExactly("starting " + WHEEL);
    }

    private IndexUpload.Request pypi(Duration visibility) {
        IndexUpload.Request base = request();
        return new IndexUpload.Request(
                base.index().withTokenLocation("sandbox"),
                base.files(),
                Optional.of(PypiCredentials.token(TestToken.of("sandbox"), "test")),
                base.environment(),
                base.listener(),
                base.mask(),
                visibility,
                AttestationSettings.none());
    }

    /** A refusal is not worth the download of gigabytes that would only explain it. */
    @Test
    void aLargeFileIsNotFetchedToCompareItsMembers() {
        server.onPage(
                "/simple/demo-setuptools/",
                200,
                "{\"meta\":{\"api-version\":\"1.1\"},\"name\":\"demo\",\"files\":[{\"filename\":\"" + WHEEL
                        + "\",\"url\":\"/files/x\",\"size\":" + ((64L << 20) + 1) + ",\"hashes\":{\"sha256\":\""
                        + "0".repeat(64) + "\"}}]}",
                JSON);
        assertThatThrownBy(() -> goal.run(request())).hasMessageContaining("with other bytes");
        assertThat(server.log()).doesNotContain("GET /files/x");
    }

    @Test
    void aFileThatNeverEndsIsGivenUp() {
        server.put(WHEEL, "0".repeat(64));
        AtomicLong sent = new AtomicLong();
        server.onPage("/simple/demo-setuptools/x", (connection, head) -> {
            connection.raw("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n");
            byte[] chunk = new byte[1 << 20];
            while (true) {
                connection.raw(chunk);
                sent.addAndGet(chunk.length);
            }
        });
        assertThatThrownBy(() -> goal.run(request()))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("with other bytes")
                .hasMessageNotContaining("differ");
        assertThat(console.all()).contains("the answer is larger than 67108864 bytes");
        assertThat(sent.get()).isBetween(64L << 20, 100L << 20);
        assertThat(server.uploads()).isEmpty();
    }

    @Test
    void cachesOfPypiAreWaitedFor() {
        AtomicInteger looks = new AtomicInteger();
        server.onPage("/simple/demo-setuptools/", (connection, head) -> {
            boolean stale = looks.incrementAndGet() < 6;
            connection.answer(stale ? 404 : 200, stale ? "" : server.page(), JSON);
        });
        IndexUpload.Result result = goal.run(pypi(Duration.ofMinutes(2)));
        assertThat(result.files()).hasSize(2);
        assertThat(server.uploads()).hasSize(2);
        assertThat(console.lines()).anySatisfy(line -> assertThat(line).contains("caches"));
        assertThat(journal)
                .containsExactly("starting " + WHEEL, "starting " + SDIST, "stored " + WHEEL, "stored " + SDIST);
    }

    @Test
    void whatPypiNeverShowsIsNotKnown() {
        server.onPage("/simple/demo-setuptools/", 404, "");
        assertThatThrownBy(() -> goal.run(pypi(Duration.ofSeconds(9))))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("took " + WHEEL + ", " + SDIST)
                .hasMessageContaining("caches")
                .hasMessageContaining("run the same command again");
        assertThat(waits).hasSize(3);
    }

    @Test
    void nothingWasPublishedIsOnlySaidByWhoHasAsked() {
        server.onUpload((connection, index) -> {
            index.take(connection);
            index.onPage("/simple/demo-setuptools/", 500, "down");
            connection.answer(400, "Invalid distribution file.");
        });
        assertThatThrownBy(() -> goal.run(request()))
                .hasMessageContaining("Invalid distribution file.")
                .hasMessageContaining("cannot be seen now")
                .hasMessageNotContaining("Nothing was published");
    }

    @Test
    void credentialsAreMissedBeforeAnyFileIsRead() throws IOException {
        Files.writeString(dist.resolve(WHEEL), "no wheel at all");
        assertThatThrownBy(() -> goal.run(request(Map.of())))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("no credentials for sandbox");
    }

    @Test
    void privateIndexIsLookedAtWithTheUploadsLogin() {
        server.onPage("/simple/demo-setuptools/", (connection, head) -> {
            if (head.header("Authorization").isEmpty()) {
                connection.answer(401, "");
            } else {
                connection.answer(server.files().isEmpty() ? 404 : 200, server.page(), JSON);
            }
        });
        assertThat(goal.run(request()).files()).hasSize(2);
    }

    @Test
    void incidentsOfTheStatusPageAreTold() {
        server.onPage("/simple/demo-setuptools/", 503, "down");
        server.onPage(
                "/status.json", 200, "{\"incidents\":[{\"name\":\"Uploads fail\",\"status\":\"investigating\"}]}");
        assertThatThrownBy(() -> goal.run(supported(Optional.of(server.uri("/status.json")))))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("reports: Uploads fail (investigating)")
                .hasMessageNotContaining("@ada");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"incidents\":[]}", "broken", "[]"})
    void withoutIncidentsTheOwnersAreNamed(String page) {
        server.onPage("/simple/demo-setuptools/", 503, "down");
        server.onPage("/status.json", 200, page);
        for (Optional<URI> incidents : List.of(Optional.<URI>empty(), Optional.of(server.uri("/status.json")))) {
            assertThatThrownBy(() -> goal.run(supported(incidents)))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("ask @ada");
        }
    }

    private IndexUpload.Request supported(Optional<URI> incidents) {
        IndexUpload.Request base = request();
        return new IndexUpload.Request(
                base.index().withSupport(new PackageIndex.Support(incidents, Optional.of("@ada"))),
                base.files(),
                base.login(),
                base.environment(),
                base.listener(),
                base.mask(),
                base.visibility(),
                AttestationSettings.none());
    }

    @Test
    void indexThatCannotBeSeenStopsBeforeAnythingIsSent() {
        server.onPage("/simple/demo-setuptools/", 500, "oops");
        assertThatThrownBy(() -> goal.run(request()))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("500");
        assertThat(server.uploads()).isEmpty();
    }

    @Test
    void severalProjectsInOneFolder() throws IOException {
        Files.copy(GOOD.resolve("demo_rc-3.0.0rc1.tar.gz"), dist.resolve("demo_rc-3.0.0rc1.tar.gz"));
        assertThat(goal.run(request()).files()).hasSize(3);
        assertThat(server.log()).contains("GET /simple/demo-setuptools/", "GET /simple/demo-rc/");
    }
}
