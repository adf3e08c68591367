package ai.invoke.release.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.EnvironmentException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {

    @Test
    void fromTheEnvironment() {
        assertThat(ProxySettings.fromEnvironment(Map.of())).isEmpty();
        ProxySettings proxy = ProxySettings.fromEnvironment(Map.of(
                        "HTTPS_PROXY",
                        "http://me:p%40ss+word@proxy:3128/",
                        "NO_PROXY",
                        ".corp.example, other.example:443"))
                .orElseThrow();
        assertThat(proxy.host()).isEqualTo("proxy");
        assertThat(proxy.port()).isEqualTo(3128);
        assertThat(proxy.login()).contains(new ProxySettings.Login("me", "p@ss+word"));
        assertThat(proxy.toString()).doesNotContain("p@ss");
        assertThat(List.of("corp.example", "a.corp.example", "x.OTHER.example", "127.0.0.9", "[::1]", "a.localhost"))
                .allMatch(proxy::bypasses);
        assertThat(List.of("pypi.org", "notcorp.example")).noneMatch(proxy::bypasses);
        assertThat(ProxySettings.fromEnvironment(Map.of("all_proxy", "proxy:1", "no_proxy", "*")))
                .hasValueSatisfying(all -> assertThat(all.bypasses("pypi.org")).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "socks5://me:hunter22@proxy:1",
                "http://me:hunter22@",
                "http://me:hunter22@proxy:99999",
                "::hunter22"
            })
    void unusableValueIsNotShown(String value) {
        assertThatThrownBy(() -> ProxySettings.fromEnvironment(Map.of("https_proxy", value)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("https_proxy")
                .hasMessageNotContaining("hunter22");
    }

    @ParameterizedTest
    @CsvSource({
        "*.example.org, a.example.org, true",
        "*.example.org, example.org, false",
        "10.*, 10.1.2.3, true",
        "10.*, 110.1.2.3, false",
        "exact, exact, true",
        "exact, exactly, false",
        "*mid*, amidst, true",
        "a.c, abc, false"
    })
    void patterns(String pattern, String host, boolean bypassed) {
        ProxySettings proxy = new ProxySettings("p", 1, Optional.empty(), ProxySettings.nonProxyHosts("x|" + pattern));
        assertThat(proxy.bypasses(host)).isEqualTo(bypassed);
    }
}
