package ai.invoke.release.goal.publish;

import ai.invoke.release.goal.publish.ChaosProxy.Answered;
import ai.invoke.release.goal.publish.ChaosProxy.Asked;
import ai.invoke.release.goal.publish.ChaosProxy.Client;
import ai.invoke.release.goal.publish.ChaosProxy.Server;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * What can go wrong on the way, drawn from a seed. Faults are drawn for the n-th exchange of a round in the order in which
 * requests come, which several threads may change: a replayed seed meets the same faults, not always in the same order.
 */
final class ChaosWire implements ChaosProxy.Wire {

    /** Kinds of faults. */
    enum Kind {
        DROP_REQUEST,
        LOSE_ANSWER,
        CUT_ANSWER,
        DELAY,
        SILENCE,
        TOO_LONG,
        TOO_SHORT,
        TWO_LENGTHS,
        BAD_CHUNKS,
        REPLAY,
        OTHER_PROJECT,
        REDIRECT_LOOP,
        FOREIGN_REDIRECT,
        WRONG_NAME,
        LOGIN_PAGE,
        FLOOD,
        DEEP_JSON,
        GARBAGE,
        STATUS,
        EMPTY
    }

    private static final int[] STATUSES = {301, 400, 401, 403, 404, 408, 409, 410, 413, 422, 429, 500, 502, 503, 504};
    private static final int DEPTH = 5_000;
    private static final int FLOOD = 20_000;
    private static final int DELAY_MILLIS = 40;

    private final Random random;
    private final double share;
    private final URI foreign;
    private final URI wrongName;
    private final long silenceMillis;
    private final Map<String, Answered> earlier = new HashMap<>();
    private final List<String> played = new ArrayList<>();

    /**
     * Creates a wire.
     *
     * @param random decides everything
     * @param share of the exchanges that go wrong, from 0 to 1
     * @param foreign a server that must never see a credential
     * @param wrongName a server whose certificate is for another name
     * @param silenceMillis longer than the client waits
     */
    ChaosWire(Random random, double share, URI foreign, URI wrongName, long silenceMillis) {
        this.random = random;
        this.share = share;
        this.foreign = foreign;
        this.wrongName = wrongName;
        this.silenceMillis = silenceMillis;
    }

    /** What was done to which request, in order. */
    synchronized List<String> played() {
        return List.copyOf(played);
    }

    private record Draw(Kind kind, int number, double where) {}

    private synchronized Optional<Draw> draw(Asked asked) {
        if (random.nextDouble() >= share) {
            return Optional.empty();
        }
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        Draw draw = new Draw(kind, random.nextInt(1 << 20), random.nextDouble());
        played.add(kind + " " + asked.method() + " " + asked.target());
        return Optional.of(draw);
    }

    @Override
    public void carry(Asked asked, Server server, Client client) throws IOException, InterruptedException {
        Optional<Draw> draw = draw(asked);
        if (draw.isEmpty()) {
            client.send(remember(asked, server.answer()).bytes());
        } else {
            play(draw.get(), asked, server, client);
        }
    }

    private synchronized Answered remember(Asked asked, Answered answer) {
        earlier.putIfAbsent(asked.method() + " " + asked.target(), answer);
        return answer;
    }

    private synchronized Optional<Answered> earlier(Asked asked) {
        return Optional.ofNullable(earlier.get(asked.method() + " " + asked.target()));
    }

