package ai.invoke.release.pypi.attestation.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.http.FaultServer;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.pypi.attestation.bundle.Attestation;
import ai.invoke.release.pypi.attestation.certificate.FulcioCertificate;
import ai.invoke.release.pypi.attestation.certificate.Publisher;
import ai.invoke.release.pypi.attestation.statement.Statement;
import ai.invoke.release.pypi.attestation.verify.AttestationVerifier;
import ai.invoke.release.pypi.attestation.verify.IdToken;
import ai.invoke.release.pypi.attestation.verify.NodeSigstore;
import ai.invoke.release.pypi.attestation.verify.RealAttestations;
import ai.invoke.release.pypi.attestation.verify.TrustRoot;
import ai.invoke.release.pypi.attestation.verify.Verdict;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole way against Sigstore's own mock, and against services that do their part wrong. */
@Timeout(400)
class AttestationSignerTest {

    private static final String WHEEL = "project-1.0-py3-none-any.whl";
    private static final String SDIST = "project-1.0.tar.gz";
    private static final String SHA256 = "ab".repeat(32);

    private static NodeSigstore.Services services;

    @TempDir
    static Path folder;

    private static TrustRoot root;

    private final RecordingConsole console = new RecordingConsole();
    private final Http http =
            new Http(HttpSettings.direct(), console, new Timing(Clock.systemUTC(), wait -> {}, () -> 0.5));
    private final AtomicInteger identities = new AtomicInteger();

    @BeforeAll
    static void start() throws IOException {
        services = NodeSigstore.services(0);
        root = TrustRoot.read(Files.writeString(folder.resolve("root.json"), services.trustRoot()));
    }

    @AfterAll
    static void stop() {
        services.close();
    }

    @AfterEach
    void nothingSecretWasSaid() {
        http.close();
        assertThat(console.all()).doesNotContain(IdToken.SECRET);
    }

    private AttestationSigner signer(URI authority, URI log, Clock clock) {
        return new AttestationSigner(
                http,
                new SigningServices(authority, log),
                () -> {
                    identities.incrementAndGet();
                    return IdToken.github();
                },
                root,
                clock);
    }

    private AttestationSigner signer(URI authority, URI log) {
        return signer(authority, log, Clock.systemUTC());
    }

    @Test
    void oneCertificateServesAllFiles() throws Exception {
        AttestationSigner signer = signer(services.address(), services.address());
        AttestationSigner.Made wheel = signer.attest(WHEEL, SHA256);
        AttestationSigner.Made sdist = signer.attest(SDIST, "cd".repeat(32));
        assertThat(identities).hasValue(1);
        assertThat(sdist.attestation().certificate())
                .isEqualTo(wheel.attestation().certificate());
        assertThat(wheel.verdict()).isInstanceOf(Verdict.Verified.class);

        Publisher publisher = new Publisher.GitHub("example/project", "release.yml");
        assertThat(new AttestationVerifier(root).verify(wheel.attestation(), WHEEL, SHA256, publisher))
                .isInstanceOfSatisfying(Verdict.Verified.class, verified -> {
                    assertThat(verified.statement()).isEqualTo(new Statement(WHEEL, SHA256, Statement.PUBLISH));
                    assertThat(verified.signer().sourceDigest()).contains("0123456789abcdef0123456789abcdef01234567");
                });
        assertThat(NodeSigstore.judge(List.of(
                        new NodeSigstore.Case(wheel.attestation().sigstoreBundle(), services.trustRoot()),
                        new NodeSigstore.Case(sdist.attestation().sigstoreBundle(), services.trustRoot()))))
                .containsOnly("accepted");
    }

