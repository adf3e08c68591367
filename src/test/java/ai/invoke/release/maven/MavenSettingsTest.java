package ai.invoke.release.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.DefaultSettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher;
import org.sonatype.plexus.components.sec.dispatcher.DefaultSecDispatcher;

/** Real settings files, read and decrypted by Maven's own classes. */
class MavenSettingsTest {

    private static final String MASTER = "the master password";
    private static final String SECRET = "pypi-AgEIcHlwaS5vcmc-a-secret";

    @TempDir
    Path home;

    private DefaultPlexusCipher cipher;
    private String encrypted;

    @BeforeEach
    void encrypt() throws Exception {
        cipher = new DefaultPlexusCipher();
        encrypted = cipher.encryptAndDecorate(SECRET, MASTER);
        security(cipher.encryptAndDecorate(MASTER, "settings.security"));
    }

    private void security(String master) throws Exception {
        Files.writeString(
                home.resolve("settings-security.xml"),
                "<settingsSecurity><master>" + master + "</master></settingsSecurity>");
    }

    private Settings settings(String content) throws Exception {
        File file = Files.writeString(home.resolve("settings.xml"), "<settings>" + content + "</settings>")
                .toFile();
        DefaultSettingsBuildingRequest request = new DefaultSettingsBuildingRequest();
        request.setUserSettingsFile(file);
        return new DefaultSettingsBuilderFactory().newInstance().build(request).getEffectiveSettings();
    }

    private SettingsDecrypter decrypter() {
        return new DefaultSettingsDecrypter(new DefaultSecDispatcher(
                cipher, Map.of(), home.resolve("settings-security.xml").toString()));
    }

    private ServerCredentials servers(String content) throws Exception {
        return new ServerCredentials(settings("<servers>" + content + "</servers>"), decrypter());
    }

    private static String server(String id, String user, String password) {
        return "<server><id>" + id + "</id><username>" + user + "</username><password>" + password
                + "</password></server>";
    }

    @Test
    void encryptedPasswordIsDecrypted() throws Exception {
        ServerCredentials.Login login = servers(server("pypi", "__token__", encrypted))
                .find(List.of("pypi"))
                .orElseThrow();
        assertThat(login.password()).isEqualTo(SECRET);
        assertThat(login.user()).isEqualTo("__token__");
        assertThat(login.origin()).isEqualTo("<server> 'pypi' in settings.xml");
        assertThat(login.toString()).doesNotContain(SECRET);
    }

    @Test
    void plainPasswordPassesThrough() throws Exception {
        assertThat(servers(server("pypi", "", SECRET)).find(List.of("pypi")))
                .contains(new ServerCredentials.Login("pypi", "", SECRET));
    }

    @Test
    void firstIdWins() throws Exception {
        ServerCredentials servers = servers(server("b", "u", "two") + server("a", "u", "one"));
        assertThat(servers.find(List.of("x", "a", "b")))
                .hasValueSatisfying(login -> assertThat(login.password()).isEqualTo("one"));
    }

    @Test
    void entryWithoutAPasswordIsNone() throws Exception {
        assertThat(servers("<server><id>pypi</id></server>").find(List.of("pypi", "other")))
                .isEmpty();
    }

    @Test
    void brokenMasterPasswordIsOneSentence() throws Exception {
        security("{bm90IHRoZSBtYXN0ZXIgcGFzc3dvcmQgYXQgYWxsIQ==}");
        ServerCredentials servers = servers(server("pypi", "__token__", encrypted));
        assertThatThrownBy(() -> servers.find(List.of("pypi")))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("cannot decrypt the password of <server> 'pypi'")
                .hasMessageContaining("settings-security.xml")
                .hasMessageNotContaining(encrypted);
    }

