package ai.invoke.release.pypi.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.invoke.release.http.FaultServer;
import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.TestProxy;
import ai.invoke.release.testing.DistMaker;
import ai.invoke.sandbox.pypi.PypiOptions;
import ai.invoke.sandbox.pypi.SandboxPypi;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ended while half of a file is on its way, as by kill -9, by a CI that cancels a job, or by Ctrl-C; then run again. */
@Timeout(180)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such signals")
class InterruptedUploadTest {

    /** Less than a connection's buffers hold of the file, so that the client cannot have sent all of it. */
    private static final int READ = 100_000;

    @TempDir
    Path temp;

    private final AtomicBoolean held = new AtomicBoolean();
    private final CountDownLatch middle = new CountDownLatch(1);
    private List<Path> files = List.of();

    @BeforeEach
    void makeFiles() {
        byte[] noise = new byte[12 << 20];
        new Random(7).nextBytes(noise);
        DistMaker demo = DistMaker.of("demo_app", "1.2.3")
                .file("demo_app/noise.txt", HexFormat.of().formatHex(noise));
        files = List.of(demo.wheel(temp), demo.sdist(temp));
    }

    /** Passes everything on, except that the first upload stops in the middle. */
    private void pass(FaultServer.Connection connection, int port) throws IOException, InterruptedException {
        FaultServer.Received head = connection.head();
        if (head.method().equals("POST") && !held.getAndSet(true)) {
            connection.in().readNBytes(READ);
            middle.countDown();
            connection.hang();
        }
        StringBuilder first = new StringBuilder(head.method() + " " + head.target() + " HTTP/1.1\r\n");
        head.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase("Connection")) {
                first.append(name).append(": ").append(value).append("\r\n");
            }
        });
        first.append("Connection: close\r\n\r\n");
        TestProxy.join(connection.socket(), port, first.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource({"KILL, 137", "TERM, 143", "INT, 130"})
    void theNextRunSendsWhatIsMissingAndNothingTwice(String signal, int code) throws Exception {
        assumeThat(ignored(signal))
                .as("whoever started the tests ignores this signal")
                .isFalse();
        try (SandboxPypi index = SandboxPypi.start(temp.resolve("index"), PypiOptions.of("pypi"));
                FaultServer front = new FaultServer(
                        connection -> pass(connection, index.uploadUrl().getPort()))) {
            URI upload = front.uri(index.uploadUrl().getPath());
            URI simple = front.uri(index.simpleUrl().getPath());
            Path output = temp.resolve("output.txt");
            Process job = start(upload, simple, index.token(), output);
            try {
                assertThat(middle.await(90, TimeUnit.SECONDS))
                        .as(Files.readString(output))
                        .isTrue();
                send(signal, job);
                assertThat(job.waitFor(60, TimeUnit.SECONDS)).isTrue();
            } finally {
                job.destroyForcibly();
            }
            assertThat(job.exitValue()).isEqualTo(code);
            assertThat(Files.readString(output)).doesNotContain(index.token(), "Exception");
            assertThat(index.state()).isEmpty();

            RecordingConsole console = new RecordingConsole();
            IndexUpload.Result result =
                    InterruptedUpload.run(upload, simple, files, Map.of("PYPI_TOKEN", index.token()), console);
            assertThat(result.files()).hasSize(2).noneMatch(IndexUpload.Published::alreadyThere);
            assertThat(index.state().path("demo-app")).hasSize(2);
            assertThat(index.log().entries().stream()
                            .filter(entry -> entry.method().equals("POST")))
                    .hasSize(2);
        }
    }

    private Process start(URI upload, URI simple, String token, Path output) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                InterruptedUpload.class.getName(),
                upload.toString(),
                simple.toString()));
        files.forEach(file -> line.add(file.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.contains("TOKEN") || name.contains("PASSWORD"));
        builder.environment().put("PYPI_TOKEN", token);
        return builder.start();
    }

    private static void send(String signal, Process job) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(job.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** A shell starts what ends in an ampersand so that it ignores SIGINT, and so do all processes below. */
    private static boolean ignored(String signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!signal.equals("INT") || !Files.exists(status)) {
            return false;
        }
        long mask = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> Long.parseUnsignedLong(
                        line.substring("SigIgn:".length()).strip(), 16))
                .findFirst()
                .orElse(0L);
        return (mask & 2) != 0;
    }
}
