package ai.invoke.release.maven;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModuleCommandsTest {

    private final ModuleCommands chosen = new ModuleCommands(List.of("app", ":tool"));

    @Test
    void aChosenModuleIsChosenAgainInEachCommand() {
        assertThat(chosen.in("mvn invokeai-release:tag-release, then mvn verify"))
                .isEqualTo("mvn -pl app,:tool invokeai-release:tag-release, then mvn -pl app,:tool verify");
        assertThat(chosen.in(Problem.of("nothing was made").next("mvn clean verify"))
                        .toString())
                .contains("mvn -pl app,:tool clean verify");
    }

    @Test
    void whatIsNoCommandStaysAsItIs() {
        assertThat(chosen.in("start Maven with a UTF-8 locale: LC_ALL=C.UTF-8 mvn"))
                .isEqualTo("start Maven with a UTF-8 locale: LC_ALL=C.UTF-8 mvn");
        assertThat(chosen.in("mvn versions:set, or mvn deployment")).doesNotContain("-pl");
    }

    @Test
    void withoutAChoiceNothingIsAdded() {
        assertThat(new ModuleCommands(List.of()).in("mvn deploy")).isEqualTo("mvn deploy");
    }
}
