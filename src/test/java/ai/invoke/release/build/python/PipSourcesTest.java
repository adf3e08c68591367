package ai.invoke.release.build.python;

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

    @Test
    void noVariableIsEmptyForPipWouldLookIntoItsFilesThen() {
        Map<String, String> far =
                Map.of("find-links", "https://far.example/wheels", "index-url", "file:///near/simple");

        assertThat(PipSources.localOnly(far, Path.of("/nothing here")))
                .containsEntry("PIP_FIND_LINKS", "file:///nothing%20here")
                .containsEntry("PIP_INDEX_URL", "file:///near/simple")
                .containsEntry("PIP_EXTRA_INDEX_URL", "file:///near/simple");
    }
}