    private void play(Draw draw, Asked asked, Server server, Client client) throws IOException, InterruptedException {
        switch (draw.kind()) {
            case DROP_REQUEST -> client.reset();
            case LOSE_ANSWER -> {
                server.answer();
                client.reset();
            }
            case CUT_ANSWER -> {
                byte[] all = server.answer().bytes();
                client.send(Arrays.copyOf(all, (int) (draw.where() * all.length)));
                client.reset();
            }
            case DELAY -> {
                TimeUnit.MILLISECONDS.sleep(draw.number() % DELAY_MILLIS);
                client.send(remember(asked, server.answer()).bytes());
            }
            case SILENCE -> {
                server.answer();
                TimeUnit.MILLISECONDS.sleep(silenceMillis);
                client.reset();
            }
            case TOO_LONG -> {
                Answered answer = server.answer();
                client.send(answer.head()
                        .replaceFirst(
                                "(?i)Content-Length: \\d+",
                                "Content-Length: " + (answer.body().length + 1 + draw.number())));
                client.send(answer.body());
            }
            case TOO_SHORT -> {
                Answered answer = server.answer();
                client.send(answer.head()
                        .replaceFirst(
                                "(?i)Content-Length: \\d+",
                                "Content-Length: " + (int) (draw.where() * answer.body().length)));
                client.send(answer.body());
            }
            case TWO_LENGTHS -> {
                Answered answer = server.answer();
                client.send(answer.head().replaceFirst("\r\n\r\n$", "\r\nContent-Length: 7\r\n\r\n"));
                client.send(answer.body());
            }
            case BAD_CHUNKS -> {
                Answered answer = server.answer();
                client.send(answer.head().replaceFirst("(?i)Content-Length: \\d+", "Transfer-Encoding: chunked"));
                client.send(draw.number() % 2 == 0 ? "zz\r\n" : "ffffffffffffffff\r\n");
                client.send(answer.body());
            }
            case REPLAY -> {
                Answered now = server.answer();
                client.send(earlier(asked).orElse(now).bytes());
            }
            case OTHER_PROJECT ->
                client.send(otherProject(asked, server.answer()).bytes());
            case REDIRECT_LOOP -> client.send(redirect(draw.number(), asked.target()));
            case FOREIGN_REDIRECT -> client.send(redirect(draw.number(), foreign + asked.target()));
            case WRONG_NAME -> client.send(redirect(draw.number(), wrongName + asked.target()));
            case LOGIN_PAGE ->
                client.send(
                        answer(
                                "200 OK",
                                "text/html",
                                "<!doctype html><html><title>Sign in</title><form action=\"/login\"><input name=\"password\"></form></html>"));
            case FLOOD -> {
                byte[] many =
                        "HTTP/1.1 102 Processing\r\n\r\n".repeat(FLOOD / 100).getBytes(StandardCharsets.ISO_8859_1);
                for (int i = 0; i < 100; i++) {
                    client.send(many);
                }
                client.send(server.answer().bytes());
            }
            case DEEP_JSON ->
                client.send(answer(
                        "200 OK",
                        "application/json",
                        "[".repeat(DEPTH) + "{\"a\":".repeat(DEPTH) + "1" + "}".repeat(DEPTH) + "]".repeat(DEPTH)));
            case GARBAGE -> {
                byte[] bytes = new byte[1 + draw.number() % 5000];
                new Random(draw.number()).nextBytes(bytes);
                client.send(bytes);
            }
            case STATUS ->
                client.send(answer(STATUSES[draw.number() % STATUSES.length] + " Trouble", "text/plain", "trouble"));
            case EMPTY -> client.send(answer("200 OK", "application/json", draw.number() % 2 == 0 ? "" : "{}"));
        }
    }

    private static String redirect(int number, String where) {
        int[] statuses = {301, 302, 303, 307, 308};
        return "HTTP/1.1 " + statuses[number % statuses.length] + " Elsewhere\r\nLocation: " + where
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    }

    private static byte[] answer(String status, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Answered(
                        "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + bytes.length
                                + "\r\nConnection: close\r\n\r\n",
                        bytes)
                .bytes();
    }

    /** The same page about somebody else: every name is another one, and so is every number of a release. */
    private static Answered otherProject(Asked asked, Answered answer) {
        if (!asked.method().equals("GET")) {
            return answer;
        }
        return answer.with(new String(answer.body(), StandardCharsets.ISO_8859_1)
                .replace("demo_app", "other_app")
                .replace("demo-app", "other-app")
                .replace("invoke-ai/Demo", "somebody/Other")
                .replaceAll("\"id\" ?: ?\\d+", "\"id\":424242")
                .getBytes(StandardCharsets.ISO_8859_1));
    }
}
