package ai.invoke.release.goal.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.console.Styles;
import ai.invoke.release.goal.plan.PlanTargets;
import ai.invoke.release.goal.publish.DeployRequest;
import ai.invoke.release.goal.publish.DeployStage;
import ai.invoke.release.goal.publish.PublishPlanned;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.sandbox.server.Fault;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where a release stands, asked at every step of one against services that are as strict as the real ones. */
@Timeout(60)
class StatusTest {

    @TempDir
    Path temp;

    private static Inspection status(DeployStage stage, Map<String, String> environment) {
        return status(stage, environment, Optional.empty(), Optional.empty());
    }

    private static Inspection status(
            DeployStage stage, Map<String, String> environment, Optional<String> project, Optional<String> ref) {
        return status(stage, environment, project, ref, true);
    }

    private static Inspection status(
            DeployStage stage,
            Map<String, String> environment,
            Optional<String> project,
            Optional<String> ref,
            boolean github) {
        DeployRequest deploy = stage.request(environment);
        return new Status()
                .run(new Status.Request(
                        new ReleaseQuestion(
                                new CheckVersion.Request(
                                        stage.project, ref, "v", Optional.empty(), Optional.empty(), Map.of(), false),
                                project,
                                new PlanTargets(
                                        true,
                                        false,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        github,
                                        Optional.of(DeployStage.REPOSITORY),
                                        Optional.<URI>empty(),
                                        List.of())),
                        deploy));
    }

