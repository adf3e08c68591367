package ai.invoke.release.http;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLServerSocket;

/** A TLS server whose certificate is trusted and for another name than the one it is called by. */
public final class WrongNameServer implements AutoCloseable {

    private final FaultServer server;
    private final Path certificate;

    /** Makes a certificate in a folder and listens on a free port. */
    public WrongNameServer(Path folder) throws Exception {
        TestCertificate own = new TestCertificate(folder, "dns:elsewhere.example");
        certificate = own.certificate();
        SSLServerSocket socket = (SSLServerSocket)
                own.server(own).getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        server = new FaultServer(socket, "https", FaultServer.answering(200, "{}"));
    }

    public URI uri() {
        return URI.create("https://127.0.0.1:" + server.port());
    }

    /** PEM, so that the name is all that is wrong. */
    public Path certificate() {
        return certificate;
    }

    /** Requests that came through in spite of the name. */
    public List<FaultServer.Received> heard() {
        return server.received();
    }

    @Override
    public void close() {
        server.close();
    }
}
