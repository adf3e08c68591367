package ai.invoke.release.goal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.file.Folders;
import ai.invoke.release.http.FaultServer;
import ai.invoke.release.http.Timing;
import ai.invoke.release.plan.JournalEntry;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.Receipt;
import ai.invoke.release.pypi.attestation.bundle.Attestation;
import ai.invoke.release.pypi.attestation.bundle.Provenance;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.attestation.sign.SigningServices;
import ai.invoke.release.pypi.attestation.verify.IdToken;
import ai.invoke.release.pypi.attestation.verify.NodeSigstore;
import ai.invoke.sandbox.pypi.PypiOptions;
import ai.invoke.sandbox.pypi.RegisteredPublisher;
import ai.invoke.sandbox.pypi.SandboxPypi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A release by trusted publishing: the same attestations at both indexes, in journal, receipt and GitHub release. */
@Timeout(400)
class AttestedDeployTest {

    @TempDir
    Path folder;

    private SandboxPypi index(String name) {
        return SandboxPypi.start(
                folder.resolve(name),
                PypiOptions.of(name)
                        .withPublishers(List.of(
                                new RegisteredPublisher("demo-app", "example/project", "release.yml", "", true))));
    }

    private static FaultServer ci(SandboxPypi pypi, SandboxPypi testpypi) {
        return new FaultServer(connection -> {
            String target = connection.request().target();
            String token = target.endsWith("=sigstore")
                    ? IdToken.github()
                    : (target.endsWith("=testpypi") ? testpypi : pypi)
                            .identityToken("example/project", "release.yml", "");
            connection.answer(200, "{\"value\":\"" + token + "\"}");
        });
    }

