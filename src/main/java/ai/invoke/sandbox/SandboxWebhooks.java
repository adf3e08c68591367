package ai.invoke.sandbox;

import ai.invoke.sandbox.server.Fault;
import ai.invoke.sandbox.server.Faults;
import ai.invoke.sandbox.server.LoopbackServer;
import ai.invoke.sandbox.server.Request;
import ai.invoke.sandbox.server.RequestLog;
import ai.invoke.sandbox.server.Response;
import ai.invoke.sandbox.server.Service;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Takes webhooks of any kind, as Discord and Slack do, and remembers the messages. */
public final class SandboxWebhooks implements AutoCloseable {

    private static final int LIMIT = 1024 * 1024;

    /**
     * A message.
     *
     * @param channel the channel, as the end of the address names it
     * @param body what was sent
     */
    public record Message(String channel, String body) {}

    private final List<Message> messages = Collections.synchronizedList(new ArrayList<>());
    private final Faults faults = new Faults();
    private final URI base;
    private final LoopbackServer server;

    /**
     * Starts it on a free port.
     *
     * @param log where requests are noted
     */
    public SandboxWebhooks(RequestLog log) {
        ServerSocket listener = LoopbackServer.bind("webhooks", 0);
        this.base = URI.create("http://127.0.0.1:" + listener.getLocalPort());
        this.server = LoopbackServer.serve("webhooks", listener, new Routes(), faults, log);
    }

    /**
     * The address of a channel.
     *
     * @param channel its name, made of letters, digits, dots, hyphens and underscores
     * @return on the loopback address
     */
    public URI address(String channel) {
        return base.resolve("/webhooks/" + channel);
    }

    /**
     * What has arrived.
     *
     * @return in the order of arrival
     */
    public List<Message> messages() {
        synchronized (messages) {
            return List.copyOf(messages);
        }
    }

    /**
     * The faults that it plays.
     *
     * @return to be added to
     */
    public Faults faults() {
        return faults;
    }

    @Override
    public void close() {
        server.close();
    }

    private final class Routes implements Service {

        @Override
        public Response answer(Request request) throws IOException {
            List<String> path = request.segments();
            if (!request.method().equals("POST")
                    || path.size() != 2
                    || !path.get(0).equals("webhooks")) {
                return Response.text(404, "application/json", "{\"message\": \"Unknown Webhook\", \"code\": 10015}");
            }
            messages.add(
                    new Message(path.get(1), new String(request.body().readNBytes(LIMIT), StandardCharsets.UTF_8)));
            return Response.empty(204);
        }

        @Override
        public Response trouble(Fault fault, Request request) {
            return Response.text(fault.value(), "application/json", "{\"message\": \"trouble\"}");
        }
    }
}
