package ai.invoke.release.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.plan.ReleaseDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Build;
import org.apache.maven.model.Model;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An approval that code of the build has written opens no gate of the same session, whichever module the code belongs to. */
class SessionDecisionsTest {

    private final MavenExecutionRequest request = new DefaultMavenExecutionRequest();

    @TempDir
    private Path reactor;

    private Path first;
    private Path second;

    @BeforeEach
    void folders() {
        first = reactor.resolve("first/target/release");
        second = reactor.resolve("second/target/release");
    }

    private static String decision(Path directory, String name) throws IOException {
        Path folder = Files.createDirectories(new ReleaseDirectory(directory).approvals());
        return Sha256.of(Files.writeString(folder.resolve(name + "-0123456789ab-approved.json"), name));
    }

    @SuppressWarnings("deprecation")
    private MavenSession session(String... modules) {
        List<MavenProject> projects =
                List.of(modules).stream().map(this::project).toList();
        request.setGoals(List.of("deploy"));
        MavenSession session = new MavenSession(null, request, null, projects);
        session.setProjects(projects);
        return session;
    }

    private MavenProject project(String name) {
        Model model = new Model();
        model.setArtifactId(name);
        model.setBuild(new Build());
        model.getBuild().setDirectory(reactor.resolve(name).resolve("target").toString());
        MavenProject project = new MavenProject(model);
        project.setFile(reactor.resolve(name).resolve("pom.xml").toFile());
        return project;
    }

    @Test
    void codeOfOneModuleDecidesNothingForALaterOne() throws Exception {
        String known = decision(second, "0001");
        new SessionDecisions(request).begin(List.of(first, second).stream());
        new SessionDecisions(request).runsCode();
        decision(second, "0002");
        // The first goal in the second module begins anew.
        SessionDecisions later = new SessionDecisions(request);
        later.begin(List.of(second).stream());

        assertThat(later.before(second))
                .hasValueSatisfying(digests -> assertThat(digests).containsExactly(known));
        assertThat(later.before(first))
                .hasValueSatisfying(digests -> assertThat(digests).isEmpty());
        assertThat(later.before(reactor.resolve("unknown")))
                .hasValueSatisfying(digests -> assertThat(digests).isEmpty());
    }

    @Test
    void whoRunsNoCodeMayDecideAndPublishInOneSession() throws Exception {
        SessionDecisions decisions = new SessionDecisions(request);
        decisions.begin(List.of(first).stream());
        decision(first, "0001");

        assertThat(decisions.before(first)).isEmpty();
    }

    @Test
    void aBuildOfSeveralModulesThatDeploysTakesThemAllBeforeTheFirst() throws Exception {
        String known = decision(second, "0001");

        new DeployGuard().afterProjectsRead(session("first", "second"));
        decision(second, "0002");

        // Any plugin of the first module may run code of the project, not only one of ours.
        assertThat(new SessionDecisions(request).before(second))
                .hasValueSatisfying(digests -> assertThat(digests).containsExactly(known));
    }

    @Test
    void aBuildOfOneModuleRunsNoCodeBeforeAGoalDoes() throws Exception {
        new DeployGuard().afterProjectsRead(session("first"));

        assertThat(new SessionDecisions(request).before(first)).isEmpty();
    }
}
