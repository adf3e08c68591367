package ai.invoke.release.mojo.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import java.io.File;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmptyElementsTest {

    @Test
    void anElementThatIsEmptyIsNamedByItsParameter() {
        assertThat(EmptyElements.refused("additionalDist", List.of(new File("wheels"))))
                .containsExactly(new File("wheels"));
        assertThatThrownBy(() -> EmptyElements.refused("additionalDist", Arrays.asList(new File("wheels"), null)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("an element of <additionalDist> is empty");
        assertThatThrownBy(() -> EmptyElements.refused("requiredOutputs", Arrays.asList("dist/index.html", null)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("an element of <requiredOutputs> is empty");
    }
}
