package ai.invoke.release.mojo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.maven.api.plugin.testing.InjectMojo;
import org.apache.maven.api.plugin.testing.MojoParameter;
import org.apache.maven.api.plugin.testing.MojoTest;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.Test;

/** The Mojo with its real descriptor. */
@MojoTest
class SmokeTestMojoTest {

    @Test
    @InjectMojo(goal = "smoke-test")
    @MojoParameter(name = "projectDirectory", value = "src/test/resources/unit/check-version")
    @MojoParameter(name = "ref", value = "v5.0.0.a1")
    @MojoParameter(name = "smokeTimeout", value = "0")
    void aTimeLimitMustBePositive(SmokeTestMojo mojo) {
        assertThatThrownBy(mojo::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasMessageContainingAll("invokeai.smokeTest.timeout is 0", "above 0");
    }
}
