package ai.invoke.release.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.goal.publish.DeployRequest;
import ai.invoke.release.goal.publish.PublishPypi;
import ai.invoke.release.http.FaultServer;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Request;
import ai.invoke.release.http.RetryPolicy;
import ai.invoke.release.http.TestCertificate;
import ai.invoke.release.http.TestProxy;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.process.ChildEnvironment;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.sandbox.pypi.PypiOptions;
import ai.invoke.sandbox.pypi.SandboxPypi;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.crypto.DefaultSettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher;
import org.sonatype.plexus.components.sec.dispatcher.DefaultSecDispatcher;

/** A company's network: the index is known to the proxy of {@code settings.xml} only, and both want logins. */
@Timeout(120)
class ProxyOfTheSettingsTest {

    private static final Path GOOD = Path.of("src/test/resources/corpora/good");
    private static final String SECRET = "proxy-secret-4711";
    private static final String HOST = "index.corp.example";

    @TempDir
    Path temp;

    private final RecordingConsole console = new RecordingConsole();
    private SandboxPypi index;
    private FaultServer https;
    private TestProxy proxy;
    private TestCertificate certificate;

    @BeforeEach
    void start() throws Exception {
        index = SandboxPypi.start(temp.resolve("index"), PypiOptions.of("pypi"));
        certificate = new TestCertificate(temp, "dns:" + HOST);
        https = new FaultServer(
                certificate.listen(certificate, false),
                "https",
                connection ->
                        TestProxy.join(connection.socket(), index.uploadUrl().getPort()));
        proxy = new TestProxy("me", SECRET, Map.of(HOST + ":443", https.port()));
    }

    @AfterEach
    void stop() {
        proxy.close();
        https.close();
        index.close();
        assertThat(console.all()).doesNotContain(SECRET, index.token());
    }

    private SettingsDecrypter decrypter() throws Exception {
        DefaultPlexusCipher cipher = new DefaultPlexusCipher();
        Path security = Files.writeString(
                temp.resolve("settings-security.xml"),
                "<settingsSecurity><master>" + cipher.encryptAndDecorate("master", "settings.security")
                        + "</master></settingsSecurity>");
        return new DefaultSettingsDecrypter(new DefaultSecDispatcher(cipher, Map.of(), security.toString()));
    }

    @SuppressWarnings("deprecation")
    private DeployAccess access(String password, String nonProxyHosts) throws Exception {
        Proxy entry = new Proxy();
        entry.setId("office");
        entry.setActive(true);
        entry.setProtocol("https");
        entry.setHost("127.0.0.1");
        entry.setPort(proxy.port());
        entry.setUsername("me");
        entry.setPassword(new DefaultPlexusCipher().encryptAndDecorate(password, "master"));
        entry.setNonProxyHosts(nonProxyHosts);
        Server server = new Server();
        server.setId("corp");
        server.setPassword(index.token());
        DefaultMavenExecutionRequest request = new DefaultMavenExecutionRequest();
        request.setProxies(List.of(entry));
        request.setServers(List.of(server));
        MavenSession session = new MavenSession(null, null, request, new DefaultMavenExecutionResult());
        return new DeployAccess(session, decrypter());
    }

    private HttpSettings trusting(DeployAccess access) throws Exception {
        return access.http().withCaBundle(certificate.certificate());
    }

    private List<String> publish(DeployAccess access) throws Exception {
        Path dist = Files.createDirectories(temp.resolve("dist"));
        for (String name : List.of("demo_setuptools-1.2.3-py3-none-any.whl", "demo_setuptools-1.2.3.tar.gz")) {
            Files.write(dist.resolve(name), Files.readAllBytes(GOOD.resolve(name)));
        }
        DeployRequest request = access.request(
                temp, temp.resolve("none"), trusting(access), Optional.empty(), Optional.empty(), console);
        return new PublishPypi()
                .run(
                        request,
                        IndexTarget.of(
                                "corp",
                                URI.create("https://" + HOST + "/legacy/"),
                                URI.create("https://" + HOST + "/simple/")),
                        Optional.of(new PublishPypi.Unplanned(
                                List.of(dist),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                Optional.empty(),
                                new ProcessRunner(ChildEnvironment.of(System.getenv(), List.of(), List.of())))),
                        new PublishPypi.Mode(false, false));
    }

    @Test
    void filesGoThroughItWithItsOwnLogin() throws Exception {
        assertThat(publish(access(SECRET, "localhost|*.internal.example"))).contains("2 uploaded, 0 already there");
        assertThat(proxy.tunnels()).isNotEmpty().containsOnly(HOST + ":443");
        assertThat(index.state().path("demo-setuptools")).hasSize(2);
        assertThat(Files.readString(temp.resolve("index/requests.jsonl"))).doesNotContainIgnoringCase("proxy-auth");
    }

    @Test
    void aWrongLoginIsToldWithoutTheSecret() throws Exception {
        assertThatThrownBy(() -> publish(access("wrong-4711", "")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("407")
                .hasMessageNotContaining("4711");
        assertThat(proxy.tunnels()).isEmpty();
    }

    /** Such a host is not asked for at the proxy, which would know it, but looked up, which finds nothing. */
    @Test
    void nonProxyHostsAreReachedDirectly() throws Exception {
        HttpSettings settings = trusting(access(SECRET, "localhost|*.corp.example"));
        try (Http http = new Http(settings, console)) {
            assertThat(http.send(Request.get(URI.create("https://" + HOST + "/simple/"))
                            .withRetry(RetryPolicy.none())))
                    .asString()
                    .contains(HOST)
                    .contains("cannot be resolved");
        }
        assertThat(proxy.connections()).isZero();
    }

    /** What runs on this machine is never sent through a proxy. */
    @Test
    void thisMachineIsReachedDirectly() throws Exception {
        HttpSettings settings = trusting(access(SECRET, ""));
        try (Http http = new Http(settings, console)) {
            assertThat(http.send(Request.get(index.simpleUrl()))).asString().contains("200");
        }
        assertThat(proxy.connections()).isZero();
    }
}
