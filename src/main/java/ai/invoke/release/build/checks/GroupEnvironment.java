package ai.invoke.release.build.checks;

import ai.invoke.release.build.python.VirtualEnvironment;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.toml.TomlDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An environment with the dependency groups of a project (PEP 735) that no lock file pins. It is made once for each content of
 * {@code pyproject.toml}.
 *
 * @param folder where it is
 * @param install what fills it
 * @param prefix the words before a tool
 * @param packages the normalized names of what the groups ask for on every machine
 * @param content of what it is made
 */
record GroupEnvironment(Path folder, List<String> install, List<String> prefix, Set<String> packages, String content) {

    private static final Set<String> NAMES =
            Set.of("test", "tests", "testing", "dev", "lint", "linting", "style", "typing", "types");

    private static final String MARK = "made-of";

    GroupEnvironment {
        install = List.copyOf(install);
        prefix = List.copyOf(prefix);
        packages = Set.copyOf(packages);
    }

    /**
     * The environment of a project.
     *
     * @param files of the project
     * @param project its folder
     * @param folder where the environment goes
     * @return empty when it has no group of a usual name
     */
    static Optional<GroupEnvironment> of(ProjectFiles files, Path project, Path folder) {
        TomlDocument toml = files.pyproject();
        Set<String> requirements = new LinkedHashSet<>();
        for (String group : new TreeSet<>(toml.keys("dependency-groups"))) {
            if (NAMES.contains(group)) {
                requirements.addAll(TestRequirements.group(toml, group));
            }
        }
        if (requirements.isEmpty()) {
            return Optional.empty();
        }
        String python = new VirtualEnvironment(folder).python().toString();
        List<String> install =
                new ArrayList<>(List.of(python, "-m", "pip", "install", "--disable-pip-version-check", "--quiet"));
        if (toml.isTable("project")) {
            install.addAll(List.of("--editable", project.toString()));
        }
        install.addAll(requirements);
        String content = Sha256.of(String.join("\n", files.lines("pyproject.toml")));
        return Optional.of(new GroupEnvironment(
                folder, install, List.of(python, "-m"), TestRequirements.packages(requirements), content));
    }

    /**
     * What makes it.
     *
     * @param maker the interpreter that makes environments
     * @return commands, in order; none while it is there
     */
    List<List<String>> setup(Path maker) {
        return content.equals(remembered(folder))
                ? List.of()
                : List.of(List.of(maker.toString(), "-m", "venv", "--clear", folder.toString()), install);
    }

    private static String remembered(Path folder) {
        Path mark = folder.resolve(MARK);
        try {
            return Files.isRegularFile(mark) ? Files.readString(mark) : "";
        } catch (IOException e) {
            // It is made again.
            return "";
        }
    }

    /** Whether a tool is among what the groups ask for. */
    boolean has(String tool) {
        return packages.contains(tool);
    }

    /** It is complete. */
    void remember() {
        AtomicFile.write(folder.resolve(MARK), content.getBytes(StandardCharsets.UTF_8));
    }
}
