package ai.invoke.release.version.source;

import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.version.PyVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds how a Python project says its version: by what the user named, else as its build backend does. */
public final class VersionSource {

    /** Where InvokeAI keeps it; for projects that say nothing. */
    private static final Path INVOKEAI = Path.of("invokeai", "version", "invokeai_version.py");

    private static final String PLAIN_TEXT = "\\A\\s*+(?<version>\\S++)\\s*+\\z";

    private final Path project;
    private final SourceFiles files;
    private @Nullable ProjectToml toml;
    private @Nullable BackendVersion backend;

    /**
     * A project.
     *
     * @param project the folder with {@code pyproject.toml}, {@code setup.cfg} or {@code setup.py}
     */
    public VersionSource(Path project) {
        this(project, SourceFiles.ofDisk());
    }

    private VersionSource(Path project, SourceFiles files) {
        this.project = project;
        this.files = files;
    }

    /**
     * What the file of a literal has to hold for another version: all bytes but those of the literal stay.
     *
     * @param versionFile the file that the user named
     * @param versionPattern the regular expression that the user gave
     * @param literal what {@link #find} gave for the same two
     * @param to a PEP 440 version
     * @return the bytes; empty when the literal is spelt in a way that cannot be edited with certainty
     * @throws IOException when the file cannot be read
     */
    public Optional<byte[]> withVersion(
            Optional<Path> versionFile, Optional<String> versionPattern, DeclaredVersion.Literal literal, String to)
            throws IOException {
        Path file = project.resolve(literal.where().file());
        for (byte[] candidate : new VersionEdit(Files.readAllBytes(file), literal).candidates(literal.raw(), to)) {
            VersionSource edited = new VersionSource(project, SourceFiles.with(file, candidate));
            if (edited.says(versionFile, versionPattern, literal, to)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private boolean says(
            Optional<Path> versionFile, Optional<String> versionPattern, DeclaredVersion.Literal literal, String to) {
        try {
            return find(versionFile, versionPattern) instanceof DeclaredVersion.Literal found
                    && found.where().equals(literal.where())
                    && PyVersion.tryParse(found.text()).equals(PyVersion.tryParse(to));
        } catch (ProjectException e) {
            // Not the right place, or not the right spelling: the next candidate is looked at.
            return false;
        }
    }

    private ProjectToml toml() {
        if (toml == null) {
            toml = ProjectToml.read(files, project.resolve(BackendVersion.PYPROJECT), BackendVersion.PYPROJECT);
        }
        return toml;
    }

    private BackendVersion backend() {
        if (backend == null) {
            backend = new BackendVersion(project, files, toml());
        }
        return backend;
    }

    /**
     * The project's name.
     *
     * @return as {@code pyproject.toml} or {@code setup.cfg} spells it
     */
    public Optional<String> projectName() {
        return toml().string("project", "name").or(() -> backend().projectName());
    }

    /**
     * How the project says its version.
     *
     * @param versionFile the file that the user named
     * @param versionPattern the regular expression that the user gave
     * @return a literal, or that the backend computes it
     * @throws ProjectException when nothing says a version, or what says it cannot be read without running it
     */
    public DeclaredVersion find(Optional<Path> versionFile, Optional<String> versionPattern) {
        if (versionFile.isPresent()) {
            return fromFile(project.resolve(versionFile.get()), versionPattern);
        }
        if (versionPattern.isPresent()) {
            return fromFile(backend().versionFile().orElse(project.resolve(INVOKEAI)), versionPattern);
        }
        Optional<DeclaredVersion> literal = toml().literal("project", "version");
        if (literal.isPresent()) {
            if (toml().strings("project", "dynamic").contains("version")) {
                throw new ProjectException(Problem.of("the version is written here and also in project.dynamic,"
                                + " which build backends refuse (PEP 621)")
                        .at(literal.get().where())
                        .next("remove one of the two"));
            }
            // The fast path of nearly every project: what knows the backends need not be loaded.
            return literal.get();
        }
        Optional<DeclaredVersion> declared = backend().find();
        if (declared.isPresent()) {
            return declared.get();
        }
        if (Files.isRegularFile(project.resolve(INVOKEAI))) {
            return fromFile(project.resolve(INVOKEAI), Optional.empty());
        }
        List<String> below = ProjectFolders.below(project);
        if (!below.isEmpty()) {
            throw new ProjectException(
                    Problem.of("there is no Python project in " + project + ", but in " + String.join(", ", below))
                            .next("-Dinvokeai.projectDirectory=" + below.get(0)));
        }
        throw new ProjectException(Problem.of("cannot find the version of the project in " + project
                        + ": neither pyproject.toml nor setup.cfg nor setup.py says where it is, and there is no "
                        + INVOKEAI.toString().replace('\\', '/'))
                .next("name the file that holds __version__ = \"1.2.3\": -Dinvokeai.versionFile=<file>"));
    }

    private DeclaredVersion fromFile(Path file, Optional<String> pattern) {
        String name = String.valueOf(file.getFileName());
        if (pattern.isPresent()) {
            return backend().written(VersionFile.search(files, file, pattern.get()), file, VersionFile.ATTRIBUTE);
        }
        if (name.endsWith(".toml")) {
            ProjectToml toml = ProjectToml.read(files, file, backend().shown(file));
            return toml.literal("project", "version")
                    .or(() -> toml.literal("tool", "poetry", "version"))
                    .orElseThrow(() -> new ProjectException(Problem.of("there is no [project] version in the file")
                            .at(Location.of(backend().shown(file)))
                            .next("point -Dinvokeai.versionFile at the file with __version__ = \"1.2.3\"")));
        }
        boolean plainText = !name.contains(".") || name.endsWith(".txt");
        return backend()
                .written(
                        plainText
                                ? VersionFile.search(files, file, PLAIN_TEXT)
                                : VersionFile.read(files, file, VersionFile.ATTRIBUTE),
                        file,
                        VersionFile.ATTRIBUTE);
    }
}
