package ai.invoke.release.pypi.attestation.verify;

import ai.invoke.release.testing.NodePackages;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Sigstore's own implementation in JavaScript, which nobody here wrote: it judges bundles, and plays the public services. */
public final class NodeSigstore {

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

    private static Path installed() {
        return NodePackages.installed("sigstore");
    }
}
