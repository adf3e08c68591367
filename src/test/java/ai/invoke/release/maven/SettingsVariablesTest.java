package ai.invoke.release.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsVariablesTest {

    @TempDir
    Path folder;

    @Test
    void findsAllThatIsTakenFromTheEnvironment() {
        assertThat(SettingsVariables.in("""
                        <settings>
                          <!-- <password>${env.OLD}</password> -->
                          <localRepository>${user.home}/${env.PLACE}</localRepository>
                          <servers><server><id>pypi</id><username>${env.WHO}</username>
                            <password>x${env.UPLOAD}y${env.With-Default:-none}</password></server></servers>
                        </settings>
                        """)).containsExactlyInAnyOrder("PLACE", "WHO", "UPLOAD", "With-Default");
        assertThat(SettingsVariables.in("<settings/>")).isEmpty();
    }

    @Test
    void readsTheUsersTheInstallationsAndTheProjectsFile() throws Exception {
        Path user = Files.writeString(folder.resolve("user.xml"), "<password>${env.USERS}</password>");
        Path global = Files.writeString(
                folder.resolve("global.xml"), "<password>${env.GLOBALS}</password>", StandardCharsets.UTF_16);
        Path project = Files.createDirectories(folder.resolve("project/.mvn"));
        Files.writeString(project.resolve("settings.xml"), "<password>${env.PROJECTS}</password>");
        DefaultMavenExecutionRequest request = new DefaultMavenExecutionRequest();
        request.setUserSettingsFile(user.toFile());
        request.setGlobalSettingsFile(global.toFile());
        request.setMultiModuleProjectDirectory(folder.resolve("project").toFile());

        assertThat(SettingsVariables.names(session(request))).containsExactly("GLOBALS", "PROJECTS", "USERS");

        request.setUserSettingsFile(folder.resolve("none.xml").toFile());
        assertThat(SettingsVariables.names(session(request))).containsExactly("GLOBALS", "PROJECTS");
    }

    @SuppressWarnings("deprecation")
    private static MavenSession session(DefaultMavenExecutionRequest request) {
        return new MavenSession(null, null, request, null);
    }
}
