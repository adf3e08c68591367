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
 * @param setup what makes it; nothing while it is there
 * @param prefix the words before a tool
 * @param content of what it is made
 */
record GroupEnvironment(Path folder, List<List<String>> setup, List<String> prefix, String content) {

    private static final Set<String> NAMES =
            Set.of("test", "tests", "testing", "dev", "lint", "linting", "style", "typing", "types");

    private static final String MARK = "made-of";

    GroupEnvironment {
        setup = List.copyOf(setup);
        prefix = List.copyOf(prefix);
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
        List<List<String>> setup = content.equals(remembered(folder))
                ? List.of()
                : List.of(List.of("python3", "-m", "venv", "--clear", folder.toString()), install);
        return Optional.of(new GroupEnvironment(folder, setup, List.of(python, "-m"), content));
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

    /** It is complete. */
    void remember() {
        AtomicFile.write(folder.resolve(MARK), content.getBytes(StandardCharsets.UTF_8));
    }
}
