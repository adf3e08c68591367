package ai.invoke.release.goal.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.goal.plan.PlanTargets;
import ai.invoke.release.goal.publish.DeployRequest;
import ai.invoke.release.goal.publish.DeployStage;
import ai.invoke.release.goal.publish.DraftGitHubRelease;
import ai.invoke.release.goal.publish.PublishPlanned;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.http.FaultServer;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.trust.CredentialSearch;
import ai.invoke.sandbox.pypi.PypiOptions;
import ai.invoke.sandbox.pypi.RegisteredPublisher;
import ai.invoke.sandbox.pypi.SandboxPypi;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Credentials, asked for before anything is published. */
@Timeout(60)
class DoctorTest {

    @TempDir
    Path temp;

    private static Inspection doctor(DeployStage stage, Map<String, String> environment, boolean mint) {
        return doctor(stage, stage.request(environment), mint);
    }

    private static Inspection doctor(DeployStage stage, DeployRequest deploy, boolean mint) {
        return new Doctor()
                .run(new Doctor.Request(
                        new ReleaseQuestion(
                                new CheckVersion.Request(
                                        stage.project,
                                        Optional.empty(),
                                        "v",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Map.of(),
                                        false),
                                Optional.empty(),
                                new PlanTargets(
                                        true,
                                        false,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        true,
                                        Optional.of(DeployStage.REPOSITORY),
                                        Optional.<URI>empty(),
                                        List.of())),
                        deploy,
                        mint));
    }

    private static Fact fact(Inspection inspection, String about) {
        return inspection.facts().stream()
                .filter(fact -> fact.about().equals(about))
                .findFirst()
                .orElseThrow(() -> new AssertionError(inspection.facts().toString()));
    }

