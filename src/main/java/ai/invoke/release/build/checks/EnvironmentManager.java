package ai.invoke.release.build.checks;

import ai.invoke.release.toml.TomlDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The program that keeps a project's environment, told from its lock file. It makes the environment once, and each tool is
 * started in it, at the version of the lock file.
 *
 * @param program for instance {@code uv}
 * @param lock the file that says so
 * @param setup what makes the environment, in order; fails when the lock file is stale
 * @param prefix the words before a tool
 */
record EnvironmentManager(String program, String lock, List<List<String>> setup, List<String> prefix) {

    EnvironmentManager {
        setup = List.copyOf(setup);
        prefix = List.copyOf(prefix);
    }

    /**
     * Finds it.
     *
     * @param files of the project
     * @param tests what the tests need
     * @return the first whose lock file is there
     */
    static Optional<EnvironmentManager> of(ProjectFiles files, Optional<TestRequirements> tests) {
        if (files.has("uv.lock")) {
            // --frozen would not look whether the lock file is still that of pyproject.toml.
            List<String> sync = new ArrayList<>(List.of("uv", "sync", "--no-progress", "--locked"));
            tests.ifPresent(found -> sync.addAll(found.options("--extra", "--group")));
            return Optional.of(
                    new EnvironmentManager("uv", "uv.lock", List.of(sync), List.of("uv", "run", "--no-sync")));
        }
        if (files.has("poetry.lock")) {
            List<String> install = new ArrayList<>(List.of("poetry", "install", "--no-interaction"));
            install.addAll(poetryGroup(files.pyproject())
                    .map(group -> List.of("--with", group))
                    .orElseGet(() -> tests.map(found -> found.options("--extras", "--with"))
                            .orElse(List.of())));
            return Optional.of(new EnvironmentManager(
                    "poetry",
                    "poetry.lock",
                    List.of(List.of("poetry", "check", "--lock"), install),
                    List.of("poetry", "run")));
        }
        if (files.has("pdm.lock")) {
            List<String> sync = new ArrayList<>(List.of("pdm", "sync"));
            tests.ifPresent(found -> sync.addAll(found.options("--group", "--group")));
            return Optional.of(new EnvironmentManager(
                    "pdm", "pdm.lock", List.of(List.of("pdm", "lock", "--check"), sync), List.of("pdm", "run")));
        }
        return files.has("pixi.lock")
                ? Optional.of(
                        new EnvironmentManager("pixi", "pixi.lock", List.of(), List.of("pixi", "run", "--locked")))
                : Optional.empty();
    }

    /** Poetry's own groups are older than PEP 735, and {@code dev} is installed by default. */
    private static Optional<String> poetryGroup(TomlDocument toml) {
        return List.of("test", "tests", "testing", "dev").stream()
                .filter(name -> toml.isTable("tool", "poetry", "group", name))
                .findFirst();
    }
}
