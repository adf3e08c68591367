package ai.invoke.release.build.python;

import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.json.JsonTree;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What is installed for a tool that a project names: each package at one version and with the digests of its files. pip says
 * once which packages these are; the answer is kept and never asked for again. The digests are those of the project's lock
 * file, else those of the files that pip found that first time.
 */
final class ToolLocks {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*+(?<=[A-Za-z0-9])");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9.!+_-]++");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final ProcessRunner runner;
    private final Path cache;
    private final Console console;

    /**
     * Creates the locks of one user.
     *
     * @param runner starts Python
     * @param cache the folder of the environments
     * @param console is told when pip is asked
     */
    ToolLocks(ProcessRunner runner, Path cache, Console console) {
        this.runner = runner;
        this.cache = cache;
        this.console = console;
    }

    /** Stands for an interpreter, a tool and what the project locks of it. */
    static String id(Python python, ToolPin pin) {
        return Sha256.of(String.join("\n", python.executable().toString(), python.version(), pin.identity()))
                .substring(0, 16);
    }

    /**
     * A pip requirements file with a digest for each package.
     *
     * @param python the interpreter that will run the tool
     * @param pin the tool
     * @param sources where pip may look
     * @return the text, also for the user
     * @throws EnvironmentException when pip finds no such tool, or when the project's lock file lacks what it needs
     */
    String lock(Python python, ToolPin pin, PipSources sources) {
        Path file = cache.resolve("lock-" + id(python, pin) + ".txt");
        try {
            if (!Files.isRegularFile(file)) {
                byte[] resolved = resolve(python, pin, sources).getBytes(StandardCharsets.UTF_8);
                try {
                    AtomicFile.create(file, resolved);
                } catch (FileAlreadyExistsException e) {
                    console.detail("another build has written " + file + " meanwhile");
                }
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot lock what " + pin.label() + " needs: " + e)
                            .next("name another folder with -Dinvokeai.toolCache=…"),
                    e);
        }
    }

    private String resolve(Python python, ToolPin pin, PipSources sources) throws IOException {
        console.detail("asking pip what " + pin.label() + " needs");
        try (FreshEnvironment fresh = FreshEnvironment.make(runner, console, python, cache, pin.advice())) {
            Path report = fresh.folder().resolve("report.json");
            List<String> arguments = new ArrayList<>(List.of(
                    "install",
                    "--dry-run",
                    "--ignore-installed",
                    "--only-binary",
                    ":all:",
                    "--report",
                    report.toString(),
                    pin.requirement()));
            if (pin.locked().isPresent()) {
                Path constraints = fresh.folder().resolve("constraints.txt");
                Files.writeString(constraints, pin.locked().get().constraints(), StandardCharsets.UTF_8);
                arguments.addAll(List.of("--constraint", constraints.toString()));
            }
            Outcome outcome = fresh.pip(arguments, sources);
            if (outcome.tail().stream().anyMatch(line -> line.contains("no such option: --dry-run"))) {
                // A pip before 22.2, which comes with the Python of old distributions.
                Path newer = fresh.folder().resolve("pip.txt");
                Files.writeString(newer, PythonScript.read("pip.txt"), StandardCharsets.UTF_8);
                fresh.install(newer, sources, "get a pip that can tell what " + pin.label() + " needs");
                outcome = fresh.pip(arguments, sources);
            }
            fresh.must(outcome, "find out what " + pin.label() + " needs");
            return text(python, pin, JsonTree.read(report));
        }
    }

    static String text(Python python, ToolPin pin, JsonNode report) {
        TreeSet<String> lines = new TreeSet<>();
        for (JsonNode item : report.path("install")) {
            String name = plain(item.path("metadata").path("name"), NAME.asMatchPredicate());
            String version = plain(item.path("metadata").path("version"), VERSION.asMatchPredicate());
            String key = ToolPin.Lock.key(name, version);
            List<String> digests = pin.locked()
                    .map(lock ->
                            Optional.ofNullable(lock.digests().get(key)).orElseThrow(() -> missing(pin, lock, key)))
                    .orElseGet(
                            () -> List.of(digest(key, item.path("download_info").path("archive_info"))));
            lines.add(key + " --hash=sha256:" + String.join(" --hash=sha256:", digests) + "\n");
        }
        String whose = pin.locked().map(ToolPin.Lock::source).orElse("the files that pip found at first use");
        return "# " + pin.label() + " and what it needs with Python " + python.version() + "; the digests are those of "
                + whose + ".\n" + String.join("", lines);
    }

    private static EnvironmentException missing(ToolPin pin, ToolPin.Lock lock, String key) {
        return new EnvironmentException(
                Problem.of(lock.source() + " locks " + pin.label() + ", but not " + key + ", which it needs")
                        .next("lock that with its digests, too; or " + pin.advice()));
    }

    /** pip before 22.3 has one text for all. */
    private static String digest(String key, JsonNode archive) {
        String found = archive.path("hashes")
                .path("sha256")
                .asText(archive.path("hash").asText("").replaceFirst("^sha256=", ""));
        if (!DIGEST.matcher(found).matches()) {
            throw new EnvironmentException(Problem.of("the index gives no SHA-256 for " + key)
                    .next("use an index that does, or lock it in the project"));
        }
        return found;
    }

    private static String plain(JsonNode value, Predicate<String> form) {
        if (!form.test(value.asText(""))) {
            throw new EnvironmentException(Problem.of("pip's report has " + value + " for a package"));
        }
        return value.asText();
    }
}
