package ai.invoke.release.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmptyElementsTest {

    @Test
    void aFolderThatIsEmptyIsNamedByItsParameter() {
        assertThat(EmptyElements.asPaths("additionalDist", List.of(new File("wheels"))))
                .containsExactly(Path.of("wheels"));
        assertThatThrownBy(() -> EmptyElements.asPaths("additionalDist", Arrays.asList(new File("wheels"), null)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("an element of <additionalDist> is empty");
    }
}