    @Test
    void aCertificateNearItsEndIsReplaced() {
        // Ten minutes are shorter than many an upload; the clock stands nine and a half minutes later.
        Clock late = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(570));
        AttestationSigner signer = signer(services.address(), services.address(), late);
        signer.attest(WHEEL, SHA256);
        signer.attest(SDIST, SHA256);
        assertThat(identities).hasValue(2);
    }

    @Test
    void whatTheLogTookTooLateIsNotGivenOut() throws IOException {
        try (NodeSigstore.Services late =
                NodeSigstore.services(Duration.ofMinutes(11).toMillis())) {
            TrustRoot other = TrustRoot.read(Files.writeString(folder.resolve("late.json"), late.trustRoot()));
            AttestationSigner signer = new AttestationSigner(
                    http,
                    new SigningServices(late.address(), late.address()),
                    IdToken::github,
                    other,
                    Clock.systemUTC());
            assertThatThrownBy(() -> signer.attest(WHEEL, SHA256))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("does not hold: the certificate was valid from")
                    .hasMessageContaining("clock");
        }
    }

    @Test
    void anOlderTrustRootDoesNotPreventSigning() {
        AttestationSigner signer = new AttestationSigner(
                http,
                new SigningServices(services.address(), services.address()),
                IdToken::github,
                TrustRoot.shipped(),
                Clock.systemUTC());
        assertThat(signer.attest(WHEEL, SHA256).verdict()).isInstanceOf(Verdict.Undecided.class);
    }

    @Test
    void aLostAnswerOfTheLogMakesNoSecondEntry() {
        HttpClient client = HttpClient.newHttpClient();
        AtomicInteger conflicts = new AtomicInteger();
        FaultServer.Script forward = connection -> forward(client, connection, conflicts, false);
        try (FaultServer proxy = new FaultServer(connection -> forward(client, connection, conflicts, true), forward)) {
            Attestation attestation = signer(services.address(), proxy.uri(""))
                    .attest(WHEEL, SHA256)
                    .attestation();
            assertThat(conflicts).hasValue(1);
            assertThat(proxy.received())
                    .extracting(FaultServer.Received::method)
                    .containsExactly("POST", "POST", "GET");
            assertThat(new AttestationVerifier(root).verify(attestation, WHEEL, SHA256))
                    .isInstanceOf(Verdict.Verified.class);
        }
    }

    private static void forward(
            HttpClient client, FaultServer.Connection connection, AtomicInteger conflicts, boolean lose)
            throws IOException, InterruptedException {
        FaultServer.Received request = connection.request();
        HttpRequest.Builder again = HttpRequest.newBuilder(URI.create(services.address() + request.target()))
                .method(request.method(), HttpRequest.BodyPublishers.ofByteArray(request.body()));
        HttpResponse<String> answer = client.send(again.build(), HttpResponse.BodyHandlers.ofString());
        if (lose) {
            connection.reset();
            return;
        }
        if (answer.statusCode() == 409) {
            conflicts.incrementAndGet();
        }
        connection.answer(
                answer.statusCode(),
                answer.body(),
                answer.headers()
                        .firstValue("location")
                        .map(there -> "Location: " + there)
                        .orElse("X-None: 1"));
    }

    private void authorityFails(String why, FaultServer.Script... scripts) {
        try (FaultServer authority = new FaultServer(scripts)) {
            assertThatThrownBy(
                            () -> signer(authority.uri(""), services.address()).attest(WHEEL, SHA256))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining(why)
                    .hasMessageNotContaining(IdToken.SECRET)
                    .hasMessageNotContaining("eyJ");
        }
    }

    @Test
    void saysWhatTheAuthorityDidWrong() {
        authorityFails(
                "it answered 400 There was an error processing the identity token ***",
                FaultServer.answering(400, "There was an error processing the identity token " + IdToken.github()));
        authorityFails("it answered 503", FaultServer.answering(503, "later"));
        authorityFails("its answer is not the JSON", FaultServer.answering(201, IdToken.github()));
        authorityFails("its answer is not the JSON", FaultServer.answering(201, "{}"));
        authorityFails(
                "it logs its certificates apart", FaultServer.answering(201, "{\"signedCertificateDetachedSct\":{}}"));
        authorityFails("its answer holds no certificate", FaultServer.answering(201, chain("")));
        authorityFails(
                "its certificate is for another key",
                FaultServer.answering(
                        201,
                        chain(FulcioCertificate.pem(
                                        "CERTIFICATE",
                                        RealAttestations.publish().certificate().toArray())
                                .replace("\n", "\\n"))));
        authorityFails("got no answer", FaultServer.answering(200, "x".repeat(300 * 1024)));
        authorityFails("got no answer", FaultServer.droppingAfter(1));
    }

    private static String chain(String pem) {
        return "{\"signedCertificateEmbeddedSct\":{\"chain\":{\"certificates\":[\"" + pem + "\"]}}}";
    }

    private void logFails(String why, FaultServer.Script... scripts) {
        try (FaultServer log = new FaultServer(scripts)) {
            assertThatThrownBy(() -> signer(services.address(), log.uri("")).attest(WHEEL, SHA256))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining(why);
        }
    }

    @Test
    void saysWhatTheLogDidWrong() {
        logFails("it answered 400 no", FaultServer.answering(400, "no"));
        logFails("it answered 502", FaultServer.answering(502, "later"));
        logFails("its answer cannot be read", FaultServer.answering(201, "[]"));
        logFails("its answer cannot be read: one entry is expected, not 0", FaultServer.answering(201, "{}"));
        logFails(
                "its answer cannot be read: one entry is expected, not 2",
                FaultServer.answering(201, "{\"a\":{},\"b\":{}}"));
        logFails("does not say where", FaultServer.answering(409, "exists"));
        logFails(
                "does not say where",
                FaultServer.answering(409, "exists", "Location: https://elsewhere.example/api/v1/log/entries/../x"));
    }

    @Test
    void aTokenWithoutASubjectIsNotShown() {
        for (String token : List.of("", "no token", "a.b.c", IdToken.of("{}"), IdToken.of("{\"iss\":\"x\"}"))) {
            AttestationSigner signer = new AttestationSigner(
                    http,
                    new SigningServices(services.address(), services.address()),
                    () -> token,
                    root,
                    Clock.systemUTC());
            assertThatThrownBy(() -> signer.attest(WHEEL, SHA256))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("no JSON web token with a subject")
                    .hasMessageNotContaining(IdToken.SECRET)
                    .hasNoCause();
        }
    }
}
