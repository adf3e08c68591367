package ai.invoke.release.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates, and the way through a proxy, both of which only https shows. */
@Timeout(60)
class TlsTest {

    @TempDir
    Path dir;

    private TestCertificate own;
    private TestCertificate client;

    @BeforeEach
    void makeCertificates() throws GeneralSecurityException, IOException {
        own = new TestCertificate(dir, "dns:index.example,dns:localhost,ip:127.0.0.1");
        client = new TestCertificate(dir, "dns:client.example");
    }

    private FaultServer server(boolean askForCertificate) throws GeneralSecurityException, IOException {
        return new FaultServer(own.listen(client, askForCertificate), "https", FaultServer.answering(200, "through"));
    }

    private static Exchange get(HttpSettings settings, URI uri) {
        try (Http http = new Http(settings, new RecordingConsole())) {
            return http.send(Request.get(uri).withRetry(RetryPolicy.none()));
        }
    }

    private HttpSettings trusting() throws GeneralSecurityException, IOException {
        return HttpSettings.direct().withCaBundle(own.certificate());
    }

    @Test
    void trustsWhatTheFileHolds() throws Exception {
        try (FaultServer server = server(false)) {
            assertThat(get(trusting(), server.uri("/")))
                    .isInstanceOfSatisfying(
                            Answer.class, answer -> assertThat(answer.text()).isEqualTo("through"));
        }
    }

    /** "localhost" has two addresses, and nothing listens at the second one. */
    @Test
    void failedHandshakeIsNotHiddenByTheNextAddress() throws Exception {
        try (FaultServer server = server(false)) {
            URI uri = URI.create("https://localhost:" + server.port() + "/");
            assertThat(get(HttpSettings.direct(), uri)).isInstanceOfSatisfying(NoAnswer.class, none -> {
                assertThat(none.reason()).startsWith("no secure connection: ").doesNotContain("refused");
                assertThat(none.delivery()).isEqualTo(NoAnswer.Delivery.NOT_SENT);
                assertThat(none.transitory()).isFalse();
            });
        }
    }

    @Test
    void provesWhoAsks() throws Exception {
        try (FaultServer server = server(true)) {
            HttpSettings settings = HttpSettings.direct()
                    .withTls(TlsSettings.of(
                            Optional.empty(),
                            Optional.of(client.keyAndCertificate()),
                            Map.of("SSL_CERT_FILE", own.certificate().toString())));
            assertThat(get(settings, server.uri("/"))).isInstanceOf(Answer.class);
            assertThat(get(trusting(), server.uri("/"))).isInstanceOf(NoAnswer.class);
        }
    }

