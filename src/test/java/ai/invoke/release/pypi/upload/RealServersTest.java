package ai.invoke.release.pypi.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.trust.PypiCredentials;
import ai.invoke.release.testing.DistMaker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that nobody here wrote: Debian's Pyramid, which makes PyPI's answers, behind Debian's nginx with a limit. */
@Timeout(120)
class RealServersTest {

    private static final String PYTHON = "/usr/bin/python3";
    private static final int TRIES = 5;

    @TempDir
    private Path temp;

    private final RecordingConsole console = new RecordingConsole();
    private final IndexUpload goal =
            new IndexUpload(HttpSettings.direct(), new Timing(Clock.systemUTC(), wait -> {}, () -> 0), console);
    private Optional<Process> pyramid = Optional.empty();
    private Optional<Path> nginx = Optional.empty();
    private PackageIndex index;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        boolean there = runs(PYTHON, "-c", "import pyramid") && runs("nginx", "-v");
        if (System.getenv().getOrDefault("INVOKEAI_REQUIRE_CLIENTS", "").equals("true")) {
            assertThat(there)
                    .as("INVOKEAI_REQUIRE_CLIENTS is set, but python3-pyramid or nginx is missing")
                    .isTrue();
        }
        assumeTrue(there, "no python3-pyramid or no nginx on this machine");
        Process python = new ProcessBuilder(PYTHON, "src/test/resources/servers/warehouse_answers.py")
                .redirectError(temp.resolve("pyramid.log").toFile())
                .start();
        pyramid = Optional.of(python);
        String port =
                new BufferedReader(new InputStreamReader(python.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertThat(port).as(Files.readString(temp.resolve("pyramid.log"))).isNotNull();
        URI front = URI.create("http://127.0.0.1:" + nginx(port) + "/");
        index = PackageIndex.custom("company", front.resolve("legacy/"), front.resolve("simple/"));
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** nginx goes into the background when it listens, or ends with an error when somebody else took the port. */
    private int nginx(String upstream) throws IOException, InterruptedException {
        Path prefix = Files.createDirectories(temp.resolve("nginx"));
        Path configuration = prefix.resolve("nginx.conf");
        for (int i = 0; i < TRIES; i++) {
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                port = free.getLocalPort();
            }
            Files.writeString(configuration, """
                    pid nginx.pid;
                    error_log error.log;
                    events {}
                    http {
                      access_log off;
                      client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
                      uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                      server {
                        listen 127.0.0.1:%d;
                        client_max_body_size 64k;
                        location / { proxy_pass http://127.0.0.1:%s; }
                      }
                    }
                    """.formatted(port, upstream));
            if (new ProcessBuilder("nginx", "-p", prefix.toString(), "-c", "nginx.conf")
                            .redirectErrorStream(true)
                            .redirectOutput(prefix.resolve("start.log").toFile())
                            .start()
                            .waitFor()
                    == 0) {
                nginx = Optional.of(prefix);
                return port;
            }
        }
        throw new IOException(Files.readString(prefix.resolve("start.log")));
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        if (nginx.isPresent()) {
            new ProcessBuilder("nginx", "-p", nginx.get().toString(), "-c", "nginx.conf", "-s", "stop")
                    .start()
                    .waitFor(10, TimeUnit.SECONDS);
        }
        if (pyramid.isPresent()) {
            pyramid.get().destroy();
            pyramid.get().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private IndexUpload.Result publish(Path... files) {
        return goal.run(new IndexUpload.Request(
                index,
                List.of(files).stream().map(IndexUpload.ApprovedFile::asItIs).toList(),
                Optional.of(new PypiCredentials("me", "secret-4711", "test")),
                Map.of(),
                IndexUpload.Listener.none(),
                secret -> {},
                Duration.ofSeconds(6),
                AttestationSettings.none()));
    }

    @Test
    void filesAreStoredOnceAndOtherBytesAreRefusedWithTheServersWords() {
        Path wheel = DistMaker.of("demo_app", "1.0").wheel(temp);
        Path sdist = DistMaker.of("demo_app", "1.0").sdist(temp);
        assertThat(publish(wheel, sdist).files()).hasSize(2).noneMatch(IndexUpload.Published::alreadyThere);
        assertThat(publish(wheel, sdist).files()).allMatch(IndexUpload.Published::alreadyThere);
        assertThat(console.warnings()).as("Pyramid's answer is no remark").isEmpty();
    }

    @Test
    void theLimitOfTheProxyIsNamed() {
        Path wheel = DistMaker.of("demo_app", "1.0").largeWheel(temp, 200_000);
        assertThatThrownBy(() -> publish(wheel))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("(413)")
                .hasMessageContaining("nginx")
                .hasMessageContaining("the file has 19")
                .hasMessageContaining("Nothing was published");
    }

    /** nginx answers for a server that is gone; nobody knows whether it took the file, so the index is asked. */
    @Test
    void aServerThatIsGoneIsNoRefusal() throws InterruptedException {
        pyramid.orElseThrow().destroy();
        pyramid.orElseThrow().waitFor();
        Path wheel = DistMaker.of("demo_app", "1.0").wheel(temp);
        assertThatThrownBy(() -> publish(wheel)).hasMessageContaining("502");
    }
}
