package ai.invoke.release.goal.make;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Writes down what children see in their environment: stand-ins for the programs of the PATH, which then do what the real
 * ones do, and lines for the code of a project.
 */
final class Witness {

    private static final String FOLDER = "WITNESS_FOLDER";

    private final Path seen;
    private final Path programs;

    Witness(Path folder) throws IOException {
        this.seen = Files.createDirectories(folder.resolve("seen"));
        this.programs = Files.createDirectories(folder.resolve("programs"));
    }

    /** A stand-in for a program; nothing when there is none. */
    Witness watching(String name, Path real) throws IOException {
        Path standIn = programs.resolve(name);
        Files.writeString(standIn, """
                #!/bin/sh
                env > "%s/%s-$$"
                exec '%s' "$@"
                """.formatted(seen, name, real));
        if (!standIn.toFile().setExecutable(true)) {
            throw new IOException(standIn + " cannot be made executable");
        }
        return this;
    }

    /** An environment with the stand-ins in front. */
    Map<String, String> environment(Map<String, String> base) {
        Map<String, String> environment = new HashMap<>(base);
        environment.merge("PATH", "", (path, nothing) -> programs + ":" + path);
        environment.put(FOLDER, seen.toString());
        return environment;
    }

    /** For code that runs in a Python. */
    static String python(String who) {
        return """
                import os as _os
                if "%1$s" in _os.environ:
                    with open(_os.path.join(_os.environ["%1$s"], "%2$s-" + str(_os.getpid())), "w") as _file:
                        _file.write("\\n".join(name + "=" + value for name, value in _os.environ.items()))
                """.formatted(FOLDER, who);
    }

    /** For code that runs in Node.js. */
    static String node(String who) {
        return """
                require('fs').writeFileSync(process.env.%1$s + '/%2$s-' + process.pid,
                    Object.entries(process.env).map(entry => entry.join('=')).join('\\n'));
                """.formatted(FOLDER, who);
    }

    /** For a line of a shell. */
    static String shell(String who) {
        return "env > \"$" + FOLDER + "/" + who + "-$$\"";
    }

    /** Who has written down what it sees. */
    SortedSet<String> witnesses() {
        SortedSet<String> names = new TreeSet<>();
        files().forEach(file -> names.add(String.valueOf(file.getFileName()).replaceFirst("-\\d+$", "")));
        return names;
    }

    /** What was written down so far is of no interest any more. */
    void forget() throws IOException {
        for (Path file : files()) {
            Files.delete(file);
        }
    }

    /** Who has seen one of some values, and in which variable. */
    List<String> whoSaw(Map<String, String> planted) {
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            for (String line : text(file).split("\n", -1)) {
                planted.forEach((name, value) -> {
                    if (line.contains(value) || line.startsWith(name + "=")) {
                        found.add(file.getFileName() + " saw " + line);
                    }
                });
            }
        }
        return found;
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(seen)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
