package ai.invoke.release.testing;

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

/** Asks a Python script of the test resources many questions at once: one JSON array a line, one JSON value back. */
public final class PythonJudge {

    /** The interpreter of the tests. */
    public static final String PYTHON = System.getenv().getOrDefault("PYTHON", "python3");

    /** A busy machine takes more than a minute for pip. */
    private static final int LONGEST_MINUTES = 5;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final String script;
    private final Map<String, String> environment;

    /**
     * A judge.
     *
     * @param folder for questions and answers
     * @param script its name below {@code /oracle}
     * @param environment variables to be set
     */
    public PythonJudge(Path folder, String script, Map<String, String> environment) {
        this.folder = folder;
        this.script = script;
        this.environment = Map.copyOf(environment);
    }

    /** Asks; each question is a kind and its arguments. */
    public List<JsonNode> ask(List<List<?>> questions) throws IOException, InterruptedException {
        Path input = folder.resolve("questions.jsonl");
        try (var out = Files.newBufferedWriter(input, StandardCharsets.UTF_8)) {
            for (List<?> question : questions) {
                out.write(JSON.writeValueAsString(question));
                out.write('\n');
            }
        }
        copyScripts(folder);
        Path program = folder.resolve(script);
        List<JsonNode> answers = new ArrayList<>();
        for (String line : run("oracle", input, PYTHON, "-X", "utf8", program.toString())) {
            answers.add(JSON.readTree(line));
        }
        if (answers.size() != questions.size()) {
            throw new IllegalStateException(questions.size() + " questions, " + answers.size() + " answers");
        }
        return answers;
    }

    /** Puts all scripts into a folder, as some import others. */
    public static void copyScripts(Path folder) throws IOException {
        for (String name : List.of("archives_oracle.py", "packaging_oracle.py", "fuzz_oracle.py")) {
            try (var in = PythonJudge.class.getResourceAsStream("/oracle/" + name)) {
                Files.write(folder.resolve(name), in.readAllBytes());
            }
        }
    }

    /** Runs a command in the folder and gives the lines that it writes. */
    public List<String> run(String name, Path input, String... command) throws IOException, InterruptedException {
        Path out = folder.resolve(name + ".out");
        Path err = folder.resolve(name + ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        if (Files.exists(input)) {
            builder.redirectInput(input.toFile());
        }
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES);
        if (!ended || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException(String.join(" ", command)
                    + (ended ? " failed:\n" : " took more than " + LONGEST_MINUTES + " minutes:\n")
                    + Files.readString(err));
        }
        return Files.readAllLines(out, StandardCharsets.UTF_8);
    }
}
