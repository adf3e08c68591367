package ai.invoke.release.pypi.attestation.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Sigstore's own implementation in JavaScript, which nobody here wrote: it judges bundles, and plays the public services. */
public final class NodeSigstore {

    private static final Path SOURCE = Path.of("src", "test", "node", "sigstore");
    private static final Path INSTALLED = Path.of("target", "test-sigstore").toAbsolutePath();

    private NodeSigstore() {}

    /** A bundle, whom to trust, and perhaps who must have signed. */
    public record Case(String bundle, String trustRoot, Optional<Signed> by) {

        public Case(String bundle, String trustRoot) {
            this(bundle, trustRoot, Optional.empty());
        }
    }

    /** Who must have signed: a regular expression for the certificate's name, and who vouched for it. */
    public record Signed(String subject, String issuer) {}

    /** What the judge says to each case, in order: {@code accepted}, or why not. */
    public static List<String> judge(List<Case> cases) throws IOException, InterruptedException {
        Process node = new ProcessBuilder("node", "judge.mjs")
                .directory(installed().toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        CompletableFuture<List<String>> answers = CompletableFuture.supplyAsync(
                () -> node.inputReader(StandardCharsets.UTF_8).lines().toList());
        try (Writer in = node.outputWriter(StandardCharsets.UTF_8)) {
            for (Case one : cases) {
                ObjectMapper json = new ObjectMapper();
                ObjectNode line = json.createObjectNode();
                line.set("bundle", json.readTree(one.bundle()));
                line.set("trustedRoot", json.readTree(one.trustRoot()));
                one.by().ifPresent(by -> line.put("subject", by.subject()).put("issuer", by.issuer()));
                in.write(line + "\n");
            }
        }
        List<String> lines = answers.join();
        if (node.waitFor() != 0 || lines.size() != cases.size()) {
            throw new IllegalStateException("the judge gave up: " + lines);
        }
        return lines;
    }

    /** The services, until closed. */
    public static final class Services implements AutoCloseable {

        private final Process node;
        private final URI address;
        private final String trustRoot;

        private Services(Process node, URI address, String trustRoot) {
            this.node = node;
            this.address = address;
            this.trustRoot = trustRoot;
        }

        /** Both the authority and the log. */
        public URI address() {
            return address;
        }

        public String trustRoot() {
            return trustRoot;
        }

        @Override
        public void close() {
            node.destroy();
        }
    }

    /** Starts the services; the log's clock may be ahead. */
    public static Services services(long logClockMillis) throws IOException {
        List<String> command = new ArrayList<>(List.of("node", "services.mjs"));
        if (logClockMillis != 0) {
            command.add(Long.toString(logClockMillis));
        }
        Process node = new ProcessBuilder(command)
                .directory(installed().toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8));
        JsonNode json = new ObjectMapper().readTree(String.valueOf(out.readLine()));
        return new Services(
                node,
                URI.create("http://127.0.0.1:" + json.path("port").asInt()),
                json.path("trustedRoot").toString());
    }

    /** Installs the packages of the lock file, once for each {@code target}; test classes run in several processes. */
    private static synchronized Path installed() {
        try {
            Files.createDirectories(INSTALLED);
            try (FileChannel channel = FileChannel.open(
                            INSTALLED.resolveSibling("test-sigstore.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    FileLock lock = channel.lock();
                    Stream<Path> sources = Files.list(SOURCE)) {
                Path ready = INSTALLED.resolve("ready");
                String wanted = Files.readString(SOURCE.resolve("package-lock.json")) + lock.isShared();
                for (Path source : sources.toList()) {
                    Files.copy(source, INSTALLED.resolve(source.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
                if (!Files.exists(ready) || !Files.readString(ready).equals(wanted)) {
                    install();
                    Files.writeString(ready, wanted);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return INSTALLED;
    }

    private static void install() throws IOException {
        Path log = INSTALLED.resolve("npm.log");
        Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                .directory(INSTALLED.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!npm.waitFor(5, TimeUnit.MINUTES) || npm.exitValue() != 0) {
                npm.destroyForcibly();
                throw new IllegalStateException(Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
