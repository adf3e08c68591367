package ai.invoke.release.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import ai.invoke.release.problem.Problem;
import java.io.File;
import java.util.List;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginManagement;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;

class ModuleCommandsTest {

    private final ModuleCommands chosen = new ModuleCommands(List.of("app", ":tool"), List.of("app", ":tool"));

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
        assertThat(ModuleCommands.asTheyStand().in("mvn deploy")).isEqualTo("mvn deploy");
    }

    private static MavenProject project(String folder) {
        MavenProject project = new MavenProject();
        project.setGroupId("a");
        project.setArtifactId(folder.isEmpty() ? "top" : folder.replace('/', '-'));
        project.setVersion("1");
        project.setFile(new File(new File("reactor", folder), "pom.xml").getAbsoluteFile());
        return project;
    }

    private static ModuleCommands of(MavenProject top, MavenProject project) {
        MavenSession session = mock(MavenSession.class);
        when(session.getTopLevelProject()).thenReturn(top);
        return ModuleCommands.of(session, project);
    }

    @Test
    void goalsAreTypedForTheModuleWhereTheTopDoesNotKnowThePlugin() {
        ModuleCommands commands = of(project(""), project("apps/one"));

        assertThat(commands.in("mvn invokeai-release:approve, then mvn deploy"))
                .isEqualTo("mvn -pl apps/one invokeai-release:approve, then mvn deploy");
        assertThat(of(project("build"), project("one")).in("mvn invokeai-release:status"))
                .isEqualTo("mvn -pl :one invokeai-release:status");
    }

    @Test
    void nothingIsAddedWhereTheTopKnowsThePlugin() {
        MavenProject top = project("");
        Plugin plugin = new Plugin();
        plugin.setGroupId("ai.invoke.release");
        plugin.setArtifactId("invokeai-release-maven-plugin");
        PluginManagement managed = new PluginManagement();
        managed.addPlugin(plugin);
        top.getBuild().setPluginManagement(managed);

        assertThat(of(top, project("one"))).isEqualTo(ModuleCommands.asTheyStand());
        assertThat(of(project(""), project(""))).isEqualTo(ModuleCommands.asTheyStand());
    }
}
