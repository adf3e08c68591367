package ai.invoke.release.build;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/**
 * What a build has to know of {@code pyproject.toml}.
 *
 * @param name {@code project.name}
 * @param requiresPython {@code project.requires-python}, a PEP 440 specifier set
 * @param requiresPythonLine the line it stands on
 * @param buildRequires {@code build-system.requires}
 * @param tools the names of the tables under {@code [tool]}
 */
public record PyProject(
        Optional<String> name,
        Optional<String> requiresPython,
        int requiresPythonLine,
        List<String> buildRequires,
        Set<String> tools) {

    /** The name of the file that this class reads. */
    public static final String FILE = "pyproject.toml";

    /** Takes unmodifiable copies. */
    public PyProject {
        buildRequires = List.copyOf(buildRequires);
        tools = Set.copyOf(tools);
    }

    /**
     * Reads the file.
     *
     * @param projectDirectory the folder it lies in
     * @return empty when there is none
     * @throws ProjectException when it is not TOML; names each place
     */
    public static Optional<PyProject> read(Path projectDirectory) {
        Path file = projectDirectory.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        TomlParseResult toml;
        try {
            toml = Toml.parse(file);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + file + ": " + e), e);
        }
        if (toml.hasErrors()) {
            throw new ProjectException(
                    toml.errors().stream().map(PyProject::problem).toList());
        }
        return Optional.of(new PyProject(
                text(toml, "project.name"),
                text(toml, "project.requires-python"),
                toml.contains("project.requires-python")
                        ? Optional.ofNullable(toml.inputPositionOf("project.requires-python"))
                                .map(position -> position.line())
                                .orElse(0)
                        : 0,
                texts(toml, "build-system.requires"),
                tables(toml, "tool")));
    }

    private static Problem problem(TomlParseError error) {
        return Problem.of("not valid TOML: " + error.getMessage())
                .at(new Location(FILE, error.position().line()))
                .next("fix " + FILE + " and run again");
    }

    private static Optional<String> text(TomlParseResult toml, String key) {
        return toml.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private static List<String> texts(TomlParseResult toml, String key) {
        if (!(toml.get(key) instanceof TomlArray array)) {
            return List.of();
        }
        return IntStream.range(0, array.size())
                .mapToObj(array::get)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    private static Set<String> tables(TomlParseResult toml, String key) {
        return toml.get(key) instanceof TomlTable table ? new TreeSet<>(table.keySet()) : Set.of();
    }
}
