package ai.invoke.release.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.process.Command;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmokeServerTest {

    /** Serves {@code /} in the way that its first argument says, on the port that its second one says. */
    private static final String SERVER = """
            import http.server, os, subprocess, sys, time
            how, port = sys.argv[1], int(sys.argv[2])

            class Handler(http.server.BaseHTTPRequestHandler):
                asked = 0

                def do_GET(self):
                    Handler.asked += 1
                    if how == "broken-first" and Handler.asked < 3:
                        return self.answer(500)
                    if how == "always-broken":
                        return self.answer(500)
                    if how == "redirect" and self.path == "/":
                        return self.answer(302, Location="/app/")
                    if how == "loop":
                        return self.answer(302, Location=self.path + "x")
                    if how == "elsewhere":
                        return self.answer(302, Location="http://127.0.0.2:1/")
                    if how == "no-http":
                        self.wfile.write(b"\\x1b[2Jno http\\r\\n\\r\\n")
                        return
                    self.send_response(200)
                    self.end_headers()
                    self.wfile.write(("hello from " + self.path).encode())
                    while how == "stalls":
                        self.wfile.flush()
                        time.sleep(60)
                    while how == "never-ends":
                        self.wfile.write(b"x" * 65536)

                def answer(self, status, **headers):
                    self.send_response(status)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", "0")
                    self.end_headers()

                def log_message(self, *args):
                    pass

            if how == "dies":
                sys.exit("no model found")
            if how == "deaf":
                time.sleep(60)
            if how == "late":
                time.sleep(0.5)
            if how == "child":
                child = subprocess.Popen([sys.executable, __file__, "plain", str(port)], start_new_session=True)
                open(__file__ + ".pid", "w").write(str(child.pid))
                time.sleep(60)
            server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
            server.serve_forever()
            """;

    @TempDir
    private Path folder;

    private Path server;
    private int port;

    @BeforeEach
    void server() throws IOException {
        server = Files.writeString(folder.resolve("server.py"), SERVER);
        port = SmokeServer.freePort();
    }

    @AfterEach
    void portIsFree() throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(socket.isBound()).isTrue();
        }
    }

    private SmokeServer.Answer ask(String how, Duration limit) {
        return new SmokeServer(new ProcessRunner(System.getenv())::run).ask(command(how, limit), url());
    }

    /** With more and more time, for a busy machine may take long to start Python. */
    private void assertAnswer(String how, SmokeServer.Answer expected) {
        SmokeServer.Answer last = ask(how, Duration.ofSeconds(1));
        for (int limit = 4; !last.equals(expected) && limit <= 16; limit *= 4) {
            last = ask(how, Duration.ofSeconds(limit));
        }
        assertThat(last).as(how).isEqualTo(expected);
    }

    private Command command(String how, Duration limit) {
        return Command.of(folder, SmokeHarness.python().toString(), "-I", server.toString(), how, String.valueOf(port))
                .withTimeout(limit, "invokeai.test");
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    private static SmokeServer.Answer.Answered hello(String path) {
        return new SmokeServer.Answer.Answered(200, "hello from " + path);
    }

    @Test
    void oneThatStartsSlowlyOrAnswers500FirstIsAskedAgain() {
        assertThat(ask("late", SmokeHarness.ENOUGH)).isEqualTo(hello("/"));
        assertThat(ask("broken-first", SmokeHarness.ENOUGH)).isEqualTo(hello("/"));
    }

    @Tag("backends")
    @Test
    void aRedirectIsFollowedOnTheSameServerOnly() {
        assertThat(ask("redirect", SmokeHarness.ENOUGH)).isEqualTo(hello("/app/"));
        assertAnswer("elsewhere", new SmokeServer.Answer.Silent("status 302, a redirect to http://127.0.0.2:1/"));
        assertAnswer(
                "loop",
                new SmokeServer.Answer.Silent("more than 5 redirects, the last one to " + url() + "x".repeat(6)));
    }

    @Test
    void oneThatNeverListensOrAlwaysFailsIsKilledAtItsLimit() {
        long start = System.nanoTime();
        assertThat(ask("deaf", Duration.ofSeconds(1))).isNotInstanceOf(SmokeServer.Answer.Answered.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        assertAnswer("always-broken", new SmokeServer.Answer.Silent("status 500"));
        assertAnswer("no-http", new SmokeServer.Answer.Silent("Invalid status line: \" [2Jno http\""));
    }

    @Tag("backends")
    @Test
    void oneThatDiesAtOnceIsNotWaitedFor() {
        assertThat(ask("dies", SmokeHarness.ENOUGH))
                .isInstanceOfSatisfying(
                        SmokeServer.Answer.Ended.class,
                        ended -> assertThat(ended.outcome().tail()).contains("no model found"));
    }

    @Tag("backends")
    @Test
    void anAnswerThatNeverEndsIsTakenAsFarAsItCame() {
        assertAnswer("stalls", hello("/"));
        assertThat(ask("never-ends", SmokeHarness.ENOUGH))
                .isInstanceOfSatisfying(
                        SmokeServer.Answer.Answered.class,
                        answered ->
                                assertThat(answered.body()).hasSize(1024 * 1024).startsWith("hello from /xxx"));
    }

    @Test
    void aChildInASessionOfItsOwnIsKilledToo() throws IOException {
        assertThat(ask("child", SmokeHarness.ENOUGH)).isEqualTo(hello("/"));
        long child = Long.parseLong(Files.readString(folder.resolve("server.py.pid")));
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void whatListensAlreadyIsNotTakenForTheServer() throws IOException {
        AtomicBoolean started = new AtomicBoolean();
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            SmokeServer.Answer answer = new SmokeServer(command -> {
                        started.set(true);
                        return new ProcessRunner(System.getenv()).run(command);
                    })
                    .ask(command("plain", Duration.ofSeconds(2)), "http://127.0.0.1:" + other.getLocalPort() + "/");
            assertThat(answer).isEqualTo(new SmokeServer.Answer.Taken());
        }
        assertThat(started).isFalse();
    }

    @Test
    void anInterruptEndsTheServerBeforeItReturns() throws InterruptedException {
        CountDownLatch listening = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicBoolean kept = new AtomicBoolean();
        Thread asking = new Thread(() -> {
            new SmokeServer(command -> {
                        listening.countDown();
                        try {
                            return new ProcessRunner(System.getenv()).run(command);
                        } finally {
                            ended.set(true);
                        }
                    })
                    .ask(command("always-broken", SmokeHarness.ENOUGH), url());
            kept.set(ended.get() && Thread.currentThread().isInterrupted());
        });
        asking.start();
        listening.await();
        long deadline = System.nanoTime() + SmokeHarness.ENOUGH.toNanos();
        while (!listens()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
        asking.interrupt();
        asking.join(SmokeHarness.ENOUGH.toMillis());
        assertThat(kept).isTrue();
    }
}
