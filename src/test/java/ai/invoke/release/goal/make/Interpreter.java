package ai.invoke.release.goal.make;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A real Python with chosen packages and no others. */
final class Interpreter {

    private final Path folder;
    private final Path packages;

    Interpreter(Path folder) throws IOException {
        this.folder = folder;
        PreparedPython.must(PreparedPython.executable(), "-I", "-m", "venv", "--without-pip", folder.toString());
        try (Stream<Path> found = Files.list(folder.resolve("lib"))) {
            this.packages = found.findFirst().orElseThrow().resolve("site-packages");
        }
    }

    /** Gives it a package of the prepared interpreter, with its metadata. */
    Interpreter with(String name) throws IOException {
        try (Stream<Path> all = Files.list(PreparedPython.packages())) {
            for (Path found : all.filter(path -> path.getFileName().toString().matches(name + "(-.*dist-info)?"))
                    .toList()) {
                copy(found, packages.resolve(found.getFileName()));
            }
        }
        return this;
    }

    /** Lets it import what another folder holds. */
    Interpreter seeing(Path other) throws IOException {
        Files.writeString(packages.resolve("seen.pth"), other + "\n");
        return this;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    /** Takes a module of the standard library away, in every process that this interpreter runs in. */
    Interpreter without(String module) throws IOException {
        Files.writeString(
                packages.resolve("no-" + module + ".pth"), "import sys; sys.modules['" + module + "'] = None\n");
        return this;
    }

    /** Makes an installed package be of another version. */
    void rename(String prefix, String as) throws IOException {
        try (Stream<Path> all = Files.list(packages)) {
            for (Path info : all.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .toList()) {
                Path renamed = Files.move(info, info.resolveSibling(as + ".dist-info"));
                Path metadata = renamed.resolve("METADATA");
                List<String> lines = Files.readAllLines(metadata).stream()
                        .map(line -> line.startsWith("Version: ") ? "Version: " + as.substring(prefix.length()) : line)
                        .toList();
                Files.write(metadata, lines);
            }
        }
    }

    Path executable() {
        return folder.resolve("bin").resolve("python");
    }
}
