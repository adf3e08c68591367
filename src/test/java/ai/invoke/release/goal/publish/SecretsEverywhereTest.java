package ai.invoke.release.goal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.http.FaultServer;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Timing;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.trust.PypiCredentials;
import ai.invoke.release.pypi.upload.IndexUpload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Services that repeat every {@code Authorization} they are sent, in the status line, in headers, addresses and bodies, as it
 * is, decoded and escaped. It is in no message, not in what {@code -X} adds, in no stack trace and in no file.
 */
@Timeout(180)
class SecretsEverywhereTest {

    /** No shape gives them away: they are known by value only. */
    private static final String INDEX = "hunter2/of-the-index+4711";

    private static final String GITHUB = "hunter2-of-github-4711";

    @TempDir
    Path temp;

    /** What must not be found: each secret as it is, as it is sent, and as an address holds it. */
    private static List<String> forms() {
        List<String> forms = new ArrayList<>();
        for (String secret : List.of(INDEX, GITHUB)) {
            forms.add(secret);
            forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
            forms.add(secret.replace("-", "\\u002d"));
            forms.add(secret.replace("-", "&#45;"));
            for (String user : List.of("me", "__token__", "x-access-token")) {
                forms.add(encoded(user + ":" + secret));
            }
        }
        return forms;
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A service that repeats the last login that it has seen. */
    private static final class Echo implements AutoCloseable {

        private final int status;
        private final boolean wantsLogin;
        private final List<String> seen = new CopyOnWriteArrayList<>();
        private final AtomicBoolean repeats;
        private final FaultServer server = new FaultServer(this::answer);

        /** One that does not repeat from the start knows no project until something is sent to it. */
        Echo(int status, boolean wantsLogin, boolean fromTheStart) {
            this.status = status;
            this.wantsLogin = wantsLogin;
            this.repeats = new AtomicBoolean(fromTheStart);
        }

        URI uri(String path) {
            return server.uri(path);
        }

        private void answer(FaultServer.Connection connection) throws IOException {
            FaultServer.Received request = connection.request();
            Optional<String> login = request.header("Authorization");
            login.ifPresent(seen::add);
            if (wantsLogin && login.isEmpty()) {
                connection.answer(401, "", "WWW-Authenticate: Basic realm=\"private\"");
            } else if (seen.isEmpty() || (request.method().equals("GET") && !repeats.get())) {
                connection.answer(404, "");
            } else {
                repeats.set(true);
                repeat(connection, request.target(), seen.get(seen.size() - 1));
            }
        }

        private void repeat(FaultServer.Connection connection, String target, String header) throws IOException {
            String secret = header.startsWith("Basic ")
                    ? new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8)
                            .replaceFirst("[^:]*:", "")
                    : header.replaceFirst("\\S+ ", "");
            // Who follows a redirect has the secret in the address of all that goes wrong there.
            boolean redirect = status >= 300 && status < 400;
            int code = redirect && target.contains("again") ? 500 : status;
            String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
            String body = code % 2 == 0
                    ? "{\"message\":\"you sent " + secret.replace("-", "\\u002d") + "\",\"errors\":[{\"message\":\""
                            + header + "\",\"detail\":\"" + url + "\"}]}"
                    : "<html><head><title>" + code + "</title></head><body><h1>You sent " + secret.replace("-", "&#45;")
                            + "</h1><pre>" + header + " " + url + "</pre></body></html>";
            connection.raw("HTTP/1.1 " + code + " no " + secret + "\r\nLocation: /again?token=" + url + "&header="
                    + URLEncoder.encode(header, StandardCharsets.UTF_8) + "\r\nServer: " + secret + "\r\nX-Debug: "
                    + header
                    + "\r\nRetry-After: " + secret + "\r\nRateLimit: " + secret + "\r\nContent-Type: "
                    + (code % 2 == 0 ? "application/json" : "text/html") + "\r\nContent-Length: "
                    + body.getBytes(StandardCharsets.UTF_8).length + "\r\nConnection: close\r\n\r\n" + body);
        }

        @Override
        public void close() {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 203, 302, 307, 308, 400, 401, 403, 404, 409, 413, 422, 429, 500, 503})
    void nothingThatAServiceRepeatsIsShown(int status) throws IOException {
        try (DeployStage stage = DeployStage.approved(temp.resolve("stage"));
                Echo pypi = new Echo(status, false, false);
                Echo github = new Echo(status, false, true);
                Echo company = new Echo(status, true, false);
                Echo closed = new Echo(status, true, true)) {
            // PyPI repeats, and GitHub is as always.
            DeployRequest toPypi = request(
                    stage,
                    pypi.uri("/"),
                    stage.servers.github().api(),
                    Map.of(
                            "PYPI_TOKEN",
                            INDEX,
                            "GITHUB_TOKEN",
                            stage.servers.github().token()));
            for (Runnable goal : List.<Runnable>of(
                    () -> new Preflight().run(toPypi),
                    () -> new DraftGitHubRelease().run(toPypi),
                    () -> new PublishPlanned().run(toPypi, "pypi"),
                    () -> new PublishGitHubRelease().run(toPypi))) {
                stage.stopped(goal);
            }
            assertThat(pypi.seen).contains("Basic " + encoded("__token__:" + INDEX));
            // GitHub repeats.
            DeployRequest toGitHub = request(
                    stage,
                    stage.servers.pypi().uploadUrl().resolve("/"),
                    github.uri("/"),
                    Map.of("PYPI_TOKEN", INDEX, "GITHUB_TOKEN", GITHUB));
            for (Runnable goal : List.<Runnable>of(
                    () -> new Preflight().run(toGitHub),
                    () -> new DraftGitHubRelease().run(toGitHub),
                    () -> new PublishGitHubRelease().run(toGitHub))) {
                stage.stopped(goal);
            }
            assertThat(github.seen).contains("Bearer " + GITHUB);
            // A company's index wants a login from those who look: that of settings.xml, and that of .pypirc.
            PypiCredentials login = new PypiCredentials("me", INDEX, "<server> 'company' in settings.xml");
            stage.stopped(() -> company(stage, company, Optional.of(login)));
            stage.stopped(() -> company(stage, closed, Optional.empty()));
            assertThat(company.seen).contains("Basic " + encoded("me:" + INDEX));
            assertThat(closed.seen).contains("Basic " + encoded("me:" + INDEX));

            assertThat(stage.console.all() + String.join("\n", stage.thrown)).doesNotContain(forms());
            try (Stream<Path> files = Files.walk(stage.project)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .as(file.toString())
                            .doesNotContain(forms());
                }
            }
        }
    }

    /** What is not in the settings is read from the file that twine reads. */
    private void company(DeployStage stage, Echo echo, Optional<PypiCredentials> login) {
        URI upload = echo.uri("/legacy/");
        Path file = temp.resolve(".pypirc");
        try {
            Files.writeString(
                    file, "[company]\nrepository = " + upload + "\nusername = me\npassword = " + INDEX + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        new IndexUpload(HttpSettings.direct(), timing(), stage.console)
                .run(new IndexUpload.Request(
                        PackageIndex.custom("company", upload, echo.uri("/simple/")),
                        List.of(IndexUpload.ApprovedFile.asItIs(
                                stage.directory.dist().resolve(DeployStage.WHEEL))),
                        login,
                        Map.of("HOME", temp.toString()),
                        IndexUpload.Listener.none(),
                        secret -> {},
                        Duration.ZERO,
                        AttestationSettings.none()));
    }

    private static Timing timing() {
        return new Timing(Clock.systemUTC(), duration -> {}, () -> 0);
    }

    private static DeployRequest request(DeployStage stage, URI index, URI github, Map<String, String> environment) {
        URI upload = index.resolve("/legacy/");
        URI simple = index.resolve("/simple/");
        return new DeployRequest(
                stage.project,
                stage.directory,
                1,
                DeployStage.targets(upload, simple, upload, simple, github),
                new DeployRequest.Credentials(
                        GitHubCredentials.resolve("github", Optional.empty(), environment),
                        any -> Optional.empty(),
                        environment),
                HttpSettings.direct(),
                timing(),
                new DeployRequest.Output(stage.console, secret -> {}, stage.journal::add),
                AttestationSettings.none());
    }

    /** The plan is attached to the release. */
    @Test
    void aLoginInAnAddressGetsIntoNoPlan() {
        URI simple = URI.create("https://index.example/simple/");
        for (IndexAddress bad : List.of(
                new IndexAddress(URI.create("https://me:hunter2-4711@index.example/legacy/"), simple),
                new IndexAddress(simple, URI.create("https://hunter2-4711@index.example/simple/")))) {
            assertThatThrownBy(() -> IndexTarget.of("company", bad.upload(), bad.simple()))
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("index company")
                    .hasMessageContaining("settings.xml")
                    .hasMessageNotContaining("hunter2");
        }
    }

    private record IndexAddress(URI upload, URI simple) {}

    /** The same for an address that reaches the client some other way. */
    @Test
    void aLoginInAnAddressIsNotShownByTheClient() throws IOException {
        RecordingConsole console = new RecordingConsole();
        try (DeployStage stage = DeployStage.planned(temp.resolve("stage"), false)) {
            URI upload = URI.create("https://me:hunter2-4711@index.example/legacy/");
            assertThatThrownBy(() -> new IndexUpload(HttpSettings.direct(), timing(), console)
                            .run(new IndexUpload.Request(
                                    PackageIndex.custom("company", upload, upload),
                                    List.of(IndexUpload.ApprovedFile.asItIs(
                                            stage.directory.dist().resolve(DeployStage.WHEEL))),
                                    Optional.of(new PypiCredentials("me", INDEX, "test")),
                                    Map.of(),
                                    IndexUpload.Listener.none(),
                                    secret -> {},
                                    Duration.ZERO,
                                    AttestationSettings.none())))
                    .hasMessageContaining("credentials do not belong in a URL")
                    .hasMessageNotContaining("hunter2");
        }
        assertThat(console.all()).doesNotContain("hunter2");
    }
}