    private static String fact(Inspection inspection, String about) {
        return inspection.facts().stream()
                .filter(fact -> fact.about().equals(about))
                .map(fact -> fact.state().word() + ": " + fact.text())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void followsAReleaseFromThePlanToTheEnd() {
        try (DeployStage stage = DeployStage.planned(temp, false)) {
            Inspection planned = status(stage, stage.tokens());
            assertThat(planned.stage()).contains(Stage.PLANNED);
            assertThat(fact(planned, "evidence")).startsWith("open: the plan was made by an older plugin");
            assertThat(fact(planned, "approvals")).isEqualTo("open: 0 of 1");
            assertThat(fact(planned, "pypi")).isEqualTo("open: 0 of 2 files");
            assertThat(fact(planned, "github release")).isEqualTo("open: none");
            assertThat(planned.next().get(0)).startsWith("mvn invokeai-release:approve -Dinvokeai.fingerprint=");
            assertThat(planned.undo()).isEmpty();

            stage.decide(Approval.Decision.APPROVED);
            assertThat(status(stage, Map.of()).next()).containsExactly("mvn deploy");

            new ai.invoke.release.goal.publish.DraftGitHubRelease().run(stage.request(stage.tokens()));
            assertThat(fact(status(stage, stage.tokens()), "github release")).startsWith("open: a draft");
            assertThat(fact(status(stage, Map.of()), "github release")).contains("with a token only");
            new PublishPlanned().run(stage.request(stage.tokens()), "pypi");
            Inspection partly = status(stage, Map.of());
            assertThat(partly.stage()).contains(Stage.PARTLY);
            assertThat(partly.next().get(0)).startsWith("mvn deploy");
            assertThatThrownBy(() -> partly.require(Stage.PUBLISHED))
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("demo-app 1.2.3 is partly, not published");

            stage.deploy();
            Inspection published = status(stage, Map.of());
            published.requireSound();
            published.require(Stage.PUBLISHED);
            assertThat(published.stage()).contains(Stage.PUBLISHED);
            assertThat(fact(published, "tag at GitHub")).isEqualTo("ok: v1.2.3 is commit " + DeployStage.COMMIT);
            assertThat(fact(published, "pypi")).isEqualTo("ok: 2 files, as planned");
            assertThat(fact(published, "github release")).isEqualTo("ok: public, shown as latest, 3 files");
            assertThat(fact(published, "announcement")).isEqualTo("open: none");
            assertThat(published.undo())
                    .anySatisfy(line -> assertThat(line).contains("/manage/project/demo-app/release/1.2.3/"))
                    .anySatisfy(line -> assertThat(line).contains("can never be used again"));
            long writes = stage.writes();
            status(stage, stage.tokens());
            assertThat(stage.writes()).isEqualTo(writes);
        }
    }

    @Test
    void gitHubIsNotSpokenOfWhereTheReleaseDoesNotGo() throws Exception {
        try (DeployStage stage = DeployStage.planned(temp, false)) {
            Files.delete(stage.directory.plan());
            Inspection found = status(stage, Map.of(), Optional.of("Demo_App"), Optional.of("v1.2.3"), false);
            assertThat(found.facts())
                    .extracting(Fact::about)
                    .startsWith("tag here", "plan")
                    .noneMatch(about -> about.contains("GitHub"));
        }
    }

    @Test
    void knowsThePublicReleaseWithoutAPlan() throws Exception {
        try (DeployStage stage = DeployStage.approved(temp)) {
            stage.deploy();
            Files.delete(stage.directory.plan());
            Inspection found = status(stage, Map.of(), Optional.of("Demo_App"), Optional.of("v1.2.3"));
            assertThat(found.stage()).contains(Stage.PUBLISHED);
            assertThat(fact(found, "pypi")).isEqualTo("ok: 2 files, and no plan here to compare them with");
            assertThat(fact(found, "announcement")).startsWith("unknown: ");
            assertThatThrownBy(() -> status(stage, Map.of(), Optional.empty(), Optional.of("v1.2.3")))
                    .hasMessageContaining("-Dinvokeai.project=");
            assertThatThrownBy(() -> status(stage, Map.of(), Optional.of("x"), Optional.of("vnext")))
                    .isInstanceOf(ProjectException.class);
        }
    }

    @Test
    void contradictionsAndSilenceAreToldApart() {
        try (DeployStage stage = DeployStage.approved(temp)) {
            stage.deploy();
            stage.servers.pypi().yank("demo-app", "1.2.3", "it eats\033[2J files");
            Inspection yanked = status(stage, Map.of());
            assertThat(fact(yanked, "pypi"))
                    .startsWith("wrong: yanked: it eats")
                    .doesNotContain("\033");
            assertThatThrownBy(yanked::requireSound).hasMessageContaining("yanked");

            stage.servers.pypi().faults().play(Fault.parse("status=503 GET ^/simple/ 1x9"));
            Inspection silent = status(stage, Map.of());
            assertThat(fact(silent, "pypi")).startsWith("unknown: ");
            assertThat(fact(silent, "github release")).startsWith("ok: ");
            assertThat(silent.stage()).contains(Stage.PARTLY);
            assertThat(silent.next()).containsExactly("run the same command again: not everything above could be seen");
        }
    }

    @Test
    void anotherFileAtTheIndexAndAnotherPlanAreWrong() throws Exception {
        try (DeployStage stage = DeployStage.approved(temp)) {
            stage.deploy();
            Path wheel = stage.directory.dist().resolve(DeployStage.WHEEL);
            byte[] bytes = Files.readAllBytes(wheel);
            bytes[20] ^= 1;
            Files.write(wheel, bytes);
            stage.plan(DeployStage.COMMIT);
            Inspection other = status(stage, Map.of());
            assertThat(fact(other, "pypi")).isEqualTo("wrong: not what was planned: " + DeployStage.WHEEL);
            assertThat(fact(other, "github release")).startsWith("wrong: ").endsWith(DeployStage.WHEEL);
            assertThat(other.next()).containsExactly("look at what is wrong above before anything else");
            assertThat(new InspectionReport(other).lines(InspectionReport.Format.TEXT, Styles.NONE))
                    .anyMatch(line -> line.startsWith("WRONG   pypi "));
            Styles marked = (style, text) -> "<" + style + ":" + text + ">";
            assertThat(new InspectionReport(other).lines(InspectionReport.Format.TEXT, marked))
                    .anyMatch(line -> line.startsWith("<FAILURE:WRONG   >pypi "));
            assertThat(String.join("\n", new InspectionReport(other).lines(InspectionReport.Format.JSON, marked)))
                    .doesNotContain("<FAILURE")
                    .contains("\"state\": \"wrong\"", "\"stage\": \"partly\"", "\"planSha256\"");
        }
    }

    /** GitHub's API is silent, and git itself still tells the tag; a tag that was moved is no agreement. */
    @Test
    void asksTheRemoteItselfWhenGitHubDoesNotAnswer() throws Exception {
        try (DeployStage stage = DeployStage.planned(temp, false)) {
            Map<String, String> path = Map.of("PATH", System.getenv("PATH"));
            Path remote = temp.resolve("remote.git");
            git(temp, "init", "-q", "--bare", remote.toString());
            git(stage.project, "init", "-q");
            git(stage.project, "commit", "-q", "--allow-empty", "-m", "one");
            git(stage.project, "tag", "v1.2.3");
            String one = git(stage.project, "rev-parse", "HEAD");
            git(stage.project, "remote", "add", "origin", remote.toString());
            stage.servers.github().faults().play(Fault.parse("status=503 GET . 1x99"));
            assertThat(fact(status(stage, path), "tag at origin")).isEqualTo("open: none");
            git(stage.project, "push", "-q", "origin", "v1.2.3");
            Inspection there = status(stage, path);
            assertThat(fact(there, "tag at origin")).isEqualTo("ok: v1.2.3 is commit " + one);
            assertThat(fact(there, "tag at GitHub")).startsWith("unknown: ");
            git(stage.project, "commit", "-q", "--allow-empty", "-m", "two");
            git(stage.project, "tag", "-f", "v1.2.3");
            assertThat(fact(status(stage, path), "tag at origin")).startsWith("wrong: is object " + one);
            git(
                    stage.project,
                    "remote",
                    "set-url",
                    "origin",
                    temp.resolve("gone.git").toString());
            assertThat(fact(status(stage, path), "tag at origin")).startsWith("unknown: ");
        }
    }

    private static String git(Path folder, String... arguments) {
        List<String> line = new java.util.ArrayList<>(List.of("git", "-c", "user.name=T", "-c", "user.email=t@x"));
        line.addAll(List.of(arguments));
        Outcome outcome = new ProcessRunner(System.getenv())
                .run(Command.of(folder, line)
                        .withEnvironment("GIT_CONFIG_GLOBAL", "/dev/null")
                        .withTimeout(java.time.Duration.ofMinutes(1), "invokeai.test"));
        assertThat(outcome.succeeded()).as(outcome.tail().toString()).isTrue();
        return ((Outcome.Exited) outcome).output().strip();
    }
}
