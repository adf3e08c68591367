package ai.invoke.release.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The one exception from https, and how narrow it is. */
class MetadataServerTest {

    private static final String IDENTITY = "/computeMetadata/v1/instance/service-accounts/default/identity";

    private static Optional<String> problem(String address) {
        return Origin.problem(URI.create(address));
    }

    @Test
    void onlyAnIdentityIsAskedForInClearText() {
        assertThat(problem("http://metadata.google.internal" + IDENTITY + "?audience=pypi&format=full"))
                .isEmpty();
        assertThat(problem("http://169.254.169.254" + IDENTITY)).isEmpty();
        for (String address : List.of(
                "http://metadata.google.internal/",
                "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token",
                "http://metadata.google.internal" + IDENTITY + "/",
                "http://metadata.google.internal:8080" + IDENTITY,
                "http://metadata.google.internal.example.org" + IDENTITY,
                "http://metadata" + IDENTITY,
                "http://169.254.169.253" + IDENTITY,
                "http://example.org" + IDENTITY)) {
            assertThat(problem(address)).as(address).isPresent();
        }
    }

    @Test
    void noProxyIsAskedForIt() {
        ProxySettings proxy = new ProxySettings("proxy.example.org", 3128, Optional.empty(), List.of());
        assertThat(proxy.bypasses("metadata.google.internal")).isTrue();
        assertThat(proxy.bypasses("169.254.169.254")).isTrue();
        assertThat(proxy.bypasses("pypi.org")).isFalse();
    }
}
