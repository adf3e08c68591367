package ai.invoke.release.build.checks;

import ai.invoke.release.build.PyProject;
import ai.invoke.release.file.BoundedFile;
import ai.invoke.release.file.FileNames;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.toml.TomlDocument;
import ai.invoke.release.toml.TomlException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The files in which a project says how it is checked. */
final class ProjectFiles {

    /** Nobody writes longer ones by hand. */
    private static final int LARGEST = 1 << 20;

    private final Path project;
    private final Map<String, TomlDocument> locks = new HashMap<>();

    ProjectFiles(Path project) {
        this.project = project;
    }

    boolean has(String name) {
        return Files.isRegularFile(project.resolve(name));
    }

    /** Nothing where it cannot be read as TOML, which is told elsewhere. */
    TomlDocument toml(String name) {
        try {
            return text(project.resolve(name)).map(ProjectFiles::parsed).orElseGet(TomlDocument::empty);
        } catch (IllegalArgumentException e) {
            return TomlDocument.empty();
        }
    }

    /**
     * A lock file, read once. One that cannot be read is never taken for none: what it locks would be installed unlocked.
     *
     * @param name of the file
     * @return empty when there is no such file
     * @throws ProjectException when it is not TOML, or too large
     */
    TomlDocument lock(String name) {
        return locks.computeIfAbsent(name, this::readLock);
    }

    private TomlDocument readLock(String name) {
        Path file = project.resolve(name);
        if (!Files.isRegularFile(file)) {
            return TomlDocument.empty();
        }
        try {
            return TomlDocument.parse(BoundedFile.text(file, BoundedFile.BY_PROGRAM), BoundedFile.BY_PROGRAM);
        } catch (TomlException e) {
            throw unreadable(new Location(name, e.line()), "the lock file is not TOML: " + e.getMessage(), e);
        } catch (CharacterCodingException e) {
            throw unreadable(Location.of(name), "the lock file is not UTF-8", e);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + file + ": " + e), e);
        }
    }

    private static ProjectException unreadable(Location place, String what, Exception cause) {
        return new ProjectException(
                Problem.of(what).at(place).next("let the program that wrote it lock again, and commit the file"),
                cause);
    }

    private static TomlDocument parsed(String text) {
        try {
            return TomlDocument.parse(text);
        } catch (TomlException e) {
            throw new IllegalArgumentException(e);
        }
    }

    TomlDocument pyproject() {
        return toml(PyProject.FILE);
    }

    List<String> lines(String name) {
        return text(project.resolve(name)).map(text -> text.lines().toList()).orElse(List.of());
    }

    /**
     * Requirements and constraints files by their usual names, those beside {@code pyproject.toml} first.
     *
     * @return relative to the project
     */
    List<String> requirements() {
        List<String> names = new ArrayList<>();
        for (String folder : List.of("", "requirements")) {
            Path place = project.resolve(folder);
            if (Files.isDirectory(place)) {
                TreeSet<String> found = new TreeSet<>();
                try (DirectoryStream<Path> files = Files.newDirectoryStream(place, ProjectFiles::isRequirements)) {
                    files.forEach(file -> found.add((folder.isEmpty() ? "" : folder + "/") + FileNames.of(file)));
                } catch (IOException e) {
                    throw new EnvironmentException(Problem.of("cannot read " + place + ": " + e), e);
                }
                names.addAll(found);
            }
        }
        return List.copyOf(names);
    }

    /**
     * The workflows of the repository.
     *
     * @return each with its lines, sorted by name
     */
    List<Lines> workflows() {
        Path top = project.toAbsolutePath().normalize();
        while (!Files.exists(top.resolve(".git")) && top.getParent() != null) {
            top = top.getParent();
        }
        Path root = Files.exists(top.resolve(".git")) ? top : project;
        TreeSet<Path> files = new TreeSet<>();
        Path folder = root.resolve(".github/workflows");
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, ProjectFiles::isYaml)) {
                found.forEach(files::add);
            } catch (IOException e) {
                throw new EnvironmentException(Problem.of("cannot read " + folder + ": " + e), e);
            }
        }
        files.add(root.resolve(".gitlab-ci.yml"));
        List<Lines> all = new ArrayList<>();
        for (Path file : files) {
            text(file)
                    .ifPresent(text -> all.add(new Lines(
                            root.relativize(file).toString(), text.lines().toList())));
        }
        return List.copyOf(all);
    }

    /**
     * A file in lines.
     *
     * @param name relative to the top of the repository
     * @param lines all
     */
    record Lines(String name, List<String> lines) {}

    private static boolean isRequirements(Path file) {
        String name = LetterCase.lower(FileNames.of(file));
        return name.endsWith(".txt") && (name.contains("requirements") || name.contains("constraints"));
    }

    private static boolean isYaml(Path file) {
        String name = FileNames.of(file);
        return name.endsWith(".yml") || name.endsWith(".yaml");
    }

    private static Optional<String> text(Path file) {
        try {
            return Files.isRegularFile(file) && Files.size(file) <= LARGEST
                    ? Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1))
                    : Optional.empty();
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + file + ": " + e), e);
        }
    }
}
