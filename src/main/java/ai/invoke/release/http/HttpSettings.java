package ai.invoke.release.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What holds for all requests of a client.
 *
 * @param connectTimeout how long a connection may take to come about, for each address of a host
 * @param proxy the way out, where there is one
 * @param caBundle a PEM file with certificates to trust instead of Java's own, for a company's network or a test
 */
public record HttpSettings(Duration connectTimeout, Optional<ProxySettings> proxy, Optional<Path> caBundle) {

    /**
     * Direct, with Java's own certificates, ten seconds to connect.
     *
     * @return the settings
     */
    public static HttpSettings direct() {
        return new HttpSettings(Duration.ofSeconds(10), Optional.empty(), Optional.empty());
    }

    /**
     * The same settings with another proxy.
     *
     * @param other the way out
     * @return a copy
     */
    public HttpSettings withProxy(Optional<ProxySettings> other) {
        return new HttpSettings(connectTimeout, other, caBundle);
    }

    /**
     * The same settings with another set of trusted certificates.
     *
     * @param pem a PEM file
     * @return a copy
     */
    public HttpSettings withCaBundle(Path pem) {
        return new HttpSettings(connectTimeout, proxy, Optional.of(pem));
    }
}
