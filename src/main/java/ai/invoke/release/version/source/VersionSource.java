package ai.invoke.release.version.source;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds where a Python project keeps its version, by what {@code pyproject.toml} says, and reads it there. */
public final class VersionSource {

    /** Where InvokeAI keeps it; for projects that say nothing. */
    private static final Path INVOKEAI = Path.of("invokeai", "version", "invokeai_version.py");

    private static final String PLAIN_TEXT = "\\A\\s*(?<version>\\S+)\\s*\\z";

    /**
     * The version as it is written somewhere.
     *
     * @param text any text
     * @param where the file, relative to the project where possible, and the line
     */
    public record Found(String text, Location where) {}

    private final Path project;
    private final Map<String, PlainToml.Entry> toml;

    public VersionSource(Path project) {
        this.project = project;
        this.toml = toml(project.resolve("pyproject.toml"));
    }

    private static Map<String, PlainToml.Entry> toml(Path file) {
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        try {
            return PlainToml.strings(file);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + file + ": " + e.getMessage()), e);
        }
    }

    /** The project's name as {@code pyproject.toml} has it. */
    public Optional<String> projectName() {
        return string("project.name").or(() -> string("tool.poetry.name"));
    }

    /** The version, from the file and with the pattern that the user may have named. */
    public Found find(Optional<Path> versionFile, Optional<String> versionPattern) {
        if (versionFile.isPresent()) {
            return fromFile(project.resolve(versionFile.get()), versionPattern);
        }
        if (versionPattern.isPresent()) {
            return fromFile(detectedFile().orElse(project.resolve(INVOKEAI)), versionPattern);
        }
        Optional<Found> literal = tomlLiteral();
        if (literal.isPresent()) {
            return literal.get();
        }
        Optional<String> attribute = string("tool.setuptools.dynamic.version.attr");
        if (attribute.isPresent()) {
            return fromAttribute(attribute.get());
        }
        Optional<Path> hatch = string("tool.hatch.version.path").map(project::resolve);
        if (hatch.isPresent()) {
            Optional<String> pattern = string("tool.hatch.version.pattern");
            return fromFile(hatch.get(), pattern);
        }
        Path file = detectedFile().orElse(project.resolve(INVOKEAI));
        if (!Files.exists(file)) {
            throw new ProjectException(nothingFound());
        }
        return fromFile(file, Optional.empty());
    }

    private Problem nothingFound() {
        boolean fromTag =
                string("tool.hatch.version.source").filter("vcs"::equals).isPresent()
                        || toml.keySet().stream().anyMatch(key -> key.startsWith("tool.setuptools_scm."));
        return Problem.of(
                        fromTag
                                ? "pyproject.toml lets the build compute the version from git, so no file holds it"
                                : "cannot find the version of the project in " + project
                                        + ": pyproject.toml does not say where it is, and there is no "
                                        + INVOKEAI.toString().replace('\\', '/'))
                .next("name the file that holds __version__ = \"1.2.3\": -Dinvokeai.versionFile=<file>");
    }

    private Optional<String> string(String key) {
        return Optional.ofNullable(toml.get(key)).map(PlainToml.Entry::text);
    }

    private Optional<Found> tomlLiteral() {
        return Stream.of("project.version", "tool.poetry.version")
                .filter(toml::containsKey)
                .map(toml::get)
                .map(entry -> new Found(entry.text(), new Location("pyproject.toml", entry.line())))
                .findFirst();
    }

    /** The file that flit or setuptools would look into. */
    private Optional<Path> detectedFile() {
        Optional<String> plain = string("tool.setuptools.dynamic.version.file");
        if (plain.isPresent()) {
            return plain.map(project::resolve);
        }
        Optional<String> attribute = string("tool.setuptools.dynamic.version.attr");
        if (attribute.isPresent()) {
            return module(withoutLast(attribute.get()));
        }
        return string("build-system.build-backend")
                .filter(backend -> backend.startsWith("flit_core"))
                .flatMap(backend -> string("tool.flit.module.name").or(this::projectName))
                .flatMap(name -> module(name.replace('-', '_')));
    }

    private Optional<Path> module(String dotted) {
        Set<Path> roots = new LinkedHashSet<>();
        string("tool.setuptools.package-dir.").map(project::resolve).ifPresent(roots::add);
        roots.add(project);
        roots.add(project.resolve("src"));
        String path = dotted.replace('.', '/');
        return roots.stream()
                .flatMap(root -> Stream.of(root.resolve(path + "/__init__.py"), root.resolve(path + ".py")))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static String withoutLast(String dotted) {
        int dot = dotted.lastIndexOf('.');
        return dot < 0 ? dotted : dotted.substring(0, dot);
    }

    private Found fromAttribute(String dotted) {
        String attribute = dotted.substring(dotted.lastIndexOf('.') + 1);
        Path file = module(withoutLast(dotted))
                .orElseThrow(() -> new ProjectException(Problem.of("pyproject.toml takes the version from "
                                + Printable.of(dotted) + ", but there is no such module in " + project)
                        .at(Location.of("pyproject.toml"))
                        .next("fix [tool.setuptools.dynamic] version, or give -Dinvokeai.versionFile=<file>")));
        VersionFile.Result result = VersionFile.read(file, attribute);
        if (result instanceof VersionFile.NotStatic imported
                && imported.target().isPresent()) {
            VersionFile.Reference target = imported.target().get();
            Optional<Path> next = target.resolve(file);
            if (next.isPresent()) {
                return found(VersionFile.read(next.get(), target.attribute()), next.get(), target.attribute());
            }
        }
        return found(result, file, attribute);
    }

    private Found fromFile(Path file, Optional<String> pattern) {
        String name = file.getFileName() == null ? "" : file.getFileName().toString();
        if (pattern.isPresent()) {
            return found(VersionFile.search(file, pattern.get()), file, VersionFile.ATTRIBUTE);
        }
        if (name.endsWith(".toml")) {
            return tomlLiteral()
                    .filter(found -> file.equals(project.resolve("pyproject.toml")))
                    .orElseThrow(() -> new ProjectException(Problem.of("there is no [project] version in the file")
                            .at(Location.of(shown(file)))
                            .next("point -Dinvokeai.versionFile at the file with __version__ = \"1.2.3\"")));
        }
        boolean plainText = !name.contains(".") || name.endsWith(".txt");
        return plainText
                ? found(VersionFile.search(file, PLAIN_TEXT), file, VersionFile.ATTRIBUTE)
                : found(VersionFile.read(file), file, VersionFile.ATTRIBUTE);
    }

    private Found found(VersionFile.Result result, Path file, String attribute) {
        if (result instanceof VersionFile.Literal literal) {
            return new Found(literal.value(), new Location(shown(file), literal.line()));
        }
        VersionFile.NotStatic error = (VersionFile.NotStatic) result;
        Optional<String> advice = error.target()
                .flatMap(target -> target.resolve(file))
                .map(target -> "-Dinvokeai.versionFile=" + shown(target) + " holds the literal");
        throw new ProjectException(error.problem(shown(file), attribute, advice));
    }

    private String shown(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Path root = project.toAbsolutePath().normalize();
        return (absolute.startsWith(root) ? root.relativize(absolute) : absolute)
                .toString()
                .replace('\\', '/');
    }
}