    @Test
    void wrongMasterPasswordIsOneSentence() throws Exception {
        security(cipher.encryptAndDecorate("another master", "settings.security"));
        ServerCredentials servers = servers(server("pypi", "__token__", encrypted));
        assertThatThrownBy(() -> servers.find(List.of("pypi"))).isInstanceOf(ProjectException.class);
    }

    @Test
    void missingMasterPasswordIsOneSentence() throws Exception {
        Files.delete(home.resolve("settings-security.xml"));
        ServerCredentials servers = servers(server("pypi", "__token__", encrypted));
        assertThatThrownBy(() -> servers.find(List.of("pypi")))
                .isInstanceOf(ProjectException.class)
                .hasMessageNotContaining(encrypted);
    }

    /** Without a master password Maven 3 hands the value back as it is and reports no problem: it must not be sent. */
    @Test
    void aPasswordThatIsStillEncryptedIsNotSent() throws Exception {
        SettingsDecrypter handsBack = request -> new SettingsDecryptionResult() {
            @Override
            public Server getServer() {
                return getServers().get(0);
            }

            @Override
            public List<Server> getServers() {
                return request.getServers();
            }

            @Override
            public Proxy getProxy() {
                return getProxies().get(0);
            }

            @Override
            public List<Proxy> getProxies() {
                return request.getProxies();
            }

            @Override
            public List<SettingsProblem> getProblems() {
                return List.of();
            }
        };
        ServerCredentials servers = new ServerCredentials(
                settings("<servers>" + server("pypi", "__token__", encrypted) + "</servers>"), handsBack);
        assertThatThrownBy(() -> servers.find(List.of("pypi")))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("it was left encrypted")
                .hasMessageNotContaining(encrypted);
        MavenProxies proxies =
                new MavenProxies(settings("<proxies>" + proxy("c", "https", true, "p") + "</proxies>"), handsBack);
        assertThatThrownBy(proxies::active).isInstanceOf(ProjectException.class).hasMessageNotContaining(encrypted);
    }

    @Test
    void otherEntriesDoNotMatter() throws Exception {
        ServerCredentials servers = servers(server("broken", "u", "{bm90IHZhbGlk}") + server("pypi", "u", encrypted));
        assertThat(servers.find(List.of("pypi"))).isPresent();
    }

    @Test
    void httpsProxyBeforeHttpProxyAndActiveOnly() throws Exception {
        String proxies = "<proxies>" + proxy("a", "http", true, "http-proxy") + proxy("b", "https", false, "asleep")
                + proxy("c", "https", true, "https-proxy") + "</proxies>";
        assertThat(new MavenProxies(settings(proxies), decrypter()).active())
                .contains(new MavenProxies.Address("https-proxy", 3128, "me", SECRET, "localhost|*.example.org"));
        String only = "<proxies>" + proxy("a", "http", true, "http-proxy") + "</proxies>";
        assertThat(new MavenProxies(settings(only), decrypter()).active()).hasValueSatisfying(address -> {
            assertThat(address.host()).isEqualTo("http-proxy");
            assertThat(address.toString()).doesNotContain(SECRET);
        });
        assertThat(new MavenProxies(settings(""), decrypter()).active()).isEmpty();
    }

    @Test
    void proxyPasswordThatCannotBeDecrypted() throws Exception {
        Files.delete(home.resolve("settings-security.xml"));
        MavenProxies proxies =
                new MavenProxies(settings("<proxies>" + proxy("c", "https", true, "p") + "</proxies>"), decrypter());
        assertThatThrownBy(proxies::active).isInstanceOf(ProjectException.class).hasMessageContaining("<proxy> 'c'");
    }

    private String proxy(String id, String protocol, boolean active, String host) {
        return "<proxy><id>" + id + "</id><active>" + active + "</active><protocol>" + protocol
                + "</protocol><host>" + host + "</host><port>3128</port><username>me</username><password>" + encrypted
                + "</password><nonProxyHosts>localhost|*.example.org</nonProxyHosts></proxy>";
    }
}
