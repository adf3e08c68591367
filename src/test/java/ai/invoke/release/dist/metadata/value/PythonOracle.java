package ai.invoke.release.dist.metadata.value;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Asks Python's own {@code packaging}, {@code rfc3986} and {@code email-validator}, which pip installs into a folder. */
public final class PythonOracle {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PYTHON = System.getenv().getOrDefault("PYTHON", "python3");

    private final Path folder;
    private final Path packages;

    /** Installs the packages; fails when pip cannot, as nothing could be compared then. */
    public PythonOracle(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.packages = folder.resolve("packages");
        run(
                "pip",
                Path.of("no-input"),
                PYTHON,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--target",
                packages.toString(),
                "packaging>=26.3",
                "rfc3986",
                "email-validator");
    }

    /** Asks many questions at once; each is a kind and its arguments. */
    public List<JsonNode> ask(List<List<?>> questions) throws IOException, InterruptedException {
        StringBuilder lines = new StringBuilder();
        for (List<?> question : questions) {
            lines.append(JSON.writeValueAsString(question)).append('\n');
        }
        Path input = folder.resolve("questions.jsonl");
        Files.writeString(input, lines, StandardCharsets.UTF_8);
        Path script = folder.resolve("oracle.py");
        try (var in = PythonOracle.class.getResourceAsStream("/oracle/packaging_oracle.py")) {
            Files.write(script, in.readAllBytes());
        }
        List<JsonNode> answers = new ArrayList<>();
        for (String line : run("oracle", input, PYTHON, "-X", "utf8", script.toString())) {
            answers.add(parse(line));
        }
        if (answers.size() != questions.size()) {
            throw new IllegalStateException(questions.size() + " questions, " + answers.size() + " answers");
        }
        return answers;
    }

    private static JsonNode parse(String line) throws JsonProcessingException {
        return JSON.readTree(line);
    }

    private List<String> run(String name, Path input, String... command) throws IOException, InterruptedException {
        Path out = folder.resolve(name + ".out");
        Path err = folder.resolve(name + ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        if (Files.exists(input)) {
            builder.redirectInput(input.toFile());
        }
        builder.environment().putAll(Map.of("PYTHONPATH", packages.toString(), "PIP_RETRIES", "0"));
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException(String.join(" ", command) + " failed:\n" + Files.readString(err));
        }
        return Files.readAllLines(out, StandardCharsets.UTF_8);
    }
}
