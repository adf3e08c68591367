package ai.invoke.release.goal.tag;

import ai.invoke.release.console.Console;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Printable;
import ai.invoke.release.version.NextVersion;
import ai.invoke.release.version.PyVersion;
import ai.invoke.release.version.source.DeclaredVersion;
import ai.invoke.release.version.source.VersionSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/** Writes another version where {@code check-version} reads it, and nothing else: {@code bump-version}. */
public final class BumpVersion {

    /**
     * What to write.
     *
     * @param projectDirectory the folder with {@code pyproject.toml}
     * @param versionFile the file that holds the version; without it the project is asked
     * @param versionPattern a regular expression to find the version with
     * @param to a PEP 440 version, or {@code patch}, {@code rc} or {@code post}
     */
    public record Request(
            Path projectDirectory, Optional<Path> versionFile, Optional<String> versionPattern, String to) {}

    /**
     * What was written.
     *
     * @param before the version that was there
     * @param after the version that is there now, as the file spells it
     * @param where the place
     */
    public record Result(String before, String after, Location where) {}

    private final Console console;

    /**
     * Creates the goal.
     *
     * @param console where to tell the user
     */
    public BumpVersion(Console console) {
        this.console = console;
    }

    /**
     * Edits the literal.
     *
     * @param request what to write
     * @return what was written
     * @throws ProjectException when there is no literal to edit, or the version is none
     * @throws EnvironmentException when the file cannot be written
     */
    public Result run(Request request) {
        VersionSource source = new VersionSource(request.projectDirectory());
        DeclaredVersion declared = source.find(request.versionFile(), request.versionPattern());
        if (!(declared instanceof DeclaredVersion.Literal literal)) {
            throw computed(declared);
        }
        String to = next(literal, request.to());
        Path file = request.projectDirectory().resolve(literal.where().file());
        try {
            byte[] content = source.withVersion(request.versionFile(), request.versionPattern(), literal, to)
                    .orElseThrow(() -> new ProjectException(Problem.of("the version "
                                    + Printable.of(literal.raw())
                                    + " is spelt in a way that cannot be edited with certainty")
                            .at(literal.where())
                            .next("write " + to + " there by hand")));
            write(file.toRealPath(), content);
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot write " + file + ": " + e)
                            .at(literal.where())
                            .next("make the file writable, then run again"),
                    e);
        }
        DeclaredVersion.Literal after = (DeclaredVersion.Literal)
                new VersionSource(request.projectDirectory()).find(request.versionFile(), request.versionPattern());
        tell(request, literal, after);
        return new Result(literal.raw(), after.raw(), after.where());
    }

    private static ProjectException computed(DeclaredVersion declared) {
        return declared instanceof DeclaredVersion.FromTag tag
                ? new ProjectException(Problem.of(
                                "the version comes from the git tag (" + tag.tool() + "): there is no literal to edit")
                        .at(tag.where())
                        .next("commit, then tag the next version: mvn invokeai-release:tag-release"
                                + " -Dinvokeai.ref=v1.2.4"))
                : new ProjectException(
                        Problem.of("the version is computed by " + ((DeclaredVersion.Computed) declared).tool()
                                        + ": there is no literal to edit")
                                .at(declared.where())
                                .next(
                                        "change what computes it, or name the file with the literal: -Dinvokeai.versionFile=<file>"));
    }

    private String next(DeclaredVersion.Literal literal, String wanted) {
        Optional<PyVersion> now = PyVersion.tryParse(literal.text());
        boolean word = Set.of("patch", "rc", "post").contains(wanted);
        if (now.isEmpty() && word) {
            throw new ProjectException(Problem.of(
                            "the version " + Printable.of(literal.text()) + " is no PEP 440 version, so it has no next")
                    .at(literal.where())
                    .next("write the whole one: -Dinvokeai.to=1.2.3"));
        }
        String to = NextVersion.of(now.orElse(PyVersion.parse("0")), wanted.strip());
        PyVersion after = PyVersion.parse(to);
        if (now.isPresent() && now.get().equals(after)) {
            throw new ProjectException(Problem.of("the version is " + Printable.of(literal.text()) + " already")
                    .at(literal.where())
                    .next("give another one: -Dinvokeai.to=patch, rc, post or a version"));
        }
        if (now.isPresent() && now.get().compareTo(after) > 0) {
            console.warn(Problem.of(to + " is lower than " + Printable.of(literal.text()))
                    .at(literal.where())
                    .next("that is right for a release of an older line only"));
        }
        return to;
    }

    /** Whole or not at all, and with the mode that it had. */
    private static void write(Path file, byte[] content) throws IOException {
        boolean posix = Files.getFileStore(file).supportsFileAttributeView("posix");
        Set<PosixFilePermission> mode = posix ? Files.getPosixFilePermissions(file) : Set.of();
        AtomicFile.write(file, content);
        if (posix) {
            Files.setPosixFilePermissions(file, mode);
        }
    }

    private void tell(Request request, DeclaredVersion.Literal before, DeclaredVersion.Literal after) {
        console.info(after.where() + ": " + Printable.of(before.raw()) + " -> " + Printable.of(after.raw()));
        if (String.valueOf(Path.of(after.where().file()).getFileName()).equals("Cargo.toml")
                && Files.isRegularFile(request.projectDirectory().resolve("Cargo.lock"))) {
            console.warn(Problem.of("the file Cargo.lock still says version " + Printable.of(before.raw()))
                    .next("cargo update --workspace --offline"));
        }
        console.info("next        git commit -am \"Version " + Printable.of(after.raw())
                + "\", then mvn invokeai-release:tag-release");
    }
}
