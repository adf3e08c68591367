package ai.invoke.release.build.checks;

import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.toml.TomlDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a project keeps what its tests need: an extra, a dependency group (PEP 735), or a file of requirements.
 *
 * @param kind which of these
 * @param name of the extra or group, or the file
 * @param requirements as they stand there; empty for a file
 */
record TestRequirements(Kind kind, String name, List<String> requirements) {

    enum Kind {
        EXTRA,
        GROUP,
        FILE
    }

    private static final List<String> NAMES = List.of("test", "tests", "testing", "dev");
    private static final List<String> FILES = List.of(
            "requirements-test.txt",
            "requirements-dev.txt",
            "test-requirements.txt",
            "dev-requirements.txt",
            "requirements/test.txt",
            "requirements/dev.txt");
    private static final String GROUPS = "dependency-groups";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*+");

    TestRequirements {
        requirements = List.copyOf(requirements);
    }

    /**
     * Finds them.
     *
     * @param files of the project
     * @return the first of an extra, a group and a file; empty when there is none by a usual name
     */
    static Optional<TestRequirements> of(ProjectFiles files) {
        TomlDocument toml = files.pyproject();
        for (String name : NAMES) {
            for (String key : new TreeSet<>(toml.keys("project", "optional-dependencies"))) {
                if (ProjectName.normalize(key).equals(name)) {
                    return Optional.of(new TestRequirements(
                            Kind.EXTRA, key, toml.strings("project", "optional-dependencies", key)));
                }
            }
            for (String key : new TreeSet<>(toml.keys(GROUPS))) {
                if (ProjectName.normalize(key).equals(name)) {
                    return Optional.of(new TestRequirements(Kind.GROUP, key, group(toml, key)));
                }
            }
        }
        return FILES.stream()
                .filter(files::has)
                .findFirst()
                .map(file -> new TestRequirements(Kind.FILE, file, List.of()));
    }

    /**
     * All that a dependency group comes to.
     *
     * @param toml {@code pyproject.toml}
     * @param name of the group, in any spelling
     * @return its requirements with those of the groups that it includes
     * @throws ProjectException when it includes itself or a group that is not there
     */
    static List<String> group(TomlDocument toml, String name) {
        Set<String> found = new LinkedHashSet<>();
        collect(toml, name, new LinkedHashSet<>(), found);
        return List.copyOf(found);
    }

    private static void collect(TomlDocument toml, String name, Set<String> way, Set<String> found) {
        String normal = ProjectName.normalize(name);
        Optional<String> key = toml.keys(GROUPS).stream()
                .filter(known -> ProjectName.normalize(known).equals(normal))
                .findFirst();
        if (key.isEmpty() || !way.add(normal)) {
            throw new ProjectException(Problem.of(
                            key.isEmpty()
                                    ? "there is no dependency group " + name
                                    : "the dependency group " + name + " includes itself")
                    .at(new Location("pyproject.toml", toml.line(GROUPS).orElse(0)))
                    .next("correct [dependency-groups]"));
        }
        found.addAll(toml.strings(GROUPS, key.get()));
        for (TomlDocument element : toml.tables(GROUPS, key.get())) {
            element.string("include-group").ifPresent(other -> collect(toml, other, way, found));
        }
        way.remove(normal);
    }

    /** The normalized names of the packages. */
    Set<String> packages() {
        return packages(requirements);
    }

    /**
     * The normalized names of packages that are wanted on every machine.
     *
     * @param requirements as they stand in a project
     * @return without those that have a marker
     */
    static Set<String> packages(Collection<String> requirements) {
        Set<String> names = new TreeSet<>();
        for (String requirement : requirements) {
            Matcher matcher = NAME.matcher(requirement.strip());
            if (matcher.lookingAt() && requirement.indexOf(';') < 0) {
                names.add(ProjectName.normalize(matcher.group()));
            }
        }
        return names;
    }

    /** For a message, and for somebody to type. */
    String advice(String python) {
        return switch (kind) {
            case EXTRA -> "install the " + name + " extra with " + python + " -m pip install -e '.[" + name + "]'";
            case GROUP -> "install the group " + name + " with " + python + " -m pip install -e . --group " + name;
            case FILE -> "install what the tests need with " + python + " -m pip install -r " + name;
        };
    }

    /** The options of a manager that has extras and groups. */
    List<String> options(String extra, String group) {
        List<String> options = new ArrayList<>();
        switch (kind) {
            case EXTRA -> options.addAll(List.of(extra, name));
            case GROUP -> options.addAll(List.of(group, name));
            case FILE -> {
                // A lock file does not know it.
            }
        }
        return options;
    }
}
