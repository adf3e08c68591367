package ai.invoke.release.fuzz;

import ai.invoke.release.testing.PythonJudge;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One Python that answers question after question, for as long as this virtual machine runs. */
final class LivePython {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static Optional<LivePython> running = Optional.empty();

    private final BufferedWriter questions;
    private final BufferedReader answers;

    private LivePython() throws IOException {
        Path folder = Scratch.folder("python");
        PythonJudge.copyScripts(folder);
        ProcessBuilder builder = new ProcessBuilder(
                        PythonJudge.PYTHON,
                        "-X",
                        "utf8",
                        folder.resolve("fuzz_oracle.py").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        Optional.ofNullable(System.getProperty("invokeai.fuzz.packages"))
                .ifPresent(packages -> builder.environment().put("PYTHONPATH", packages));
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        questions = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static synchronized LivePython get() throws IOException {
        if (running.isEmpty()) {
            running = Optional.of(new LivePython());
        }
        return running.get();
    }

    JsonNode ask(List<?> question) throws IOException {
        questions.write(JSON.writeValueAsString(question));
        questions.write('\n');
        questions.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new EOFException("Python ended; see its error above");
        }
        return JSON.readTree(answer);
    }
}
