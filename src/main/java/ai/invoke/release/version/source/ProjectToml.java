package ai.invoke.release.version.source;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Printable;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** A TOML file of a project, asked by dotted keys. A key of another type than the one asked for is not there. */
final class ProjectToml {

    /** Far beyond every {@code pyproject.toml} and {@code Cargo.toml}; keeps time and memory bounded. */
    private static final long LARGEST = 1 << 20;

    private final String name;
    private final TomlParseResult toml;

    private ProjectToml(String name, TomlParseResult toml) {
        this.name = name;
        this.toml = toml;
    }

    /** The file, or an empty one where there is none; {@code name} is how messages call it. */
    static ProjectToml read(Path file, String name) {
        if (!Files.isRegularFile(file)) {
            return new ProjectToml(name, Toml.parse(""));
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw new ProjectException(Problem.of("the file is larger than 1 MiB")
                        .at(Location.of(name))
                        .next("give -Dinvokeai.versionFile=<file> with __version__ = \"1.2.3\""));
            }
            TomlParseResult toml = Toml.parse(Files.readString(file));
            if (toml.hasErrors()) {
                TomlParseError error = toml.errors().get(0);
                throw new ProjectException(
                        Problem.of("not valid TOML: " + Printable.of(String.valueOf(error.getMessage())))
                                .at(new Location(name, error.position().line()))
                                .next("correct the file"));
            }
            return new ProjectToml(name, toml);
        } catch (MalformedInputException e) {
            throw new ProjectException(
                    Problem.of("the file is not UTF-8").at(Location.of(name)).next("save it as UTF-8"), e);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + file + ": " + e.getMessage()), e);
        }
    }

    /** What is at a path; nothing where something on the way is no table, at which the library throws. */
    private @Nullable Object at(String... path) {
        TomlTable table = toml;
        for (String key : List.of(path).subList(0, path.length - 1)) {
            if (!(table.get(List.of(key)) instanceof TomlTable next)) {
                return null;
            }
            table = next;
        }
        return table.get(List.of(path[path.length - 1]));
    }

    Optional<String> string(String... path) {
        return at(path) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    Optional<TomlTable> table(String... path) {
        return at(path) instanceof TomlTable table ? Optional.of(table) : Optional.empty();
    }

    boolean has(String... path) {
        return at(path) != null;
    }

    boolean isTrue(String... path) {
        return Boolean.TRUE.equals(at(path));
    }

    /** The strings of an array, or a string alone. */
    List<String> strings(String... path) {
        Object value = at(path);
        if (value instanceof TomlArray array) {
            return array.toList().stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .toList();
        }
        return value instanceof String text ? List.of(text) : List.of();
    }

    Location where(String... path) {
        TomlPosition position = at(path) == null ? null : toml.inputPositionOf(List.of(path));
        return position == null ? Location.of(name) : new Location(name, position.line());
    }

    /** The literal of a key. */
    Optional<DeclaredVersion> literal(String... path) {
        return string(path).map(text -> new DeclaredVersion.Literal(text, where(path)));
    }
}
