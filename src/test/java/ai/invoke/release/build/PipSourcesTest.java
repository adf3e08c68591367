package ai.invoke.release.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipSourcesTest {

    @Test
    void offlineKeepsOnlyWhatNeedsNoNetwork() {
        Map<String, String> settings = PipSources.settings("""
                :env:.find-links='/wheels https://far.example/wheels'
                global.extra-index-url='https://far.example/simple\\nfile:///near/simple'
                global.index-url='https://far.example/simple'
                install.index-url='http://localhost:3141/team/pypi'
                """);

        assertThat(PipSources.localOnly(settings, Path.of("/nothing")))
                .containsEntry("PIP_FIND_LINKS", "/wheels")
                .containsEntry("PIP_INDEX_URL", "http://localhost:3141/team/pypi")
                .containsEntry("PIP_EXTRA_INDEX_URL", "file:///near/simple")
                .doesNotContainKey("PIP_NO_INDEX");
        assertThat(PipSources.localOnly(Map.of(), Path.of("/nothing"))).containsEntry("PIP_NO_INDEX", "1");
    }
}
