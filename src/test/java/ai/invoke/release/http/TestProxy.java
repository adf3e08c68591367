package ai.invoke.release.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A company's proxy on the loopback address: it wants a login, and it alone knows where the hosts are, so that a client that
 * goes around it finds nothing.
 */
public final class TestProxy implements AutoCloseable {

    private final String login;
    private final Map<String, Integer> hosts;
    private final List<String> tunnels = new CopyOnWriteArrayList<>();
    private final FaultServer server = new FaultServer(this::tunnel);

    /** Knows hosts like {@code index.example:443} by the ports of this machine where they really are. */
    public TestProxy(String user, String password, Map<String, Integer> hosts) {
        this.login =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        this.hosts = Map.copyOf(hosts);
    }

    public int port() {
        return server.port();
    }

    /** Where tunnels were built to, in order. */
    public List<String> tunnels() {
        return List.copyOf(tunnels);
    }

    /** How often anybody connected, with or without the login. */
    public int connections() {
        return server.connections();
    }

    private void tunnel(FaultServer.Connection connection) throws IOException, InterruptedException {
        FaultServer.Received connect = connection.head();
        Integer port = hosts.get(connect.target());
        if (!connect.header("Proxy-Authorization").equals(Optional.of(login))) {
            connection.raw("HTTP/1.1 407 Login\r\nProxy-Authenticate: Basic realm=\"office\"\r\n"
                    + "Content-Length: 0\r\n\r\n");
            tunnel(connection);
        } else if (!connect.method().equals("CONNECT") || port == null) {
            connection.answer(403, "");
        } else {
            tunnels.add(connect.target());
            connection.raw("HTTP/1.1 200 Connected\r\n\r\n");
            join(connection.socket(), port);
        }
    }

    /** Copies both ways until one side ends. */
    public static void join(Socket client, int port) throws IOException, InterruptedException {
        join(client, port, new byte[0]);
    }

    /** Sends what was read already, then copies both ways until one side ends. */
    public static void join(Socket client, int port, byte[] first) throws IOException, InterruptedException {
        try (Socket target = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            Thread back = new Thread(() -> copy(target, client));
            back.start();
            target.getOutputStream().write(first);
            copy(client, target);
            back.join();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException e) {
            // One side hung up, which is how a tunnel ends.
            return;
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
