package ai.invoke.release.goal.make;

import ai.invoke.release.build.python.BuildVariables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Small real Python projects, one for each build backend. */
final class PythonProject {

    private final Path folder;

    private PythonProject(Path folder) {
        this.folder = folder;
    }

    static PythonProject setuptools(Path folder) throws IOException {
        return new PythonProject(folder)
                .with("pyproject.toml", """
                        [build-system]
                        requires = ["setuptools>=77"]
                        build-backend = "setuptools.build_meta"

                        [project]
                        name = "demo"
                        version = "1.0rc1"
                        requires-python = ">=3.10"

                        [tool.setuptools.packages.find]
                        where = ["."]
                        exclude = ["tests*"]

                        [tool.setuptools.package-data]
                        "*" = ["dist/**/*"]
                        """)
                .with("demo/__init__.py", "answer = 42\n")
                .with("demo/core.py", "def run():\n    return 'run'\n")
                .with("README.md", "# demo\n")
                .with(".gitignore", "build/\ndist/\n*.egg-info/\ntarget/\nnode_modules/\n__pycache__/\n");
    }

    static PythonProject of(String backend, Path folder) throws IOException {
        Map<String, String> systems = new TreeMap<>(Map.of(
                "hatchling", "requires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"",
                "flit-core", "requires = [\"flit_core>=3.9\"]\nbuild-backend = \"flit_core.buildapi\"",
                "poetry-core", "requires = [\"poetry-core\"]\nbuild-backend = \"poetry.core.masonry.api\""));
        PythonProject project = setuptools(folder);
        if (backend.equals("setuptools")) {
            return project;
        }
        return project.with("pyproject.toml", """
                [build-system]
                %s

                [project]
                name = "demo"
                version = "1.0rc1"
                description = "a demo"
                requires-python = ">=3.10"
                """.formatted(systems.get(backend)));
    }

    /** The quickest to build. */
    static PythonProject flit(Path folder) throws IOException {
        return of("flit-core", folder);
    }

    Path folder() {
        return folder;
    }

    PythonProject with(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content, StandardCharsets.UTF_8);
        return this;
    }

    PythonProject without(String name) throws IOException {
        Files.delete(folder.resolve(name));
        return this;
    }

    /** Makes it a git repository whose one commit has a fixed time. */
    PythonProject committed() throws Exception {
        git("init", "-q", "-b", "main");
        git("add", "-A");
        git("commit", "-q", "-m", "first");
        return this;
    }

    String git(String... arguments) throws Exception {
        return git(folder, arguments);
    }

    static String git(Path folder, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("git");
        builder.command().addAll(List.of("-c", "user.name=Test", "-c", "user.email=test@example.org"));
        builder.command().addAll(List.of(arguments));
        builder.directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("GIT_AUTHOR_DATE", "2026-01-02T03:04:05Z");
        builder.environment().put("GIT_COMMITTER_DATE", "2026-01-02T03:04:05Z");
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError("git " + List.of(arguments) + ": " + output);
        }
        return output;
    }

    /** The environment of this machine without what would decide what a check looks at. */
    static Map<String, String> shell() {
        Map<String, String> shell = new HashMap<>(System.getenv());
        shell.keySet().removeAll(BuildVariables.ofChecks(shell));
        return shell;
    }
}
