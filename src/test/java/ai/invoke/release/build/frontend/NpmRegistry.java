package ai.invoke.release.build.frontend;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** A registry with a few packages, for the real npm. */
final class NpmRegistry implements AutoCloseable {

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
    private final HttpServer server;

    NpmRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = URLDecoder.decode(exchange.getRequestURI().getRawPath(), StandardCharsets.UTF_8);
        byte[] body = answers.getOrDefault(path, new byte[0]);
        exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Publishes a package, as its only version. */
    byte[] publish(ObjectNode manifest, Map<String, String> files) throws IOException {
        String name = manifest.path("name").asText();
        String version = manifest.path("version").asText();
        Map<String, String> all = new TreeMap<>(files);
        all.put("package.json", manifest.toString());
        byte[] archive = archive(all);
        String place = "/" + name + "/-/" + name.substring(name.indexOf('/') + 1) + "-" + version + ".tgz";
        ObjectNode published = manifest.deepCopy();
        published
                .putObject("dist")
                .put("integrity", "sha512-" + Base64.getEncoder().encodeToString(digest(archive)))
                .put("tarball", address() + place.substring(1));
        ObjectNode packument = json.createObjectNode().put("name", name);
        packument.putObject("dist-tags").put("latest", version);
        packument.putObject("versions").set(version, published);
        answers.put("/" + name, json.writeValueAsBytes(packument));
        answers.put(place, archive);
        return archive;
    }

    private static byte[] archive(Map<String, String> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry("package/" + file.getKey());
                entry.setSize(content.length);
                entry.setMode(0100755);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    static byte[] digest(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-512").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String hex(byte[] content) {
        return HexFormat.of().formatHex(digest(content));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
