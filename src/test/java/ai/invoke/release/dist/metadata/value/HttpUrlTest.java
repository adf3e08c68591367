package ai.invoke.release.dist.metadata.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUrlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.org",
                "http://u@example.org:80/a/b?q=1#f",
                "https://[::1]/",
                "https://[1:2:3:4:5:6:1.2.3.4]/",
                "https://[fe80::1%25eth0]/",
                "HTTPS://x/%20"
            })
    void rfc3986IsUnderstood(String url) {
        assertThat(HttpUrl.isWellFormed(url)).isTrue();
        assertThat(HttpUrl.isTakenByPypi(url)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.org/a b",
                "https://example.org/%2",
                "https://256.1.1.1/",
                "https://example.org/\u00e9",
                "https://[1:2:3]/",
                "https://ex ample.org"
            })
    void pypiRepairsWhatIsNotWellFormed(String url) {
        assertThat(HttpUrl.isWellFormed(url)).isFalse();
        assertThat(HttpUrl.isTakenByPypi(url)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example", "not a url", "ftp://x.org", "//x.org", "https://x.org:65536", "http:[a]"})
    void noWebAddressIsRefusedByBoth(String url) {
        assertThat(HttpUrl.isWellFormed(url)).isFalse();
        assertThat(HttpUrl.isTakenByPypi(url)).isFalse();
    }
}