    /** A job of GitHub Actions in the workflow that the sandbox trusts, or in another one. */
    private static Map<String, String> job(DeployStage stage, FaultServer ci) {
        Map<String, String> environment = new HashMap<>();
        environment.put("GITHUB_TOKEN", stage.servers.github().token());
        environment.put("GITHUB_ACTIONS", "true");
        environment.put("ACTIONS_ID_TOKEN_REQUEST_URL", ci.uri("/token?x=1").toString());
        environment.put("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "request-proof-4711");
        return environment;
    }

    private static FaultServer ci(DeployStage stage) {
        return new FaultServer(connection -> {
            connection.request();
            connection.answer(
                    200,
                    "{\"value\":\""
                            + stage.servers.pypi().identityToken(DeployStage.REPOSITORY, "release.yml", "release")
                            + "\"}");
        });
    }

    @Test
    void tokensAreExaminedAndNothingIsChanged() {
        try (DeployStage stage = DeployStage.planned(temp, false)) {
            String before = stage.servers.state().toString();
            Inspection inspection = doctor(stage, stage.tokens(), true);
            inspection.requireSound();
            assertThat(fact(inspection, "pypi credentials").text()).contains("PYPI_TOKEN");
            assertThat(fact(inspection, "pypi project").state()).isEqualTo(Fact.State.OPEN);
            assertThat(fact(inspection, "github token").state()).isEqualTo(Fact.State.OK);
            assertThat(inspection.facts()).noneMatch(fact -> fact.about().endsWith("mint"));
            assertThat(stage.servers.state()).hasToString(before);
            assertThat(inspection.facts().toString())
                    .doesNotContain(stage.servers.pypi().token());
        }
    }

    @Test
    void whatIsMissingIsWrongAndSaysWhatToDo() {
        try (DeployStage stage = DeployStage.planned(temp, false)) {
            Inspection inspection = doctor(stage, Map.of(CredentialSearch.TRUSTED_PUBLISHING, "always"), false);
            assertThat(fact(inspection, "pypi credentials").state()).isEqualTo(Fact.State.WRONG);
            assertThat(fact(inspection, "github token").state()).isEqualTo(Fact.State.OPEN);
            assertThatThrownBy(inspection::requireSound)
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("trusted publishing is demanded");
        }
    }

    /** Minting for a project that is not there would create it. */
    @Test
    void theClaimsSayWhatThePublisherMustBeSetTo() {
        try (DeployStage stage = DeployStage.planned(temp, false);
                FaultServer ci = ci(stage)) {
            Inspection inspection = doctor(stage, job(stage, ci), true);
            Fact identity = fact(inspection, "pypi identity");
            assertThat(identity.state()).isEqualTo(Fact.State.OK);
            assertThat(identity.text())
                    .contains("workflow_filename release.yml", "environment release", "claims: sub ");
            assertThat(identity.link().orElseThrow().getQuery())
                    .contains("provider=github", "workflow_filename=release.yml", "environment=release");
            assertThat(fact(inspection, "pypi mint").text()).contains("may create it");
            assertThat(stage.servers.log().entries())
                    .noneMatch(entry -> entry.target().contains("mint-token"));
        }
    }

    @Test
    void mintingForAPublisherThatIsNotSetUpIsWrong() {
        try (DeployStage stage = DeployStage.planned(temp, false);
                FaultServer ci = ci(stage)) {
            stage.decide(Approval.Decision.APPROVED);
            new DraftGitHubRelease().run(stage.request(stage.tokens()));
            new PublishPlanned().run(stage.request(stage.tokens()), "pypi");
            Fact mint = fact(doctor(stage, job(stage, ci), true), "pypi mint");
            assertThat(mint.state()).isEqualTo(Fact.State.WRONG);
            assertThat(mint.text()).contains("invalid-publisher");
            assertThat(stage.servers.log().entries())
                    .anyMatch(entry -> entry.target().contains("mint-token"));
        }
    }

    private static long requests(SandboxPypi index, String endpoint) {
        return index.log().entries().stream()
                .filter(entry -> entry.target().contains(endpoint))
                .count();
    }

    /** The proof that the publisher is set up leaves no token behind, neither at the index nor in the output. */
    @Test
    void aTokenIsMintedForAKnownProjectAndBurned() throws Exception {
        try (DeployStage stage = DeployStage.planned(temp.resolve("stage"), false);
                SandboxPypi pypi = SandboxPypi.start(
                        temp.resolve("pypi"),
                        PypiOptions.of("pypi")
                                .withPublishers(List.of(new RegisteredPublisher(
                                        "demo-app", DeployStage.REPOSITORY, "release.yml", "release", true))));
                FaultServer ci = new FaultServer(connection -> {
                    connection.request();
                    connection.answer(
                            200,
                            "{\"value\":\"" + pypi.identityToken(DeployStage.REPOSITORY, "release.yml", "release")
                                    + "\"}");
                })) {
            stage.decide(Approval.Decision.APPROVED);
            DeployRequest deploy = DeployStage.request(
                    stage.project,
                    stage.directory,
                    DeployStage.targets(
                            pypi.uploadUrl(),
                            pypi.simpleUrl(),
                            stage.servers.testpypi().uploadUrl(),
                            stage.servers.testpypi().simpleUrl(),
                            stage.servers.github().api()),
                    job(stage, ci),
                    new Timing(Clock.systemUTC(), duration -> {}, () -> 0),
                    stage.console,
                    stage.journal::add);
            new DraftGitHubRelease().run(deploy);
            new PublishPlanned().run(deploy, "pypi");
            long minted = requests(pypi, "mint-token");
            long burned = requests(pypi, "burn-token");

            Inspection inspection = doctor(stage, deploy, true);
            assertThat(fact(inspection, "pypi identity").state()).isEqualTo(Fact.State.OK);
            assertThat(fact(inspection, "pypi mint").state()).isEqualTo(Fact.State.OK);
            assertThat(fact(inspection, "pypi mint").text()).contains("burned again");
            inspection.requireSound();
            assertThat(requests(pypi, "mint-token")).isEqualTo(minted + 1);
            assertThat(requests(pypi, "burn-token")).isEqualTo(burned + 1);
        }
    }
}
