package ai.invoke.release.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.when;

import java.util.Properties;
import javax.inject.Inject;
import org.apache.maven.api.plugin.testing.InjectMojo;
import org.apache.maven.api.plugin.testing.MojoParameter;
import org.apache.maven.api.plugin.testing.MojoTest;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Mojo with its real descriptor. */
@MojoTest
class CheckVersionMojoTest {

    private static final String PROJECT = "src/test/resources/unit/check-version";

    private final Properties properties = new Properties();

    @Inject
    private MavenProject project;

    @BeforeEach
    void properties() {
        when(project.getProperties()).thenReturn(properties);
    }

    @Test
    @InjectMojo(goal = "check-version")
    @MojoParameter(name = "projectDirectory", value = PROJECT)
    @MojoParameter(name = "ref", value = "v5.0.0.a1")
    void setsTheProperties(CheckVersionMojo mojo) throws Exception {
        mojo.execute();
        assertThat(properties)
                .containsEntry("invokeai.version", "5.0.0.a1")
                .containsEntry("invokeai.version.normalized", "5.0.0a1")
                .containsEntry("invokeai.version.majorMinor", "5.0")
                .containsEntry("invokeai.version.prerelease", "true");
    }

    @Test
    @InjectMojo(goal = "check-version")
    @MojoParameter(name = "projectDirectory", value = PROJECT)
    @MojoParameter(name = "ref", value = "v5.0.0")
    void failsWithTheWholeMessage(CheckVersionMojo mojo) {
        assertThatThrownBy(mojo::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasMessageContaining("invokeai/version/invokeai_version.py:1")
                .hasMessageContaining("v5.0.0")
                .hasMessageContaining("->");
        assertThat(properties).isEmpty();
    }

    @Test
    @InjectMojo(goal = "check-version")
    @MojoParameter(name = "projectDirectory", value = PROJECT)
    @MojoParameter(name = "ref", value = "release-5.0.0a1")
    @MojoParameter(name = "tagPrefix", value = "release-")
    @MojoParameter(name = "versionFile", value = PROJECT + "/invokeai/version/invokeai_version.py")
    @MojoParameter(name = "versionPattern", value = "__version__ = .(.*).$")
    void takesEveryParameter(CheckVersionMojo mojo) throws Exception {
        mojo.execute();
        assertThat(properties).containsEntry("invokeai.version", "5.0.0a1");
    }

    @Test
    @InjectMojo(goal = "check-version")
    @MojoParameter(name = "skip", value = "true")
    void canBeSkipped(CheckVersionMojo mojo) throws Exception {
        mojo.execute();
        assertThat(properties).isEmpty();
    }

    @Test
    @InjectMojo(goal = "check-version")
    @MojoParameter(name = "projectDirectory", value = PROJECT)
    @MojoParameter(name = "ref", value = "v5.0.0")
    void canBeSkippedByAPropertyOfItsOwn(CheckVersionMojo mojo) throws Exception {
        properties.setProperty("invokeai.check-version.skip", "true");
        mojo.execute();
        assertThat(properties).hasSize(1);
    }

    @Test
    @InjectMojo(goal = "check-version")
    @MojoParameter(name = "projectDirectory", value = PROJECT)
    @MojoParameter(name = "ref", value = "v5.0.0")
    void thePropertyOfAnotherGoalSkipsNothing(CheckVersionMojo mojo) {
        properties.setProperty("invokeai.build-dist.skip", "true");
        assertThatThrownBy(mojo::execute).isInstanceOf(MojoFailureException.class);
    }
}
