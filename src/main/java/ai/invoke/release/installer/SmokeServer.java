package ai.invoke.release.installer;

import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Starts a server, asks it one URL until it answers, and kills it. */
final class SmokeServer {

    private static final Duration BETWEEN = Duration.ofMillis(100);
    private static final Duration ASK = Duration.ofSeconds(5);

    /** Enough for any page that a test looks for a word in. */
    private static final int MAX_ANSWER = 1024 * 1024;

    private final Function<Command, Outcome> runner;

    /**
     * A tester.
     *
     * @param runner runs the server's command, and kills its whole tree when it is interrupted
     */
    SmokeServer(Function<Command, Outcome> runner) {
        this.runner = runner;
    }

    /** How it went. */
    sealed interface Answer {

        /**
         * The server answered.
         *
         * @param status a 2xx status
         * @param body the beginning of the answer
         */
        record Answered(int status, String body) implements Answer {}

        /**
         * The server ended before it answered.
         *
         * @param outcome how
         */
        record Ended(Outcome outcome) implements Answer {}

        /**
         * The server still ran at the time limit, and had not answered as it should.
         *
         * @param last what was seen last
         */
        record Silent(String last) implements Answer {}
    }

    /**
     * A port of this machine that nobody listens on.
     *
     * @return the port
     * @throws IOException when there is none
     */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * Does it all.
     *
     * @param command the server
     * @param url what to ask
     * @return how it went
     */
    Answer ask(Command command, String url) {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Outcome> running = thread.submit(() -> runner.apply(command));
            return poll(running, url, command.timeout());
        } finally {
            thread.shutdownNow();
            awaitEnd(thread);
        }
    }

    private static Answer poll(Future<Outcome> running, String url, Duration timeout) {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(ASK)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(ASK).build();
        long deadline = System.nanoTime() + timeout.toNanos();
        String last = "no answer";
        while (System.nanoTime() < deadline) {
            try {
                HttpResponse<java.io.InputStream> response =
                        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
                try (java.io.InputStream body = response.body()) {
                    if (response.statusCode() / 100 == 2) {
                        return new Answer.Answered(
                                response.statusCode(), new String(body.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8));
                    }
                    last = "status " + response.statusCode();
                }
            } catch (IOException e) {
                last = e.getMessage() == null ? "connection refused" : e.getMessage();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Answer.Silent("interrupted");
            }
            Optional<Outcome> ended = endedWithin(running, BETWEEN);
            if (ended.isPresent()) {
                return new Answer.Ended(ended.get());
            }
        }
        return new Answer.Silent(last);
    }

    private static Optional<Outcome> endedWithin(Future<Outcome> running, Duration time) {
        try {
            return Optional.of(running.get(time.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the command could not be run", e.getCause());
        }
    }

    private static void awaitEnd(ExecutorService thread) {
        try {
            if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a killed server is still there after 30 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
