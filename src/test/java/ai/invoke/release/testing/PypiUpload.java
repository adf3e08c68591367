package ai.invoke.release.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** An upload form put together by hand, right by default and wrong wherever a test wants it: the client that has no opinion. */
public final class PypiUpload {

    private static final String BOUNDARY = "----sandbox-boundary-7b1f";

    private final List<Map.Entry<String, String>> fields = new ArrayList<>();
    private String user = "__token__";
    private String accept = "application/json";
    private String fileName = "";
    private String type = "application/octet-stream";
    private Path content = Path.of("");
    private boolean withContent = true;

    /**
     * A form for a file.
     *
     * @param file a wheel or an sdist named as it should be
     * @param name the project
     * @param version the version
     */
    public PypiUpload(Path file, String name, String version) {
        content = file;
        fileName = String.valueOf(file.getFileName());
        boolean wheel = fileName.endsWith(".whl");
        field(":action", "file_upload").field("protocol_version", "1");
        field("filetype", wheel ? "bdist_wheel" : "sdist").field("pyversion", wheel ? "py3" : "source");
        field("metadata_version", "2.1").field("name", name).field("version", version);
        field("sha256_digest", sha256(file));
        field("summary", "a package made for a test").field("description", "Made for a test.");
        field("description_content_type", "text/plain");
    }

    /** One more field, after those that are there. */
    public PypiUpload field(String name, String value) {
        fields.add(Map.entry(name, value));
        return this;
    }

    /** A field with another value, in the same place. */
    public PypiUpload set(String name, String value) {
        fields.replaceAll(field -> field.getKey().equals(name) ? Map.entry(name, value) : field);
        return this;
    }

    /** The form without a field. */
    public PypiUpload drop(String name) {
        fields.removeIf(field -> field.getKey().equals(name));
        return this;
    }

    /** Another user than {@code __token__}. */
    public PypiUpload user(String value) {
        user = value;
        return this;
    }

    /** Another Accept header than JSON. */
    public PypiUpload accept(String value) {
        accept = value;
        return this;
    }

    /** Another file name than the file's own. */
    public PypiUpload fileName(String value) {
        fileName = value;
        return this;
    }

    /** Another Content-Type of the file; empty for none. */
    public PypiUpload type(String value) {
        type = value;
        return this;
    }

    /** No file at all. */
    public PypiUpload withoutContent() {
        withContent = false;
        return this;
    }

    /** Sends the form. */
    public HttpResponse<String> send(URI url, String token) {
        StringBuilder head = new StringBuilder();
        for (Map.Entry<String, String> field : fields) {
            head.append("--").append(BOUNDARY).append("\r\nContent-Disposition: form-data; name=\"");
            head.append(field.getKey())
                    .append("\"\r\n\r\n")
                    .append(field.getValue())
                    .append("\r\n");
        }
        if (withContent) {
            head.append("--")
                    .append(BOUNDARY)
                    .append("\r\nContent-Disposition: form-data; name=\"content\"; filename=\"");
            head.append(fileName).append("\"\r\n");
            head.append(type.isEmpty() ? "" : "Content-Type: " + type + "\r\n").append("\r\n");
        }
        String tail = (withContent ? "\r\n" : "") + "--" + BOUNDARY + "--\r\n";
        try {
            HttpRequest request = HttpRequest.newBuilder(url)
                    .timeout(Duration.ofSeconds(120))
                    .header("Accept", accept)
                    .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                    .header(
                            "Authorization",
                            "Basic "
                                    + Base64.getEncoder()
                                            .encodeToString((user + ":" + token).getBytes(StandardCharsets.UTF_8)))
                    .POST(
                            withContent
                                    ? BodyPublishers.concat(
                                            BodyPublishers.ofString(head.toString()),
                                            BodyPublishers.ofFile(content),
                                            BodyPublishers.ofString(tail))
                                    : BodyPublishers.ofString(head + tail))
                    .build();
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Lower-case hex of a file's SHA-256. */
    public static String sha256(Path file) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (var in = Files.newInputStream(file)) {
                byte[] buffer = new byte[64 * 1024];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    digest.update(buffer, 0, count);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
