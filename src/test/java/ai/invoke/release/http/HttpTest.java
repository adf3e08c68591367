package ai.invoke.release.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class HttpTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final String TOKEN = "pypi-AgEIcHlwaS5vcmcCJDEyMzQ1Njc4";

    @TempDir
    Path dir;

    private final RecordingConsole console = new RecordingConsole();
    private final List<Duration> waits = new ArrayList<>();
    private final Http http = new Http(
            HttpSettings.direct(), console, new Timing(Clock.fixed(NOW, ZoneOffset.UTC), waits::add, () -> 0.5));

    @AfterEach
    void close() {
        http.close();
    }

    private static Answer answer(Exchange exchange) {
        assertThat(exchange).isInstanceOf(Answer.class);
        return (Answer) exchange;
    }

    private static NoAnswer none(Exchange exchange) {
        assertThat(exchange).isInstanceOf(NoAnswer.class);
        return (NoAnswer) exchange;
    }

    private static Request hasty(Request request) {
        return request.withTimeouts(Duration.ofMillis(700), Duration.ofMillis(300));
    }

    @Test
    void namesItselfAndReadsTheAnswer() {
        try (FaultServer server = new FaultServer(FaultServer.answering(200, "hällo", "X-One: 1", "x-two: 2"))) {
            Answer answer = answer(http.send(Request.get(server.uri("/a?b=c%20d"))));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.successful()).isTrue();
            assertThat(answer.text()).isEqualTo("hällo");
            assertThat(answer.header("X-Two")).contains("2");
            FaultServer.Received request = server.received().get(0);
            assertThat(request.target()).isEqualTo("/a?b=c%20d");
            assertThat(request.header("User-Agent"))
                    .hasValueSatisfying(agent -> assertThat(agent)
                            .matches("invokeai-release-maven-plugin/\\S+ \\(\\+https://github\\.com/invoke-ai\\)")
                            .doesNotContain("twine"));
            assertThat(request.header("Accept-Encoding")).isEmpty();
        }
    }

    @Test
    void statusesThatReportAnErrorAreAnswersToo() {
        try (FaultServer server = new FaultServer(FaultServer.answering(403, "no\u0007\nway"))) {
            Answer answer = answer(http.send(Request.get(server.uri("/"))));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.excerpt()).isEqualTo("no way");
            assertThat(waits).isEmpty();
        }
    }

    @Test
    void transientStatusIsTriedAgainWithGrowingDelayAndSaidSo() {
        try (FaultServer server = new FaultServer(
                FaultServer.answering(503, ""), FaultServer.answering(502, ""), FaultServer.answering(200, "ok"))) {
            assertThat(answer(http.send(Request.get(server.uri("/")))).text()).isEqualTo("ok");
            assertThat(waits).containsExactly(Duration.ofMillis(500), Duration.ofMillis(1000));
            assertThat(console.lines())
                    .containsExactly(
                            "127.0.0.1 answered 503 Service Unavailable; trying again in 0.5 s (attempt 2 of 4)",
                            "127.0.0.1 answered 502 Bad Gateway; trying again in 1.0 s (attempt 3 of 4)");
        }
    }

    @Test
    void givesUpAfterTheLastAttemptWithTheLastAnswer() {
        try (FaultServer server = new FaultServer(FaultServer.answering(500, "broken"))) {
            assertThat(answer(http.send(Request.get(server.uri("/")))).status()).isEqualTo(500);
            assertThat(server.connections()).isEqualTo(4);
        }
    }

    @Test
    void retryAfterInSeconds() {
        try (FaultServer server =
                new FaultServer(FaultServer.answering(429, "", "Retry-After: 7"), FaultServer.answering(200, ""))) {
            assertThat(answer(http.send(Request.get(server.uri("/")))).status()).isEqualTo(200);
            assertThat(waits).containsExactly(Duration.ofSeconds(7));
        }
    }

    @Test
    void retryAfterAsDateIsComparedWithTheServersOwnClock() {
        try (FaultServer server = new FaultServer(
                FaultServer.answering(
                        503, "", "Date: Mon, 23 Nov 2026 00:00:00 GMT", "Retry-After: Mon, 23 Nov 2026 00:00:09 GMT"),
                FaultServer.answering(503, "", "Retry-After: Sun, 22 Nov 2026 10:00:11 GMT"),
                FaultServer.answering(200, ""))) {
            assertThat(answer(http.send(Request.get(server.uri("/")))).status()).isEqualTo(200);
            assertThat(waits).containsExactly(Duration.ofSeconds(9), Duration.ofSeconds(11));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 507, 520, 521, 522, 524, 530, 599})
    void statusesThatSayNotNow(int status) {
        try (FaultServer server = new FaultServer(
                FaultServer.answering(status, "", "Retry-After: soon"), FaultServer.answering(200, ""))) {
            assertThat(answer(http.send(Request.get(server.uri("/")))).status()).isEqualTo(200);
            assertThat(waits).containsExactly(Duration.ofMillis(500));
        }
    }

    @Test
    void requestThatMustNotHappenTwiceIsOnlyRepeatedWhenTold() {
        try (FaultServer server =
                new FaultServer(FaultServer.answering(429, "", "Retry-After: 3"), FaultServer.answering(429, ""))) {
            assertThat(answer(http.send(Request.post(server.uri("/"), Body.json("{}"))))
                            .status())
                    .isEqualTo(429);
            assertThat(waits).containsExactly(Duration.ofSeconds(3));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Retry-After: 86400",
                "Retry-After: 99999999999999999999",
                "Retry-After: Tue, 01 Dec 2026 10:00:00 GMT",
                "Retry-After: Tuesday, 01-Dec-26 10:00:00 GMT",
                "Retry-After: Tue Dec  1 10:00:00 2026"
            })
    void limitWithoutAnEndInSightIsFinal(String header) {
        try (FaultServer server = new FaultServer(FaultServer.answering(429, "", header))) {
            assertThat(answer(http.send(Request.get(server.uri("/")))).status()).isEqualTo(429);
            assertThat(server.connections()).isEqualTo(1);
            assertThat(waits).isEmpty();
        }
    }

    @Test
    void nothingListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
        Request request = Request.post(URI.create("http://127.0.0.1:" + port + "/"), Body.json("{}"));
        NoAnswer none = none(http.send(request));
        assertThat(none.delivery()).isEqualTo(NoAnswer.Delivery.NOT_SENT);
        assertThat(none.reason()).startsWith("no connection: ").contains("refused");
        assertThat(waits).hasSize(3);
        assertThatThrownBy(() -> none.orThrow()).isInstanceOf(EnvironmentException.class);
    }

    @Test
    void unknownHost() {
        NoAnswer none = none(http.send(
                Request.get(URI.create("https://no-such-host.invalid/")).withRetry(RetryPolicy.none())));
        assertThat(none.delivery()).isEqualTo(NoAnswer.Delivery.NOT_SENT);
        assertThat(none.reason()).startsWith("the host name no-such-host.invalid cannot be resolved");
    }

    @Test
    void closedWithoutAnAnswer() {
        try (FaultServer server = new FaultServer(connection -> connection.request())) {
            NoAnswer none = none(http.send(Request.post(server.uri("/"), Body.json("{}"))));
            assertThat(none.delivery()).isEqualTo(NoAnswer.Delivery.MAYBE_PROCESSED);
            assertThat(none.reason()).isEqualTo("127.0.0.1 closed the connection without an answer");
            assertThat(server.connections()).as("not repeatable").isEqualTo(1);
        }
    }

    @Test
    void repeatableRequestIsSentAgainWhenTheAnswerIsLost() {
        try (FaultServer server =
                new FaultServer(connection -> connection.request(), FaultServer.answering(200, "second"))) {
            Request request = Request.post(server.uri("/"), Body.json("{}")).withRetry(RetryPolicy.repeatable());
            assertThat(answer(http.send(request)).text()).isEqualTo("second");
            assertThat(server.received()).hasSize(2);
        }
    }

    @Test
    void droppedUploadIsKnownToBeIncompleteAndStartsAgainFromTheFirstByte() throws IOException {
        byte[] bytes = new byte[20_000_000];
        new Random(1).nextBytes(bytes);
        Path file = Files.write(dir.resolve("big.bin"), bytes);
        String sha256 = Sha256.of(bytes);
        try (FaultServer server =
                new FaultServer(FaultServer.droppingAfter(100_000), FaultServer.answering(201, "stored"))) {
            Request request = Request.post(server.uri("/"), FileBody.of(file, "application/octet-stream", sha256))
                    .withProgress("big.bin");
            assertThat(answer(http.send(request)).status()).isEqualTo(201);
            assertThat(server.received().get(0).body()).isEqualTo(bytes);
            assertThat(server.received().get(0).header("Content-Length")).contains("20000000");
            assertThat(console.bars()).hasSize(2).allMatch(RecordingConsole.Bar::closed);
            assertThat(console.bars().get(1).done()).isEqualTo(20_000_000);
            assertThat(console.bars().get(1).total()).isEqualTo(20_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answerBeforeTheEndOfTheUploadIsHeard(boolean onlyWhenNoMoreBytesFindRoom) throws IOException {
        Thread sender = Thread.currentThread();
        refusesHugeUpload(connection -> {
            connection.head();
            connection.in().readNBytes(1000);
            if (onlyWhenNoMoreBytesFindRoom) {
                awaitStandstill(sender);
            }
            connection.answer(403, "no such user");
            connection.hang();
        });
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "other systems drop what came before a reset")
    void answerBeforeAResetIsHeard() throws IOException {
        Thread sender = Thread.currentThread();
        refusesHugeUpload(connection -> {
            connection.head();
            awaitStandstill(sender);
            connection.answer(403, "no such user");
            connection.reset();
        });
    }

    private void refusesHugeUpload(FaultServer.Script script) throws IOException {
        Path file = dir.resolve("huge.bin");
        try (var out = Files.newOutputStream(file)) {
            byte[] chunk = new byte[1 << 20];
            for (int i = 0; i < 100; i++) {
                out.write(chunk);
            }
        }
        try (FaultServer server = new FaultServer(script)) {
            FileBody body = new FileBody(file, "application/octet-stream", Files.size(file), Optional.empty());
            Answer answer = answer(http.send(Request.post(server.uri("/"), body).withProgress("huge.bin")));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text()).isEqualTo("no such user");
            assertThat(console.bars().get(0).done()).isLessThan(100L << 20);
        }
    }

    /** Until the sender has been in one and the same write for a while. */
    private void awaitStandstill(Thread sender) {
        long still = System.nanoTime();
        long done = -1;
        while (System.nanoTime() - still < TimeUnit.MILLISECONDS.toNanos(300)) {
            long now = console.bars().get(0).done();
            boolean writing = Arrays.stream(sender.getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("implWrite"));
            if (now != done || !writing) {
                done = now;
                still = System.nanoTime();
            }
            Thread.yield();
        }
    }

    @Test
    void serverThatHangsIsLeft() {
        try (FaultServer server = new FaultServer(connection -> {
            connection.request();
            connection.hang();
        })) {
            NoAnswer none = none(http.send(hasty(Request.post(server.uri("/"), Body.json("{}")))));
            assertThat(none.delivery()).isEqualTo(NoAnswer.Delivery.MAYBE_PROCESSED);
            assertThat(none.reason())
                    .isEqualTo("127.0.0.1 said nothing for 1 s (to wait longer: -Dinvokeai.readTimeout=1)");
        }
    }

    @Test
    void serverThatDoesNotReadIsLeft() throws IOException {
        Path file = Files.write(dir.resolve("big.bin"), new byte[50_000_000]);
        try (FaultServer server = new FaultServer(connection -> connection.hang())) {
            FileBody body = new FileBody(file, "application/octet-stream", 50_000_000, Optional.empty());
            NoAnswer none =
                    none(http.send(hasty(Request.post(server.uri("/"), body)).withRetry(RetryPolicy.none())));
            assertThat(none.delivery()).isEqualTo(NoAnswer.Delivery.INCOMPLETE);
            assertThat(none.reason()).startsWith("not finished within");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tricklingServerIsLeftAtTheDeadline(boolean inTheHead) {
        try (FaultServer server = new FaultServer(connection -> {
            connection.request();
            connection.raw(inTheHead ? "HTTP/1.1 200 OK\r\nX: " : "HTTP/1.1 200 OK\r\n\r\n");
            while (true) {
                connection.raw("x");
                Thread.sleep(20);
            }
        })) {
            long start = System.nanoTime();
            NoAnswer none = none(http.send(hasty(Request.get(server.uri("/"))).withRetry(RetryPolicy.none())));
            assertThat(none.reason()).startsWith("not finished within");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: banana\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx",
                "HTTP/1.1 9999999999999 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX",
                "\u0000\u0001\u0002 garbage \uFFFF\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "<html>no head</html>"
            })
    void brokenAnswersAreNoAnswers(String bytes) {
        try (FaultServer server = new FaultServer(connection -> {
            connection.request();
            connection.raw(bytes);
        })) {
            NoAnswer none = none(http.send(Request.post(server.uri("/"), Body.json("{}"))));
            assertThat(none.delivery()).isEqualTo(NoAnswer.Delivery.MAYBE_PROCESSED);
            assertThat(none.reason()).isNotBlank().doesNotContain("\n");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void endlessHeadIsCutOff() {
        try (FaultServer server = new FaultServer(connection -> {
            connection.request();
            connection.raw("HTTP/1.1 200 OK\r\n");
            while (true) {
                connection.raw("X-Header: " + "y".repeat(1000) + "\r\n");
            }
        })) {
            assertThat(none(http.send(Request.get(server.uri("/")).withRetry(RetryPolicy.none())))
                            .reason())
                    .contains("too large");
        }
    }

    @Test
    void endlessBodyIsCutOff() {
        FaultServer.Script endless = connection -> {
            int status = connection.request().target().equals("/error") ? 500 : 200;
            connection.raw("HTTP/1.1 " + status + " OK\r\n\r\n");
            while (true) {
                connection.raw("z".repeat(10_000));
            }
        };
        try (FaultServer server = new FaultServer(endless)) {
            NoAnswer none = none(http.send(Request.get(server.uri("/"))));
            assertThat(none.reason()).isEqualTo("the answer is larger than 8388608 bytes");
            assertThat(waits).as("it will not get smaller").isEmpty();
            Answer cut = answer(http.send(
                    Request.get(server.uri("/error")).withMaxAnswer(5000).withRetry(RetryPolicy.none())));
            assertThat(cut.status()).isEqualTo(500);
            assertThat(cut.body()).hasSize(5000);
            assertThat(cut.excerpt()).hasSize(2001);
        }
    }

    /** What a server says after its status is for people; whatever becomes of it, the status stands. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 100\r\n\r\nbroken",
                "Transfer-Encoding: chunked\r\n\r\n6\r\nbroken\r\n",
                "Transfer-Encoding: chunked\r\n\r\n6\r\nbroken\r\nzz\r\n",
                "Content-Encoding: gzip\r\n\r\nbroken"
            })
    void statusThatIsKnownWinsOverABrokenBody(String rest) {
        FaultServer.Script script = connection -> {
            String status = connection.request().target().substring(1);
            connection.raw("HTTP/1.1 " + status + " Reason\r\n" + rest);
        };
        try (FaultServer server = new FaultServer(script)) {
            Answer error = answer(http.send(Request.post(server.uri("/400"), Body.json("{}"))));
            assertThat(error.status()).isEqualTo(400);
            assertThat(error.text()).isEqualTo("broken");
            Answer success = answer(
                    http.send(Request.post(server.uri("/200"), Body.json("{}")).withStatusSufficing()));
            assertThat(success.status()).isEqualTo(200);
        }
    }

    @Test
    void brokenGzipIsReadAsFarAsItGoes() throws IOException {
        byte[] whole = gzip("the reason ".repeat(10_000));
        byte[] half = Arrays.copyOf(whole, whole.length / 2);
        try (FaultServer server = new FaultServer(connection -> {
            connection.request();
            connection.raw(
                    "HTTP/1.1 422 Reason\r\nContent-Encoding: gzip\r\nContent-Length: " + half.length + "\r\n\r\n");
            connection.raw(half);
        })) {
            assertThat(answer(http.send(Request.post(server.uri("/"), Body.json("{}"))))
                            .status())
                    .isEqualTo(422);
        }
    }

    /** A drop now and then keeps any limit of silence from being reached. */
    @Test
    void drippingErrorEndsLongBeforeTheDeadline() {
        try (FaultServer server = new FaultServer(connection -> {
            connection.request();
            connection.raw("HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                connection.raw("1\r\nx\r\n");
                Thread.sleep(50);
            }
        })) {
            Request request = Request.post(server.uri("/"), Body.json("{}"))
                    .withTimeouts(Duration.ofMinutes(10), Duration.ofMinutes(5));
            Answer answer = answer(http.send(request));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).startsWith("xx");
        }
    }

    @Test
    void compressedAnswersAreRead() throws IOException {
        byte[] gzip = gzip("{\"message\": \"ü\"}");
        FaultServer.Script script = connection -> {
            String status = connection.request().target().substring(1);
            connection.raw("HTTP/1.1 " + status + " Reason\r\nContent-Encoding: gzip\r\nContent-Length: " + gzip.length
                    + "\r\n\r\n");
            connection.raw(gzip);
        };
        try (FaultServer server = new FaultServer(script)) {
            assertThat(answer(http.send(Request.get(server.uri("/200")))).text())
                    .isEqualTo("{\"message\": \"ü\"}");
            assertThat(answer(http.send(Request.get(server.uri("/404")))).text())
                    .isEqualTo("{\"message\": \"ü\"}");
        }
    }

    @Test
    void compressedBodyIsLimitedByWhatItBecomes() throws IOException {
        byte[] bomb = gzip("z".repeat(40_000_000));
        FaultServer.Script script = connection -> {
            String status = connection.request().target().substring(1);
            connection.raw("HTTP/1.1 " + status + " Reason\r\nContent-Encoding: gzip\r\nContent-Length: " + bomb.length
                    + "\r\n\r\n");
            connection.raw(bomb);
        };
        try (FaultServer server = new FaultServer(script)) {
            assertThat(none(http.send(Request.get(server.uri("/200")))).reason())
                    .contains("larger than 8388608 bytes");
            assertThat(answer(http.send(Request.get(server.uri("/400")))).body())
                    .hasSize(1024 * 1024);
        }
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400})
    void connectionsEndWithoutAReset(int status) throws InterruptedException {
        AtomicReference<String> end = new AtomicReference<>("");
        CountDownLatch ended = new CountDownLatch(1);
        try (FaultServer server = new FaultServer(connection -> {
            connection.request();
            connection.answer(status, "words");
            try {
                end.set("read " + connection.in().read());
            } catch (IOException e) {
                end.set(e.toString());
            }
            ended.countDown();
        })) {
            http.send(Request.post(server.uri("/"), Body.json("{}")));
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(end.get()).isEqualTo("read -1");
        }
    }

    /** Large files are hashed by a thread of their own. */
    @ParameterizedTest
    @ValueSource(ints = {300_000, 3_000_000})
    void changedFileNeverArrives(int length) throws Exception {
        Path file = Files.write(dir.resolve("a.whl"), new byte[length]);
        String other = "0".repeat(64);
        AtomicInteger got = new AtomicInteger();
        CountDownLatch gone = new CountDownLatch(1);
        try (FaultServer server = new FaultServer(connection -> {
            try {
                connection.head();
                while (connection.in().read() >= 0) {
                    got.incrementAndGet();
                }
            } finally {
                gone.countDown();
            }
        })) {
            Request request = Request.post(server.uri("/"), FileBody.of(file, "application/octet-stream", other));
            assertThatThrownBy(() -> http.send(request))
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("changed while it was being sent")
                    .hasMessageContaining(other);
            // The client may be through with it before the server has looked.
            assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(server.connections()).isEqualTo(1);
            assertThat(got.get()).isLessThan(length);
        }
    }

    private static void keepAlive(FaultServer.Connection connection, String body) throws IOException {
        connection.raw("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    @Test
    void requestsThatReadShareAConnectionAndOthersNeverDo() {
        try (FaultServer server = new FaultServer(connection -> {
            while (true) {
                keepAlive(connection, connection.request().method());
            }
        })) {
            for (int i = 0; i < 3; i++) {
                assertThat(answer(http.send(Request.get(server.uri("/")))).text())
                        .isEqualTo("GET");
            }
            assertThat(server.connections()).isEqualTo(1);
            for (int i = 0; i < 2; i++) {
                assertThat(answer(http.send(Request.post(server.uri("/"), Body.json("{}"))))
                                .text())
                        .isEqualTo("POST");
            }
            assertThat(server.connections()).isEqualTo(3);
            http.send(Request.get(server.uri("/")));
            assertThat(server.connections()).isEqualTo(3);
        }
    }

    /** Nobody can tell whether the request came before the end: what only reads is sent again at once, and once. */
    @Test
    void aSharedConnectionThatEndsIsReplacedWithoutAWord() {
        try (FaultServer server = new FaultServer(
                connection -> {
                    connection.request();
                    keepAlive(connection, "first");
                    connection.request();
                },
                connection -> {
                    connection.request();
                    keepAlive(connection, "second");
                })) {
            assertThat(answer(http.send(Request.get(server.uri("/")))).text()).isEqualTo("first");
            assertThat(answer(http.send(Request.get(server.uri("/")))).text()).isEqualTo("second");
            assertThat(server.connections()).isEqualTo(2);
            assertThat(console.lines()).isEmpty();
            assertThat(waits).isEmpty();
        }
    }

    /** The second request gets half an answer, so the server was there: that is told, as on a fresh connection. */
    @Test
    void aCutAnswerOnASharedConnectionIsNoStaleConnection() {
        try (FaultServer server = new FaultServer(
                connection -> {
                    connection.request();
                    keepAlive(connection, "first");
                    connection.request();
                    connection.raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nsec");
                },
                connection -> {
                    connection.request();
                    keepAlive(connection, "third");
                })) {
            http.send(Request.get(server.uri("/")));
            assertThat(answer(http.send(Request.get(server.uri("/")))).text()).isEqualTo("third");
            assertThat(waits).hasSize(1);
        }
    }

    @Test
    void guardStopsARepetition() {
        try (FaultServer server = new FaultServer(FaultServer.answering(503, "first"))) {
            AtomicInteger asked = new AtomicInteger();
            Exchange exchange = http.send(Request.get(server.uri("/")), last -> asked.incrementAndGet() < 2);
            assertThat(answer(exchange).status()).isEqualTo(503);
            assertThat(server.connections()).isEqualTo(2);
            assertThat(waits).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"200000, -1", "200000, 1", "2000000, -1", "2000000, 1"})
    void fileOfAnotherLengthNeverArrives(int length, int difference) throws IOException {
        Path file = Files.write(dir.resolve("a.whl"), new byte[length]);
        try (FaultServer server = new FaultServer(FaultServer.answering(200, ""))) {
            FileBody body = new FileBody(file, "application/octet-stream", length + difference, Optional.empty());
            assertThatThrownBy(() -> http.send(Request.post(server.uri("/"), body)))
                    .isInstanceOf(ProjectException.class);
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    void missingFileIsAProblemHere() {
        try (FaultServer server = new FaultServer(FaultServer.answering(200, ""))) {
            FileBody body = new FileBody(dir.resolve("gone"), "application/octet-stream", 5, Optional.empty());
            assertThatThrownBy(() -> http.send(Request.post(server.uri("/"), body)))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("gone");
        }
    }

    @Test
    void emptyFileArrives() throws IOException {
        Path file = Files.write(dir.resolve("empty"), new byte[0]);
        try (FaultServer server = new FaultServer(FaultServer.answering(200, ""))) {
            String sha256 = Sha256.of("");
            assertThat(answer(http.send(Request.post(server.uri("/"), FileBody.of(file, "text/plain", sha256))))
                            .status())
                    .isEqualTo(200);
            assertThat(server.received().get(0).header("Content-Length")).contains("0");
        }
    }

    @Test
    void downloadIsHashedAndWholeOrNotThere() throws IOException {
        String text = "0123456789".repeat(50_000);
        Path file = dir.resolve("download.bin");
        try (FaultServer server = new FaultServer(
                connection -> {
                    connection.request();
                    connection.raw("HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n" + text.substring(0, 300_000));
                },
                FaultServer.answering(200, text))) {
            Answer answer = answer(http.send(
                    Request.get(server.uri("/")).withSaveTo(file, 1_000_000).withProgress("download.bin")));
            assertThat(answer.body()).isEmpty();
            assertThat(answer.saved()).contains(new SavedFile(file, 500_000, Sha256.of(text)));
            assertThat(file).hasContent(text);
            assertThat(dir.toFile().list()).containsExactly("download.bin");
            assertThat(console.bars().get(1).done()).isEqualTo(500_000);
        }
    }

    @Test
    void downloadThatIsTooLargeLeavesNothing() {
        try (FaultServer server = new FaultServer(FaultServer.answering(200, "x".repeat(100_000)))) {
            Exchange exchange = http.send(Request.get(server.uri("/")).withSaveTo(dir.resolve("f"), 99_999));
            assertThat(none(exchange).reason()).contains("larger than 99999 bytes");
            assertThat(dir).isEmptyDirectory();
        }
    }

    @Test
    void errorInsteadOfADownloadIsReadIntoMemory() {
        try (FaultServer server = new FaultServer(FaultServer.answering(404, "not here"))) {
            Answer answer = answer(http.send(Request.get(server.uri("/")).withSaveTo(dir.resolve("f"), 99_999)));
            assertThat(answer.text()).isEqualTo("not here");
            assertThat(answer.saved()).isEmpty();
            assertThat(dir).isEmptyDirectory();
        }
    }

    @Test
    void downloadIntoAMissingFolderIsAProblemHere() {
        try (FaultServer server = new FaultServer(FaultServer.answering(200, "x"))) {
            Request request = Request.get(server.uri("/")).withSaveTo(dir.resolve("no/such/f"), 10);
            assertThatThrownBy(() -> http.send(request)).isInstanceOf(EnvironmentException.class);
        }
    }

    @Test
    void redirectWithinTheOriginIsFollowedWithCredentials() {
        try (FaultServer server =
                new FaultServer(FaultServer.answering(301, "", "Location: /b/"), FaultServer.answering(200, "there"))) {
            Answer answer = answer(http.send(
                    Request.get(server.uri("/a")).withAuthorization(new Authorization.Basic("__token__", TOKEN))));
            assertThat(answer.text()).isEqualTo("there");
            assertThat(answer.uri()).isEqualTo(server.uri("/b/"));
            assertThat(server.received().get(1).header("Authorization")).isPresent();
        }
    }

    @Test
    void redirectToAnotherOriginIsNotFollowed() {
        try (FaultServer other = new FaultServer(FaultServer.answering(200, "stolen"));
                FaultServer server = new FaultServer(FaultServer.answering(302, "", "Location: " + other.uri("/x")))) {
            Answer answer = answer(http.send(Request.get(server.uri("/"))));
            assertThat(answer.status()).isEqualTo(302);
            assertThat(other.connections()).isZero();
        }
    }

    @Test
    void downloadLeavesCredentialsAndHeadersBehindWhenTheOriginChanges() {
        try (FaultServer storage = new FaultServer(
                        FaultServer.answering(302, "", "Location: /again"), FaultServer.answering(200, "asset"));
                FaultServer server =
                        new FaultServer(FaultServer.answering(302, "", "Location: " + storage.uri("/x?sig=1")))) {
            Answer answer = answer(http.send(Request.get(server.uri("/"))
                    .withRedirects(RedirectPolicy.DROP_CREDENTIALS)
                    .withAuthorization(new Authorization.Bearer("ghp_secretsecretsecret"))
                    .withHeader("X-Private", "1")
                    .withHeader("Accept", "application/octet-stream")));
            assertThat(answer.text()).isEqualTo("asset");
            assertThat(storage.received()).hasSize(2).allSatisfy(request -> {
                assertThat(request.header("Authorization")).isEmpty();
                assertThat(request.header("X-Private")).isEmpty();
                assertThat(request.header("Accept")).contains("application/octet-stream");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Location: http://example.org/", "Location: ::not a uri::", "Location: ftp://127.0.0.1/", "X: y"
            })
    void redirectToNowhereIsTheAnswer(String header) {
        try (FaultServer server = new FaultServer(FaultServer.answering(302, "", header))) {
            Answer answer =
                    answer(http.send(Request.get(server.uri("/")).withRedirects(RedirectPolicy.DROP_CREDENTIALS)));
            assertThat(answer.status()).isEqualTo(302);
        }
    }

    @Test
    void redirectLoopEnds() {
        try (FaultServer server = new FaultServer(FaultServer.answering(302, "", "Location: /again"))) {
            Answer last = answer(http.send(Request.get(server.uri("/"))));
            assertThat(last.status()).isEqualTo(302);
            assertThat(last.header("Location")).contains("/again");
            assertThat(server.connections()).isEqualTo(11);
        }
    }

    @Test
    void postIsOnlyRepeatedElsewhereWhenTheServerKeepsTheMethod() {
        try (FaultServer server = new FaultServer(
                FaultServer.answering(308, "", "Location: /legacy/"),
                FaultServer.answering(200, "ok"),
                FaultServer.answering(302, "", "Location: /elsewhere"))) {
            Request request =
                    Request.post(server.uri("/legacy"), Body.json("{}")).withRedirects(RedirectPolicy.SAME_ORIGIN);
            assertThat(answer(http.send(request)).text()).isEqualTo("ok");
            assertThat(server.received().get(1).text()).isEqualTo("{}");
            assertThat(answer(http.send(request)).status()).isEqualTo(302);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.org/",
                "http://127.0.0.1.example.org/",
                "http://127.1/",
                "http://127.0.0.256/",
                "http://localhost.example.org/",
                "ftp://127.0.0.1/",
                "https:/nohost",
                "file:///etc/passwd",
                "https://user:hunter22@example.org/"
            })
    void addressesThatMustNotBeUsed(String address) {
        Request request = Request.get(URI.create(address));
        assertThatThrownBy(() -> http.send(request))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("https")
                .hasMessageNotContaining("hunter22");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "pypi.localhost"})
    void plainHttpToThisMachine(String host) {
        try (FaultServer server = new FaultServer(FaultServer.answering(200, "ok"))) {
            URI uri = URI.create("http://" + host + ":" + server.port() + "/");
            assertThat(answer(http.send(Request.get(uri))).text()).isEqualTo("ok");
        }
    }

    @Test
    void secretsAreNeverShown() {
        Authorization basic = new Authorization.Basic("__token__", TOKEN);
        try (FaultServer server = new FaultServer(connection -> {
            String header = connection.request().header("Authorization").orElseThrow();
            connection.raw("HTTP/1.1 503 rejected " + header + "\r\n\r\nyour " + header + " and " + TOKEN);
        })) {
            Request request = Request.get(server.uri("/")).withAuthorization(basic);
            Answer answer = answer(http.send(request));
            String encoded = basic.headerValue().substring(6);
            assertThat(answer.text()).as("the body itself is raw").contains(TOKEN);
            assertThat(List.of(
                            answer.toString(),
                            answer.excerpt(),
                            answer.reason(),
                            request.toString(),
                            basic.toString(),
                            console.all()))
                    .allSatisfy(text -> assertThat(text).doesNotContain(TOKEN).doesNotContain(encoded));
            assertThat(console.lines()).hasSize(3);
        }
    }

    @Test
    void headersCannotBeSmuggled() {
        Request request = Request.get(URI.create("https://example.org/"));
        assertThatThrownBy(() -> request.withHeader("X", "a\r\nAuthorization: b"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Authorization.Bearer("a\r\nb")).isInstanceOf(IllegalArgumentException.class);
    }
}
