package ai.invoke.release.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/** A key and a certificate that nobody signed, made by the JDK's own tool. */
public final class TestCertificate {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Map<String, byte[]> MADE = new ConcurrentHashMap<>();

    private final Path folder;
    private final KeyStore store = KeyStore.getInstance("PKCS12");

    /** For names like {@code dns:index.example}; made once in a virtual machine, because the tool takes a second. */
    public TestCertificate(Path folder, String names) throws GeneralSecurityException, IOException {
        this.folder = folder;
        try (InputStream in = new ByteArrayInputStream(MADE.computeIfAbsent(names, TestCertificate::make))) {
            store.load(in, PASSWORD);
        }
    }

    private static byte[] make(String names) {
        try {
            Path file = Files.createTempDirectory("certificate").resolve("store.p12");
            Process keytool = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "key",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=test",
                            "-ext",
                            "san=" + names,
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            file.toString(),
                            "-storepass",
                            new String(PASSWORD)))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(keytool.waitFor()).as(said).isZero();
            byte[] made = Files.readAllBytes(file);
            Files.delete(file);
            Files.delete(file.getParent());
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public Path certificate() throws GeneralSecurityException, IOException {
        return Files.writeString(
                folder.resolve("cert-" + System.identityHashCode(this) + ".pem"),
                "a comment\n" + pem("CERTIFICATE", store.getCertificate("key").getEncoded()));
    }

    public Path keyAndCertificate() throws GeneralSecurityException, IOException {
        return Files.writeString(
                folder.resolve("both-" + System.identityHashCode(this) + ".pem"),
                pem("PRIVATE KEY", store.getKey("key", PASSWORD).getEncoded())
                        + pem("CERTIFICATE", store.getCertificate("key").getEncoded()));
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + what
                + "-----\n";
    }

    /** A free port of the loopback address that speaks TLS with this certificate. */
    public SSLServerSocket listen(TestCertificate client, boolean askForCertificate)
            throws GeneralSecurityException, IOException {
        SSLServerSocket socket = (SSLServerSocket)
                server(client).getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        socket.setNeedClientAuth(askForCertificate);
        return socket;
    }

    /** A server's context: shows this certificate, and trusts the other one's clients. */
    SSLContext server(TestCertificate client) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("client", client.store.getCertificate("key"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
