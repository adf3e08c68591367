package ai.invoke.release.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.Map;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.toolchain.model.ToolchainModel;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.junit.jupiter.api.Test;

class PythonToolchainTest {

    private final DefaultMavenExecutionRequest request = new DefaultMavenExecutionRequest();
    private final MavenSession session = mock(MavenSession.class);

    private static ToolchainModel toolchain(String child, String value) {
        Xpp3Dom configuration = new Xpp3Dom("configuration");
        Xpp3Dom executable = new Xpp3Dom(child);
        executable.setValue(value);
        configuration.addChild(executable);
        ToolchainModel model = new ToolchainModel();
        model.setType("python");
        model.setConfiguration(configuration);
        return model;
    }

    @Test
    void theFirstThatNamesAnExecutableIsTaken() {
        when(session.getRequest()).thenReturn(request);
        request.setToolchains(Map.of(
                "python",
                List.of(toolchain("home", "/opt"), toolchain("executable", " "), toolchain("executable", "/opt/p"))));
        assertThat(PythonToolchain.executable(session)).contains("/opt/p");
    }

    @Test
    void withoutToolchainsThereIsNone() {
        assertThat(PythonToolchain.executable(session)).isEmpty();
        when(session.getRequest()).thenReturn(request);
        assertThat(PythonToolchain.executable(session)).isEmpty();
    }
}
