package ai.invoke.release.build.dist;

import ai.invoke.release.console.Console;
import ai.invoke.release.dist.content.Distribution;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Printable;
import ai.invoke.release.version.PyVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The version that the built metadata say, which is the only one that counts, against the one that is released. */
final class BuiltVersions {

    private final ReleasedVersion released;
    private final Console console;

    BuiltVersions(ReleasedVersion released, Console console) {
        this.released = released;
        this.console = console;
    }

    /**
     * Compares them.
     *
     * @param files wheels and sdists
     * @throws ProjectException when a file is another version: says what makes it and how to correct that
     */
    void require(List<Path> files) {
        TreeSet<String> made = new TreeSet<>();
        for (Path file : files) {
            made.add(Distribution.open(file).metadata().first("Version").orElse(""));
        }
        List<Problem> problems = made.stream()
                .filter(version -> !isReleased(version))
                .map(this::problem)
                .toList();
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        made.stream()
                .filter(version -> !version.equals(released.version().normalized()))
                .forEach(version -> console.info(maker() + " spells the version " + version + ", and so do the names of"
                        + " the files; it is the same as " + released.version().normalized()));
    }

    private boolean isReleased(String version) {
        return PyVersion.tryParse(version).filter(released.version()::equals).isPresent();
    }

    private String maker() {
        return released.tool().orElse("the build backend");
    }

    private Problem problem(String made) {
        String of =
                released.tag().map(tag -> " of the tag " + Printable.of(tag)).orElse("");
        return Problem.of(maker() + " made version " + Printable.of(made) + of + ", and the release is "
                        + released.version().normalized())
                .at(released.where())
                .next(advice(PyVersion.tryParse(made)));
    }

    private String advice(Optional<PyVersion> made) {
        if (released.tool().isEmpty()) {
            return "let one place say the version: the backend takes it from elsewhere";
        }
        boolean nothing = made.filter(version -> version.baseVersion().equals(PyVersion.parse("0"))
                        || version.baseVersion().equals(PyVersion.parse("0.1")))
                .isPresent();
        if (!nothing
                && made.filter(version ->
                                version.isDevrelease() || version.local().isPresent())
                        .isPresent()
                && !released.tool().get().equals("pbr")) {
            return "git status and git describe --tags --dirty show what it sees: the tag has to be at HEAD of this clone,"
                    + " and no tracked file changed";
        }
        return switch (released.tool().get()) {
            case "pbr" -> "pbr takes tags such as 1.2.3, v1.2.3 and v1.2.3rc1: tag the commit so";
            case "versioneer" ->
                "set tag_prefix of versioneer to what stands before the version in the tag, for instance v";
            case "poetry-dynamic-versioning", "uv-dynamic-versioning" ->
                "it takes tags that begin with v; another pattern goes in its table in pyproject.toml (for tags without v:"
                        + " pattern = \"default-unprefixed\")";
            case "pdm-backend" -> "tag a version with a dot, or set tag_filter and tag_regex in [tool.pdm.version]";
            case "setuptools-scm", "hatch-vcs", "flit-scm", "vcs-versioning" ->
                "tag v<version>, or tell " + released.tool().get() + " what stands before the version in a tag";
            default -> "correct what computes the version; mvn invokeai-release:check-version names the place";
        };
    }
}
