package ai.invoke.release.build;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Printable;
import ai.invoke.release.toml.TomlDocument;
import ai.invoke.release.toml.TomlException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    private static final long LARGEST = 1 << 20;

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
     * @throws ProjectException when it is not TOML; names the place of the first mistake
     */
    public static Optional<PyProject> read(Path projectDirectory) {
        Path file = projectDirectory.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        TomlDocument toml;
        try {
            if (Files.size(file) > LARGEST) {
                throw new ProjectException(Problem.of("the file is larger than 1 MiB")
                        .at(Location.of(FILE))
                        .next("make " + FILE + " smaller"));
            }
            toml = TomlDocument.parse(Files.readString(file));
        } catch (TomlException e) {
            throw new ProjectException(
                    Problem.of("not valid TOML: " + Printable.of(String.valueOf(e.getMessage())))
                            .at(new Location(FILE, e.line()))
                            .next("fix " + FILE + " and run again"),
                    e);
        } catch (MalformedInputException e) {
            throw new ProjectException(
                    Problem.of("the file is not UTF-8").at(Location.of(FILE)).next("save it as UTF-8"), e);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + file + ": " + e), e);
        }
        return Optional.of(new PyProject(
                toml.string("project", "name"),
                toml.string("project", "requires-python"),
                toml.line("project", "requires-python").orElse(0),
                toml.strings("build-system", "requires"),
                toml.keys("tool")));
    }
}
