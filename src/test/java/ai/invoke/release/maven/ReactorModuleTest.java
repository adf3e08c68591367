package ai.invoke.release.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Build;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReactorModuleTest {

    @TempDir
    private Path folder;

    private final MavenSession session = mock(MavenSession.class);
    private final Properties user = new Properties();
    private final Model model = new Model();

    @BeforeEach
    void session() {
        when(session.getUserProperties()).thenReturn(user);
        when(session.getSystemProperties()).thenReturn(new Properties());
        model.setBuild(new Build());
        model.getBuild().setDirectory(folder.resolve("target").toString());
        model.setPackaging("jar");
    }

    @Test
    void thePomGoesBeforeTheCommandLineAsInMaven() {
        user.setProperty("invokeai.requiredApprovals", "1");
        plugin().setConfiguration(parameter("requiredApprovals", " 2 "));
        assertThat(module().value("requiredApprovals", "invokeai.requiredApprovals"))
                .contains("2");
        assertThat(module().value("approvalKind", "invokeai.approvalKind")).isEmpty();
    }

    @Test
    void theCommandLineGoesBeforeThePropertiesOfThePom() {
        model.addProperty("invokeai.skip", "true");
        assertThat(module().value("skip", "invokeai.skip")).contains("true");
        user.setProperty("invokeai.skip", "false");
        assertThat(module().value("skip", "invokeai.skip")).contains("false");
    }

    @Test
    void aConfiguredReleaseDirectoryIsFoundFromTheModulesFolder() {
        assertThat(module().releaseDirectory()).isEqualTo(folder.resolve("target/release"));
        plugin().setConfiguration(parameter("releaseDirectory", "out/release"));
        assertThat(module().releaseDirectory()).isEqualTo(folder.resolve("out/release"));
    }

    @Test
    void aModuleHoldsAReleaseByItsPackagingOrByItsFiles() throws Exception {
        assertThat(module().holdsRelease()).isFalse();
        Files.writeString(folder.resolve("setup.cfg"), "");
        assertThat(module().holdsRelease()).isTrue();
        assertThat(module().deploysRelease()).isFalse();
    }

    @Test
    void aReleaseIsDeployedByThePackagingOrByABoundGoal() {
        PluginExecution execution = new PluginExecution();
        execution.addGoal("publish-indexes");
        plugin().addExecution(execution);
        assertThat(module().deploysRelease()).isTrue();
        user.setProperty("invokeai.skip", "true");
        assertThat(module().deploysRelease()).isFalse();
        user.clear();
        model.getBuild().getPlugins().clear();
        model.getBuild().flushPluginMap();
        model.setPackaging("invokeai-release");
        assertThat(module().deploysRelease()).isTrue();
    }

    private ReactorModule module() {
        MavenProject project = new MavenProject(model);
        project.setFile(folder.resolve("pom.xml").toFile());
        return new ReactorModule(project, session);
    }

    private Plugin plugin() {
        Plugin plugin = new Plugin();
        plugin.setGroupId("ai.invoke.release");
        plugin.setArtifactId("invokeai-release-maven-plugin");
        model.getBuild().addPlugin(plugin);
        model.getBuild().flushPluginMap();
        return plugin;
    }

    private static Xpp3Dom parameter(String name, String value) {
        Xpp3Dom child = new Xpp3Dom(name);
        child.setValue(value);
        Xpp3Dom all = new Xpp3Dom("configuration");
        all.addChild(child);
        return all;
    }
}