    private static List<String> shown(SandboxPypi index, String file) {
        URI uri = index.base().resolve("/integrity/demo-app/1.2.3/" + file + "/provenance");
        try {
            HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
            return Provenance.read(answer.body()).bundles().get(0).attestations().stream()
                    .map(Attestation::sha256)
                    .toList();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> environment(DeployStage stage, FaultServer ci) {
        Map<String, String> environment = new HashMap<>();
        environment.put("GITHUB_TOKEN", stage.servers.github().token());
        environment.put("GITHUB_ACTIONS", "true");
        environment.put(
                "ACTIONS_ID_TOKEN_REQUEST_URL", ci.uri("/token?api-version=2").toString());
        environment.put("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "request-proof");
        return environment;
    }

    private DeployRequest request(
            DeployStage stage, SandboxPypi pypi, SandboxPypi testpypi, FaultServer ci, NodeSigstore.Services services)
            throws IOException {
        return DeployStage.request(
                        stage.project,
                        stage.directory,
                        DeployStage.targets(
                                pypi.uploadUrl(),
                                pypi.simpleUrl(),
                                testpypi.uploadUrl(),
                                testpypi.simpleUrl(),
                                stage.servers.github().api()),
                        environment(stage, ci),
                        new Timing(Clock.systemUTC(), duration -> {}, () -> 0),
                        stage.console,
                        stage.journal::add)
                .withAttestations(new AttestationSettings(
                        AttestationSettings.Mode.REQUIRED,
                        Optional.empty(),
                        Optional.of(Files.writeString(folder.resolve("root.json"), services.trustRoot())),
                        new SigningServices(services.address(), services.address())));
    }

    /** What the index had before this run is named as the index shows it. */
    @Test
    void afterAKillTheReceiptNamesTheAttestationsOfWhatWasThere() throws Exception {
        try (DeployStage stage = DeployStage.planned(folder.resolve("stage"), true);
                SandboxPypi pypi = index("pypi");
                SandboxPypi testpypi = index("testpypi");
                FaultServer ci = ci(pypi, testpypi);
                NodeSigstore.Services services = NodeSigstore.services(0)) {
            stage.decide(Approval.Decision.APPROVED);
            DeployRequest request = request(stage, pypi, testpypi, ci, services);
            ProcessBuilder killed = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    KilledDeploy.class.getName(),
                    stage.project.toString(),
                    pypi.uploadUrl().toString(),
                    pypi.simpleUrl().toString(),
                    testpypi.uploadUrl().toString(),
                    testpypi.simpleUrl().toString(),
                    stage.servers.github().api().toString(),
                    "publish-pypi/file-stored",
                    folder.resolve("root.json").toString(),
                    services.address().toString());
            killed.environment().putAll(environment(stage, ci));
            Path log = folder.resolve("killed.log");
            Process process = killed.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            assertThat(process.waitFor()).as(Files.readString(log)).isEqualTo(KilledDeploy.KILLED);
            // As on another machine: only the index knows.
            Folders.delete(stage.directory.attestations());

            Receipt receipt = DeployStage.deploy(request).receipt();
            for (Receipt.IndexReceipt index : receipt.indexes()) {
                SandboxPypi server = index.name().equals("pypi") ? pypi : testpypi;
                assertThat(index.files())
                        .hasSize(2)
                        .allSatisfy(file -> assertThat(file.attestations())
                                .hasSize(1)
                                .isEqualTo(shown(server, file.name()))
                                .isEqualTo(shown(pypi, file.name())));
            }
            assertThat(receipt.github().orElseThrow().assets()).hasSize(5);
        }
    }

    @Test
    void goesToEachIndexAndToTheGitHubReleaseAndLeavesThePlanAlone() throws Exception {
        try (DeployStage stage = DeployStage.planned(folder.resolve("stage"), true);
                SandboxPypi pypi = index("pypi");
                SandboxPypi testpypi = index("testpypi");
                FaultServer ci = ci(pypi, testpypi);
                NodeSigstore.Services services = NodeSigstore.services(0)) {
            stage.decide(Approval.Decision.APPROVED);
            byte[] plan = Files.readAllBytes(stage.directory.plan());
            DeployRequest request = request(stage, pypi, testpypi, ci, services);
            PublishGitHubRelease.Result result = DeployStage.deploy(request);

            for (String file : List.of(DeployStage.WHEEL, DeployStage.SDIST)) {
                List<String> attestations = shown(pypi, file);
                assertThat(attestations).hasSize(1).isEqualTo(shown(testpypi, file));
                assertThat(result.receipt().indexes())
                        .hasSize(2)
                        .allSatisfy(index -> assertThat(index.files())
                                .contains(new Receipt.IndexFile(
                                        file, Sha256.of(stage.directory.dist().resolve(file)), true, attestations)));
                assertThat(stage.journal.stream().filter(entry -> told(entry, file, attestations.get(0))))
                        .extracting(JournalEntry::step)
                        .containsExactly("publish-testpypi", "publish-pypi");
                assertThat(stage.releases().get(0).path("assets").has(file + ".publish.attestation"))
                        .isTrue();
            }
            assertThat(stage.releases()).hasSize(1);
            assertThat(stage.releases().get(0).path("draft").asBoolean()).isFalse();
            assertThat(stage.releases().get(0).path("assets")).hasSize(5);
            assertThat(result.receipt().github().orElseThrow().assets()).hasSize(5);
            assertThat(Files.readAllBytes(stage.directory.plan())).isEqualTo(plan);
            assertThat(PlanFile.read(stage.directory.plan()).fingerprint())
                    .isEqualTo(result.receipt().fingerprint());

            long asked = ci.received().size();
            DeployStage.deploy(request);
            assertThat(ci.received()).as("a second run makes nothing").hasSize((int) asked);
            assertThat(stage.console.all()).doesNotContain(IdToken.SECRET);
        }
    }

    private static boolean told(JournalEntry entry, String file, String attestation) {
        return entry.event().equals("file-attested")
                && file.equals(entry.details().get("name"))
                && attestation.equals(entry.details().get("attestation"));
    }
}
