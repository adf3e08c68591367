package ai.invoke.release.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What holds for all requests of a client.
 *
 * @param timeouts how long anything may take
 * @param proxy the way out, where there is one
 * @param tls whom to trust, and how to prove who asks
 */
public record HttpSettings(Timeouts timeouts, Optional<ProxySettings> proxy, TlsSettings tls) {

    /**
     * How long anything may take.
     *
     * @param connect until a connection comes about, for each address of a host
     * @param read how long a server may say nothing; by default each request knows its own limit
     * @param overall how long one attempt at a request may take as a whole; by default each request knows its own limit
     */
    public record Timeouts(Duration connect, Optional<Duration> read, Optional<Duration> overall) {

        Request applyTo(Request request) {
            return request.withTimeouts(
                    overall.orElse(request.limits().timeout()),
                    read.orElse(request.limits().silence()));
        }
    }

    /**
     * Direct, with Java's own certificates, ten seconds to connect.
     *
     * @return the settings
     */
    public static HttpSettings direct() {
        return new HttpSettings(
                new Timeouts(Duration.ofSeconds(10), Optional.empty(), Optional.empty()),
                Optional.empty(),
                TlsSettings.standard());
    }

    /**
     * The same settings with other limits in time.
     *
     * @param other how long anything may take
     * @return a copy
     */
    public HttpSettings withTimeouts(Timeouts other) {
        return new HttpSettings(other, proxy, tls);
    }

    /**
     * The same settings with another proxy.
     *
     * @param other the way out
     * @return a copy
     */
    public HttpSettings withProxy(Optional<ProxySettings> other) {
        return new HttpSettings(timeouts, other, tls);
    }

    /**
     * The same settings with other certificates.
     *
     * @param other whom to trust, and how to prove who asks
     * @return a copy
     */
    public HttpSettings withTls(TlsSettings other) {
        return new HttpSettings(timeouts, proxy, other);
    }

    /**
     * The same settings with another set of trusted certificates.
     *
     * @param pem a PEM file
     * @return a copy
     */
    public HttpSettings withCaBundle(Path pem) {
        return withTls(new TlsSettings(Optional.of(pem), tls.clientCertificate()));
    }
}
