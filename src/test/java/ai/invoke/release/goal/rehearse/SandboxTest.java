package ai.invoke.release.goal.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.console.Console;
import ai.invoke.release.console.Progress;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.Reader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxTest {

    @TempDir
    Path folder;

    /** Keeps the lines and says when the ready line came. */
    private static final class Lines implements Console {

        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final CountDownLatch ready = new CountDownLatch(1);

        @Override
        public void info(String line) {
            lines.add(line);
            if (line.startsWith("sandbox is ready")) {
                ready.countDown();
            }
        }

        @Override
        public void detail(String line) {}

        @Override
        public void warn(Problem problem) {}

        @Override
        public Progress progress(String label, long total) {
            return Console.silent().progress(label, total);
        }
    }

    private Sandbox.Request request(Duration limit, Optional<InputStream> input, int port) {
        return new Sandbox.Request(
                folder.resolve("state"),
                folder,
                "octo/demo",
                Sandbox.Server.WAREHOUSE,
                new Sandbox.Ports(port, 0, 0, 0),
                new Sandbox.Switches(100, 0, false),
                limit,
                input,
                Optional.of(folder.resolve("sandbox.properties")));
    }

    private Properties facts() throws IOException {
        Properties facts = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve("sandbox.properties"))) {
            facts.load(reader);
        }
        return facts;
    }

    @Test
    void runsUntilItsInputEndsAndKeepsItsTokens() throws IOException, InterruptedException {
        String token = "";
        for (int round = 0; round < 2; round++) {
            Lines console = new Lines();
            PipedOutputStream end = new PipedOutputStream();
            PipedInputStream input = new PipedInputStream(end);
            Sandbox sandbox = new Sandbox();
            Thread thread = new Thread(() -> sandbox.run(request(Duration.ZERO, Optional.of(input), 0), console));
            thread.start();
            assertThat(console.ready.await(30, TimeUnit.SECONDS))
                    .as(console.lines.toString())
                    .isTrue();
            Properties facts = facts();
            URI page = URI.create(facts.getProperty("pypi.simple.url"));
            assertThat(HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(console.lines)
                    .anyMatch(line -> line.contains("HTTP_PROXY=" + facts.getProperty("github.api.url")));
            if (round == 1) {
                assertThat(facts.getProperty("pypi.token"))
                        .as("the same folder has the same token")
                        .isEqualTo(token);
            }
            token = facts.getProperty("pypi.token");
            end.close();
            thread.join(30_000);
            assertThat(thread.isAlive()).isFalse();
            assertThat(folder.resolve("sandbox.properties")).doesNotExist();
        }
    }

    /** Unknown projects are forwarded to PyPI, which PyPI itself never does. */
    @Test
    void theIndexCanBeAPypiserver() throws IOException, InterruptedException {
        Lines console = new Lines();
        PipedOutputStream end = new PipedOutputStream();
        PipedInputStream input = new PipedInputStream(end);
        Files.createDirectories(folder.resolve("state/pypiserver"));
        Files.writeString(folder.resolve("state/pypiserver/kept-1.0.tar.gz"), "kept");
        Sandbox.Request usual = request(Duration.ZERO, Optional.of(input), 0);
        Sandbox.Request pypiserver = new Sandbox.Request(
                usual.stateFolder(),
                usual.projectFolder(),
                usual.repository(),
                Sandbox.Server.PYPISERVER,
                usual.ports(),
                usual.switches(),
                usual.limit(),
                usual.untilInputEnds(),
                usual.properties());
        Thread thread = new Thread(() -> new Sandbox().run(pypiserver, console));
        thread.start();
        assertThat(console.ready.await(30, TimeUnit.SECONDS)).isTrue();
        Properties facts = facts();
        assertThat(facts.getProperty("pypi.user")).isEqualTo("sandbox");
        HttpClient client = HttpClient.newHttpClient();
        URI unknown = URI.create(facts.getProperty("pypi.simple.url") + "unknown/");
        assertThat(client.send(HttpRequest.newBuilder(unknown).build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(303);
        URI kept = URI.create(facts.getProperty("pypi.simple.url") + "kept/");
        assertThat(client.send(HttpRequest.newBuilder(kept).build(), BodyHandlers.ofString())
                        .body())
                .contains("kept-1.0.tar.gz#sha256=");
        end.close();
        thread.join(30_000);
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void stopsAfterItsTime() {
        Lines console = new Lines();
        new Sandbox().run(request(Duration.ofMillis(50), Optional.empty(), 0), console);
        assertThat(console.lines.get(console.lines.size() - 1)).startsWith("sandbox stopped");
    }

    @Test
    void stopsWhenToldTo() {
        Sandbox sandbox = new Sandbox();
        sandbox.stop();
        Lines console = new Lines();
        sandbox.run(request(Duration.ZERO, Optional.empty(), 0), console);
        sandbox.stopAndWait();
        assertThat(console.lines.get(console.lines.size() - 1)).startsWith("sandbox stopped");
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (ServerSocket taken =
                new ServerSocket(0, 1, java.net.InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            Sandbox.Request request = request(Duration.ofMillis(50), Optional.empty(), taken.getLocalPort());
            assertThatThrownBy(() -> new Sandbox().run(request, new Lines()))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("choose another port");
        }
    }

    /** Scripts find a token of each kind, and the switches reach the services. */
    @Test
    void switchesAndTokensOfEachKind() throws Exception {
        Sandbox.Request plain = request(Duration.ZERO, Optional.empty(), 0);
        Sandbox.Request switched = new Sandbox.Request(
                plain.stateFolder(),
                plain.projectFolder(),
                plain.repository(),
                Sandbox.Server.WAREHOUSE,
                plain.ports(),
                new Sandbox.Switches(100, 3, true),
                plain.limit(),
                plain.untilInputEnds(),
                plain.properties());
        Lines console = new Lines();
        Sandbox sandbox = new Sandbox();
        Thread thread = new Thread(() -> sandbox.run(switched, console));
        thread.start();
        assertThat(console.ready.await(30, TimeUnit.SECONDS)).isTrue();
        Properties facts = facts();
        assertThat(facts.getProperty("github.token.installation")).startsWith("ghs_");
        assertThat(facts.getProperty("github.token.fine-grained")).startsWith("github_pat_");
        assertThat(facts.stringPropertyNames())
                .filteredOn(name -> name.startsWith("github.token."))
                .hasSize(7);
        HttpRequest setting = HttpRequest.newBuilder(
                        URI.create(facts.getProperty("github.api.url") + "/repos/octo/demo/immutable-releases"))
                .header("Authorization", "Bearer " + facts.getProperty("github.token"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(setting, BodyHandlers.ofString())
                        .body())
                .contains("\"enabled\":true");
        sandbox.stop();
        thread.join(30_000);
        assertThatThrownBy(() -> new Sandbox.Switches(100, -1, false))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("-Dinvokeai.sandbox.lag");
    }

    @Test
    void aWrongRepositoryIsNamed() {
        Sandbox.Request request = new Sandbox.Request(
                folder,
                folder,
                "demo",
                Sandbox.Server.WAREHOUSE,
                new Sandbox.Ports(0, 0, 0, 0),
                new Sandbox.Switches(100, 0, false),
                Duration.ZERO,
                Optional.empty(),
                Optional.empty());
        assertThatThrownBy(() -> new Sandbox().run(request, new Lines()))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("'demo' is not a repository");
    }
}
