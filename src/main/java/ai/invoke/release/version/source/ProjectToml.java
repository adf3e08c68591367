package ai.invoke.release.version.source;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Printable;
import ai.invoke.release.toml.TomlDocument;
import ai.invoke.release.toml.TomlException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A TOML file of a project, asked by paths of keys. A key of another type than the one asked for is not there. */
final class ProjectToml {

    /** In bytes; keeps what is read before anything is known of it bounded. */
    private static final int LARGEST = 1 << 20;

    private final String name;
    private final TomlDocument toml;

    private ProjectToml(String name, TomlDocument toml) {
        this.name = name;
        this.toml = toml;
    }

    /** The file, or an empty one where there is none; {@code name} is how messages call it. */
    static ProjectToml read(SourceFiles files, Path file, String name) {
        if (!Files.isRegularFile(file)) {
            return new ProjectToml(name, TomlDocument.empty());
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw new ProjectException(Problem.of("the file is larger than 1 MiB")
                        .at(Location.of(name))
                        .next("give -Dinvokeai.versionFile=<file> with __version__ = \"1.2.3\""));
            }
            return new ProjectToml(
                    name,
                    TomlDocument.parse(StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(files.read(file, LARGEST)))
                            .toString()));
        } catch (TomlException e) {
            throw new ProjectException(
                    Problem.of("not valid TOML: " + Printable.of(String.valueOf(e.getMessage())))
                            .at(new Location(name, e.line()))
                            .next("correct the file"),
                    e);
        } catch (CharacterCodingException e) {
            throw new ProjectException(
                    Problem.of("the file is not UTF-8").at(Location.of(name)).next("save it as UTF-8"), e);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + file + ": " + e.getMessage()), e);
        }
    }

    Optional<String> string(String... path) {
        return toml.string(path);
    }

    /** A text of a table. */
    Optional<String> string(String[] table, String key) {
        String[] path = Arrays.copyOf(table, table.length + 1);
        path[table.length] = key;
        return toml.string(path);
    }

    boolean isTable(String... path) {
        return toml.isTable(path);
    }

    boolean has(String... path) {
        return toml.has(path);
    }

    boolean isTrue(String... path) {
        return toml.isTrue(path);
    }

    /** The strings of an array, or a string alone. */
    List<String> strings(String... path) {
        return toml.string(path).map(List::of).orElseGet(() -> toml.strings(path));
    }

    Location where(String... path) {
        return toml.line(path).map(line -> new Location(name, line)).orElseGet(() -> Location.of(name));
    }

    /** The literal of a key. */
    Optional<DeclaredVersion> literal(String... path) {
        return string(path).map(text -> new DeclaredVersion.Literal(text, where(path)));
    }
}
