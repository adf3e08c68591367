package ai.invoke.release.build.python;

import ai.invoke.release.json.JsonTree;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.process.TimeLimit;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts something that may be a Python interpreter once, isolated and limited in time, and finds out what it is. */
final class PythonProbe {

    private final ProcessRunner runner;
    private final Path directory;
    private final TimeLimit limit;

    /**
     * Creates a probe.
     *
     * @param runner starts the candidate
     * @param directory where it is started
     * @param limit how long it may take: a stub can wait for a dialogue that nobody sees
     */
    PythonProbe(ProcessRunner runner, Path directory, TimeLimit limit) {
        this.runner = runner;
        this.directory = directory;
        this.limit = limit;
    }

    /** What a candidate turned out to be. */
    sealed interface Answer {

        /**
         * It is a Python 3.
         *
         * @param python what it says about itself
         */
        record Found(Python python) implements Answer {}

        /**
         * It is none that can be used.
         *
         * @param why a sentence without its subject, for instance "is Python 2"
         * @param hung whether it had to be killed
         */
        record Unfit(String why, boolean hung) implements Answer {}
    }

    /**
     * Asks a candidate.
     *
     * @param candidate the program, perhaps with arguments of a launcher
     * @param keep whether the program itself is to be used later, rather than the interpreter that it leads to
     * @return what it is
     */
    Answer ask(List<String> candidate, boolean keep) {
        List<String> arguments = new ArrayList<>(candidate);
        arguments.addAll(List.of("-I", "-c", PythonScript.read("probe.py")));
        Outcome outcome = runner.question(
                Command.of(directory, arguments)
                        .without(PythonEnvironment.cleared(runner.environment()))
                        .withLimit(limit),
                PythonProbe::packages);
        if (outcome instanceof Outcome.Exited exited) {
            return answer(exited, candidate, keep);
        }
        if (outcome instanceof Outcome.TimedOut timedOut) {
            return new Answer.Unfit(
                    "did not answer within " + timedOut.limit().toSeconds() + " s" + timedOut.longer(), true);
        }
        return unfit("cannot be started: " + ((Outcome.NotStarted) outcome).reason());
    }

    private static Answer answer(Outcome.Exited exited, List<String> candidate, boolean keep) {
        if (String.join("\n", exited.tail()).contains("Unknown option: -I")) {
            return unfit("is Python 2");
        }
        Optional<JsonNode> said = exited.code() == 0 ? json(exited.output()) : Optional.empty();
        if (said.isEmpty()) {
            return unfit("does not run as Python: exit code " + exited.code() + firstWords(exited.tail()));
        }
        JsonNode node = said.get();
        String version = node.path("version").asText();
        if (!node.has("full")) {
            return unfit("is Python " + version);
        }
        String executable = node.path("executable").asText();
        boolean single = candidate.size() == 1;
        // A pyenv shim or the Windows launcher costs time and may lead elsewhere tomorrow; a program the user named is
        // kept.
        String use = executable.isEmpty() || (keep && single) ? candidate.get(0) : executable;
        return new Answer.Found(new Python(
                Path.of(use).toAbsolutePath(),
                node.path("full").asText(),
                node.path("implementation").asText(),
                node.path("platform").asText(),
                node.path("virtual").asBoolean(),
                node.path("venv").asBoolean(),
                node.path("ensurepip").asBoolean(),
                text(node, "pip"),
                text(node, "build")));
    }

    /** What installs a package changes one of these folders. */
    private static List<Path> packages(Outcome.Exited exited) {
        List<Path> folders = new ArrayList<>();
        json(exited.output())
                .ifPresent(node -> node.path("path").forEach(folder -> folders.add(Path.of(folder.asText()))));
        return folders;
    }

    private static Optional<JsonNode> json(String output) {
        for (String line : output.lines().toList()) {
            if (line.startsWith("{")) {
                try {
                    JsonNode node = JsonTree.read(line);
                    if (node.path("probe").asText().equals("invokeai-release")) {
                        return Optional.of(node);
                    }
                } catch (JsonProcessingException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.of(node.path(field).asText()).filter(value -> !value.isEmpty());
    }

    private static String firstWords(List<String> tail) {
        return tail.stream()
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(line -> ", \"" + (line.length() > 120 ? line.substring(0, 120) + "…" : line) + "\"")
                .orElse("");
    }

    private static Answer unfit(String why) {
        return new Answer.Unfit(why, false);
    }
}
