package ai.invoke.release.goal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.http.FaultServer;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.http.WrongNameServer;
import ai.invoke.release.plan.ArtifactCheck;
import ai.invoke.release.plan.Receipt;
import ai.invoke.release.plan.ReceiptFile;
import ai.invoke.release.problem.ReleaseException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A release is deployed again and again while the wire does what a seed says, until it is undisturbed once. Three seeds in a
 * normal build, {@code mvn -Pchaos verify} plays 200; {@code -Dchaos.seed=N} plays one again.
 */
class ChaosDeployTest {

    private static final int ROUNDS = 6;
    private static final Duration SILENCE = Duration.ofMillis(400);

    @TempDir
    static Path certificates;

    private static WrongNameServer wrongName;

    @TempDir
    Path temp;

    @BeforeAll
    static void start() throws Exception {
        wrongName = new WrongNameServer(certificates);
    }

    @AfterAll
    static void stop() {
        wrongName.close();
    }

    static LongStream seeds() {
        Optional<Long> one =
                Optional.ofNullable(System.getProperty("chaos.seed")).map(Long::valueOf);
        long first = Long.getLong("chaos.first", 1);
        return one.map(LongStream::of)
                .orElseGet(() -> LongStream.range(first, first + Integer.getInteger("chaos.seeds", 3)));
    }

    @ParameterizedTest(name = "-Dchaos.seed={0}")
    @MethodSource("seeds")
    @Timeout(240)
    void endsInOneReleaseWhateverTheWireDoes(long seed) {
        try (FaultServer foreign = new FaultServer(FaultServer.answering(200, "[]", "Content-Type: application/json"));
                DeployStage stage = DeployStage.approved(temp)) {
            Map<String, String> exchanged = new LinkedHashMap<>();
            ChaosProxy pypi = new ChaosProxy(stage.servers.pypi().base().getPort(), exchanged);
            ChaosProxy api = new ChaosProxy(stage.servers.github().api().getPort(), exchanged);
            ChaosProxy uploads = new ChaosProxy(stage.servers.github().uploads().getPort(), exchanged);
            List<ChaosProxy> proxies = List.of(pypi, api, uploads);
            List<String> story = new ArrayList<>();
            try {
                DeployRequest request = request(stage, pypi, api, impatient());
                Random random = new Random(seed);
                for (int round = 1; round <= ROUNDS; round++) {
                    double share = random.nextDouble() * random.nextDouble();
                    List<ChaosWire> wires = proxies.stream()
                            .map(proxy -> {
                                ChaosWire wire = new ChaosWire(
                                        new Random(random.nextLong()),
                                        share,
                                        foreign.uri(""),
                                        wrongName.uri(),
                                        2 * SILENCE.toMillis());
                                proxy.play(wire);
                                return wire;
                            })
                            .toList();
                    Optional<RuntimeException> stopped = stage.stopped(() -> DeployStage.deploy(request));
                    wires.forEach(wire -> story.addAll(wire.played()));
                    story.add("round " + round + ": "
                            + stopped.map(e -> e.getClass().getSimpleName() + " " + e.getMessage())
                                    .orElse("released"));
                    stopped.ifPresent(e -> assertThat(e).as("how it stopped").isInstanceOf(ReleaseException.class));
                    assertPromises(stage, stopped.isEmpty());
                }
                proxies.forEach(proxy -> proxy.play(
                        (asked, server, client) -> client.send(server.answer().bytes())));
                // Undisturbed, and with the patience that everybody has.
                DeployRequest patient = request(stage, pypi, api, HttpSettings.direct());
                Receipt receipt = DeployStage.deploy(patient).receipt();
                stage.assertStateReleased();
                assertThat(receipt.finishedAt()).isPresent();
                assertPromises(stage, true);
                assertThat(foreign.received())
                        .allSatisfy(received -> assertThat(received.headers()).doesNotContainKey("Authorization"));
                assertThat(wrongName.heard())
                        .as("what was said to a server with a wrong name")
                        .isEmpty();
                proxies.forEach(proxy -> assertThat(proxy.troubles()).isEmpty());
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + "; again: mvn -Pchaos verify -Dchaos.seed=" + seed + "\n"
                                + String.join("\n", story),
                        e);
            } finally {
                proxies.forEach(ChaosProxy::close);
            }
        }
    }

    private static HttpSettings impatient() {
        return HttpSettings.direct()
                .withTimeouts(new HttpSettings.Timeouts(
                        Duration.ofSeconds(2), Optional.of(SILENCE), Optional.of(Duration.ofSeconds(5))))
                .withCaBundle(wrongName.certificate());
    }

    private static DeployRequest request(DeployStage stage, ChaosProxy pypi, ChaosProxy api, HttpSettings http) {
        DeployRequest plain = stage.request(stage.tokens());
        return new DeployRequest(
                plain.projectDirectory(),
                plain.directory(),
                plain.demand().required(),
                DeployStage.targets(
                        pypi.before(stage.servers.pypi().uploadUrl()),
                        pypi.before(stage.servers.pypi().simpleUrl()),
                        stage.servers.testpypi().uploadUrl(),
                        stage.servers.testpypi().simpleUrl(),
                        api.before(stage.servers.github().api())),
                plain.credentials(),
                http,
                new Timing(Clock.systemUTC(), duration -> {}, () -> 0),
                plain.output(),
                plain.attestations());
    }

    /** What holds at any moment, however a run ended. */
    private static void assertPromises(DeployStage stage, boolean released) {
        JsonNode files = stage.servers.state().path("pypi").path("demo-app");
        files.fieldNames()
                .forEachRemaining(name -> assertThat(
                                files.path(name).path("sha256").asText())
                        .as(name)
                        .isEqualTo(ArtifactCheck.sha256(stage.directory.dist().resolve(name))));
        JsonNode releases = stage.releases();
        assertThat(releases.size()).as("releases").isLessThanOrEqualTo(1);
        boolean open = releases.size() == 1 && !releases.get(0).path("draft").asBoolean();
        Optional<Receipt> receipt = ReceiptFile.read(stage.directory.receipt());
        boolean finished = receipt.flatMap(Receipt::finishedAt).isPresent();
        assertThat(finished).as("a receipt that says finished").isEqualTo(finished && open);
        if (released || open || finished) {
            stage.assertStateReleased();
        }
        if (released) {
            assertThat(receipt.orElseThrow().indexes())
                    .allSatisfy(index -> assertThat(index.files())
                            .allSatisfy(file -> assertThat(file.sha256())
                                    .isEqualTo(files.path(file.name())
                                            .path("sha256")
                                            .asText())));
            assertThat(receipt.orElseThrow().github().orElseThrow().assets())
                    .hasSize(3)
                    .allSatisfy(asset -> assertThat(asset.sha256())
                            .isEqualTo(releases.get(0)
                                    .path("assets")
                                    .path(asset.name())
                                    .path("sha256")
                                    .asText()));
        }
    }
}