    /** Each of the variables on its own, and beside it a parameter that comes first. */
    @ParameterizedTest
    @ValueSource(strings = {"TWINE_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT"})
    void eachVariableNamesTheCertificatesToTrust(String variable) throws Exception {
        Map<String, String> environment = Map.of(variable, own.certificate().toString());
        HttpSettings settings =
                HttpSettings.direct().withTls(TlsSettings.of(Optional.empty(), Optional.empty(), environment));
        HttpSettings overruled = HttpSettings.direct()
                .withTls(TlsSettings.of(Optional.of(client.certificate()), Optional.empty(), environment));
        try (FaultServer server = server(false)) {
            assertThat(get(settings, server.uri("/"))).isInstanceOf(Answer.class);
            assertThat(get(overruled, server.uri("/"))).asString().contains("no secure connection");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TWINE_CLIENT_CERT", "SSL_CLIENT_CERT"})
    void eachVariableProvesWhoAsks(String variable) throws Exception {
        Map<String, String> environment =
                Map.of(variable, client.keyAndCertificate().toString());
        HttpSettings settings = HttpSettings.direct()
                .withTls(TlsSettings.of(Optional.of(own.certificate()), Optional.empty(), environment));
        try (FaultServer server = server(true)) {
            assertThat(get(settings, server.uri("/"))).isInstanceOf(Answer.class);
        }
    }

    @Test
    void environmentIsReadInTheOrderOfTheTools() {
        Map<String, String> environment = Map.of(
                "TWINE_CERT", "/a.pem", "SSL_CERT_FILE", "/b.pem", "REQUESTS_CA_BUNDLE", "/c.pem", "PIP_CERT", "");
        assertThat(TlsSettings.of(Optional.empty(), Optional.empty(), environment)
                        .caBundle())
                .contains(Path.of("/a.pem"));
        assertThat(TlsSettings.of(Optional.of(Path.of("/p.pem")), Optional.empty(), environment)
                        .caBundle())
                .contains(Path.of("/p.pem"));
        assertThat(TlsSettings.of(Optional.empty(), Optional.empty(), Map.of("PIP_CERT", "/d.pem"))
                        .caBundle())
                .contains(Path.of("/d.pem"));
    }

    @Test
    void filesThatDoNotHoldWhatTheyShouldAreNamed() throws Exception {
        Path empty = Files.writeString(dir.resolve("empty.pem"), "nothing");
        Path old = Files.writeString(
                dir.resolve("old.pem"), "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        URI uri = URI.create("https://127.0.0.1:9/");
        assertThatThrownBy(() -> get(HttpSettings.direct().withCaBundle(empty), uri))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("empty.pem")
                .hasMessageContaining("holds no certificate");
        assertThatThrownBy(() -> get(HttpSettings.direct().withCaBundle(dir.resolve("missing.pem")), uri))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("missing.pem");
        TlsSettings client = new TlsSettings(Optional.empty(), Optional.of(old));
        assertThatThrownBy(() -> get(HttpSettings.direct().withTls(client), uri))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("openssl pkcs8");
    }

    @Test
    void limitsInTimeHoldForEveryRequest() throws Exception {
        try (FaultServer server = new FaultServer(FaultServer.Connection::hang)) {
            HttpSettings hasty = HttpSettings.direct()
                    .withTimeouts(new HttpSettings.Timeouts(
                            Duration.ofSeconds(5), Optional.of(Duration.ofMillis(200)), Optional.empty()));
            assertThat(get(hasty, server.uri("/")))
                    .isInstanceOfSatisfying(
                            NoAnswer.class, none -> assertThat(none.reason()).contains("said nothing for"));
            HttpSettings hastier = HttpSettings.direct()
                    .withTimeouts(new HttpSettings.Timeouts(
                            Duration.ofSeconds(5), Optional.empty(), Optional.of(Duration.ofMillis(200))));
            assertThat(get(hastier, server.uri("/")))
                    .isInstanceOfSatisfying(
                            NoAnswer.class, none -> assertThat(none.reason()).contains("not finished within"));
        }
    }

    /** The proxy alone knows where the host is; a client that went around it would find nothing. */
    @Test
    void proxyCarriesHttpsInATunnelWithItsOwnLogin() throws Exception {
        try (FaultServer server = server(false);
                TestProxy proxy = new TestProxy("me", "proxy-secret", Map.of("index.example:443", server.port()))) {
            ProxySettings settings = new ProxySettings(
                    "127.0.0.1",
                    proxy.port(),
                    Optional.of(new ProxySettings.Login("me", "proxy-secret")),
                    List.of("*.internal"));
            Request request = Request.get(URI.create("https://index.example/simple/"))
                    .withAuthorization(new Authorization.Basic("__token__", "index-secret"));
            try (Http http = new Http(trusting().withProxy(Optional.of(settings)), new RecordingConsole())) {
                assertThat(http.send(request)).isInstanceOf(Answer.class);
            }
            assertThat(proxy.tunnels()).containsExactly("index.example:443");
            assertThat(server.received().get(0).target()).isEqualTo("/simple/");
            assertThat(server.received().get(0).headers()).doesNotContainKey("Proxy-Authorization");
        }
    }

    @Test
    void proxyThatRefusesIsTheReason() throws Exception {
        try (FaultServer proxy = new FaultServer(connection -> {
            connection.head();
            connection.answer(407, "", "Proxy-Authenticate: Basic realm=\"office\"");
        })) {
            ProxySettings settings = new ProxySettings("127.0.0.1", proxy.port(), Optional.empty(), List.of());
            Exchange exchange = get(trusting().withProxy(Optional.of(settings)), URI.create("https://index.example/"));
            assertThat(exchange.toString()).contains("407");
        }
    }

    @Test
    void answerBeforeTheEndOfTheUploadIsHeard() throws Exception {
        refusesHugeUpload(connection -> {
            connection.head();
            connection.in().readNBytes(1000);
            connection.answer(413, "too large");
            connection.hang();
        });
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "other systems drop what came before a reset")
    void answerBeforeAResetIsHeard() throws Exception {
        refusesHugeUpload(connection -> {
            connection.head();
            connection.in().readNBytes(1000);
            connection.answer(413, "too large");
        });
    }

    private void refusesHugeUpload(FaultServer.Script script) throws Exception {
        Path file = Files.write(dir.resolve("huge.bin"), new byte[60_000_000]);
        try (FaultServer server = new FaultServer(own.listen(client, false), "https", script);
                Http http = new Http(trusting(), new RecordingConsole())) {
            FileBody body = new FileBody(file, "application/octet-stream", 60_000_000, Optional.empty());
            Exchange exchange = http.send(Request.post(server.uri("/"), body).withRetry(RetryPolicy.none()));
            assertThat(exchange).isInstanceOf(Answer.class).asString().contains("413");
        }
    }
}
