package ai.invoke.release.dist.metadata.value;

import ai.invoke.release.testing.PythonJudge;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Asks Python's own {@code packaging}, {@code rfc3986} and {@code email-validator}, which pip installs into a folder. */
public final class PythonOracle {

    private final PythonJudge judge;

    /** Installs the packages; fails when pip cannot, as nothing could be compared then. */
    public PythonOracle(Path folder) throws IOException, InterruptedException {
        this(folder, "packaging_oracle.py");
    }

    /** Asks another script that needs the packages, too. */
    public PythonOracle(Path folder, String script) throws IOException, InterruptedException {
        Path packages = folder.resolve("packages");
        judge = new PythonJudge(folder, script, Map.of("PYTHONPATH", packages.toString(), "PIP_RETRIES", "0"));
        judge.run(
                "pip",
                Path.of("no-input"),
                PythonJudge.PYTHON,
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
        return judge.ask(questions);
    }
}
