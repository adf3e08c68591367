package ai.invoke.release.smoke;

import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.text.Printable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
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

    private static final Duration KILLED = Duration.ofSeconds(30);
    private static final Duration CONNECT = Duration.ofSeconds(1);

    private final Function<Command, Outcome> runner;

    /**
     * Creates a tester.
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

        /** Somebody answers there already, so that an answer would prove nothing. The server was not started. */
        record Taken() implements Answer {}
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
        URI address = URI.create(url);
        if (listens(address)) {
            return new Answer.Taken();
        }
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Outcome> running = thread.submit(() -> runner.apply(command));
            return poll(running, address, command.limit().time());
        } finally {
            thread.shutdownNow();
            awaitEnd(thread);
        }
    }

    private static boolean listens(URI address) {
        int standard = "https".equals(address.getScheme()) ? 443 : 80;
        InetSocketAddress place =
                new InetSocketAddress(address.getHost(), address.getPort() < 0 ? standard : address.getPort());
        try (Socket socket = new Socket()) {
            socket.connect(place, (int) CONNECT.toMillis());
            return true;
        } catch (IOException e) {
            // Nobody there, as it should be.
            return false;
        }
    }

    private static Answer poll(Future<Outcome> running, URI address, Duration timeout) {
        HttpProbe question = new HttpProbe(address);
        long deadline = System.nanoTime() + timeout.toNanos();
        String last = "no answer";
        while (System.nanoTime() < deadline) {
            try {
                HttpProbe.Reply reply = question.ask(
                        Duration.ofNanos(Math.max(1, Math.min(ASK.toNanos(), deadline - System.nanoTime()))));
                if (reply.status() / 100 == 2) {
                    return new Answer.Answered(reply.status(), reply.text());
                }
                last = reply.text();
            } catch (IOException e) {
                // In the last moment there is no time for an answer; what was seen before says more.
                last = System.nanoTime() >= deadline
                        ? last
                        : Printable.prose(Objects.requireNonNullElse(e.getMessage(), "connection refused"), 300);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Answer.Silent("interrupted");
            }
            Optional<Outcome> ended = endedWithin(running, BETWEEN);
            if (ended.isPresent()) {
                // The time limit of the command is this one's too: which of them is seen first says nothing.
                return ended.get() instanceof Outcome.TimedOut
                        ? new Answer.Silent(last)
                        : new Answer.Ended(ended.get());
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
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException("the command could not be run", e.getCause());
        }
    }

    /** Also when this thread is interrupted: the server is killed at once, but not gone at once. */
    private static void awaitEnd(ExecutorService thread) {
        long deadline = System.nanoTime() + KILLED.toNanos();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended && System.nanoTime() < deadline) {
            try {
                ended = thread.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            throw new IllegalStateException("a killed server is still there after " + KILLED.toSeconds() + " s");
        }
    }
}
