package ai.invoke.release.maven;

import java.util.Optional;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.jspecify.annotations.Nullable;

/** The proxy that {@code settings.xml} names for the outside world. */
public final class MavenProxies {

    private final Settings settings;
    private final SettingsDecrypter decrypter;

    /**
     * The proxies of a Maven run.
     *
     * @param settings the session's settings
     * @param decrypter Maven's own component
     */
    public MavenProxies(Settings settings, SettingsDecrypter decrypter) {
        this.settings = settings;
        this.decrypter = decrypter;
    }

    /**
     * A decrypted {@code <proxy>}.
     *
     * @param host the proxy's host
     * @param port the proxy's port
     * @param user the user name; empty when the proxy asks for none
     * @param password the secret; empty when there is none
     * @param nonProxyHosts patterns separated by {@code |}; perhaps empty
     */
    public record Address(String host, int port, String user, String password, String nonProxyHosts) {

        /** Never the secret. */
        @Override
        public String toString() {
            return "Address[" + host + ":" + port + ", user=" + user + ", password=***, nonProxyHosts=" + nonProxyHosts
                    + "]";
        }
    }

    /**
     * The active proxy: the one for https, else the one for http, which company settings often give for both.
     *
     * @return the proxy, where there is one
     * @throws ai.invoke.release.problem.ProjectException when its password cannot be decrypted
     */
    public Optional<Address> active() {
        return active("https").or(() -> active("http")).map(this::decrypt);
    }

    private Optional<Proxy> active(String protocol) {
        return settings.getProxies().stream()
                .filter(proxy -> proxy.isActive() && protocol.equalsIgnoreCase(proxy.getProtocol()))
                .findFirst();
    }

    private Address decrypt(Proxy proxy) {
        SettingsDecryptionResult result = decrypter.decrypt(new DefaultSettingsDecryptionRequest(proxy));
        String entry = "<proxy> '" + proxy.getId() + "'";
        ServerCredentials.Decryption.check(result.getProblems(), entry);
        Proxy plain = result.getProxy();
        String password = text(plain.getPassword());
        if (ServerCredentials.Decryption.looksEncrypted(password)) {
            throw ServerCredentials.Decryption.failed(entry, "it was left encrypted");
        }
        return new Address(
                plain.getHost(), plain.getPort(), text(plain.getUsername()), password, text(plain.getNonProxyHosts()));
    }

    private static String text(@Nullable String value) {
        return Optional.ofNullable(value).orElse("");
    }
}
