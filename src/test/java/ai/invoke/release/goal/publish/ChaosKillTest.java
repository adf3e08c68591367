package ai.invoke.release.goal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A deployment in a process of its own gets SIGKILL in the middle of an exchange that a seed chooses: before the server hears
 * of it, or when the server has done it and the client does not know. One seed in a normal build, {@code mvn -Pchaos verify}
 * plays 50; {@code -Dchaos.kill=N} plays one again.
 */
class ChaosKillTest {

    /** A release asks about thirty times. */
    private static final int EXCHANGES = 36;

    private static final int KILLS = 2;

    @TempDir
    Path temp;

    static LongStream seeds() {
        Optional<Long> one =
                Optional.ofNullable(System.getProperty("chaos.kill")).map(Long::valueOf);
        return one.map(LongStream::of).orElseGet(() -> LongStream.rangeClosed(1, Integer.getInteger("chaos.kills", 1)));
    }

    @ParameterizedTest(name = "-Dchaos.kill={0}")
    @MethodSource("seeds")
    @Timeout(240)
    void endsInOneReleaseWheneverItIsKilled(long seed) throws Exception {
        Random random = new Random(seed);
        List<String> story = new ArrayList<>();
        try (DeployStage stage = DeployStage.approved(temp)) {
            Map<String, String> exchanged = new LinkedHashMap<>();
            ChaosProxy pypi = new ChaosProxy(stage.servers.pypi().base().getPort(), exchanged);
            ChaosProxy api = new ChaosProxy(stage.servers.github().api().getPort(), exchanged);
            ChaosProxy uploads = new ChaosProxy(stage.servers.github().uploads().getPort(), exchanged);
            List<ChaosProxy> proxies = List.of(pypi, api, uploads);
            try {
                for (int kill = 1; kill <= KILLS; kill++) {
                    kill(stage, proxies, new Moment(1 + random.nextInt(EXCHANGES), random.nextBoolean()), story);
                    assertNothingWrong(stage);
                }
                DeployStage.deploy(stage.request(stage.tokens()));
                stage.assertStateReleased();
                proxies.forEach(proxy -> assertThat(proxy.troubles()).isEmpty());
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "again: mvn -Pchaos verify -Dchaos.kill=" + seed + "\n" + String.join("\n", story), e);
            } finally {
                proxies.forEach(ChaosProxy::close);
            }
        }
    }

    /** When to kill. */
    private record Moment(int exchange, boolean afterTheServer) {}

    private static void kill(DeployStage stage, List<ChaosProxy> proxies, Moment moment, List<String> story)
            throws IOException, InterruptedException {
        Path output = stage.project.resolve("target").resolve("killed-" + story.size() + ".log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx96m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledDeploy.class.getName(),
                        stage.project.toString(),
                        proxies.get(0).before(stage.servers.pypi().uploadUrl()).toString(),
                        proxies.get(0).before(stage.servers.pypi().simpleUrl()).toString(),
                        stage.servers.testpypi().uploadUrl().toString(),
                        stage.servers.testpypi().simpleUrl().toString(),
                        proxies.get(1).before(stage.servers.github().api()).toString(),
                        Integer.toString(Integer.MAX_VALUE))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(stage.tokens());
        AtomicInteger exchange = new AtomicInteger();
        CompletableFuture<Process> started = new CompletableFuture<>();
        proxies.forEach(proxy -> proxy.play((asked, server, client) -> {
            boolean now = exchange.incrementAndGet() == moment.exchange();
            if (now && !moment.afterTheServer()) {
                started.join().destroyForcibly();
                return;
            }
            ChaosProxy.Answered answer = server.answer();
            if (now) {
                started.join().destroyForcibly();
            } else {
                client.send(answer.bytes());
            }
            if (now) {
                story.add("killed at exchange " + moment + ", " + asked.method() + " " + asked.target());
            }
        }));
        started.complete(builder.start());
        Process process = started.join();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        story.add("ended with " + process.exitValue());
        assertThat(process.exitValue()).as(Files.readString(output)).isIn(0, KilledDeploy.KILLED);
    }

    private static void assertNothingWrong(DeployStage stage) {
        JsonNode releases = stage.releases();
        assertThat(releases.size()).isLessThanOrEqualTo(1);
        if (releases.size() == 1 && !releases.get(0).path("draft").asBoolean()) {
            stage.assertStateReleased();
        }
    }
}
