package ai.invoke.release.goal.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.build.checks.CheckResult;
import ai.invoke.release.build.checks.TestCounts;
import ai.invoke.release.build.checks.ToolSource;
import ai.invoke.release.build.frontend.FrontendOptions;
import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.testing.Heard;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The default checks with the real tools, as a project shaped like InvokeAI has them: all good, all bad, half configured. */
class RealToolsTest {

    private static final String WEB = "invokeai/frontend/web";

    @TempDir
    Path temporary;

    private final Heard heard = new Heard();
    private final Map<String, String> environment = PythonProject.shell();

    /** A pnpm on the PATH, as developers have one: npx would take a second for each check. */
    private void pnpm() throws IOException {
        String program = PreparedPython.must("npx", "--yes", "--package", "pnpm@10.12.4", "-c", "command -v pnpm");
        Path bin = Files.createDirectories(temporary.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("pnpm"), Path.of(program.strip()).toRealPath());
        environment.put("PATH", bin + File.pathSeparator + environment.get("PATH"));
    }

    private PythonProject project() throws IOException {
        PythonProject project = PythonProject.setuptools(temporary.resolve("it's a \"project\" with ümlaut"));
        Path from = Path.of("src/test/resources/frontend");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = project.folder().resolve(WEB).resolve(from.relativize(file));
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        String settings = Files.readString(project.folder().resolve("pyproject.toml"));
        return project.with("pyproject.toml", settings + """

                        [tool.ruff]
                        line-length = 99
                        [tool.pytest.ini_options]
                        testpaths = ["tests"]
                        """)
                .with("demo/core.py", """
                        def run():
                            return "run"
                        """)
                .with("tests/test_core.py", """
                        from demo.core import run


                        def test_run():
                            assert run() == "run"
                        """)
                .with(".gitignore", "target/\nnode_modules/\ndist/\n.venv/\n__pycache__/\n");
    }

    private List<CheckResult> check(Path project) {
        return new RunChecks(environment, heard)
                .run(new RunChecks.Request(
                        workspace(project),
                        List.of(),
                        new RunChecks.Defaults(
                                true,
                                new FrontendPlace(Optional.empty(), List.of()),
                                Optional.empty(),
                                new ToolSource(true, Optional.of(PreparedPython.TOOLS)),
                                Duration.ofMinutes(2),
                                true),
                        2))
                .checks();
    }

    private static Workspace workspace(Path project) {
        return new Workspace(
                project,
                new ReleaseDirectory(project.resolve("target/release")),
                List.of(project.resolve("target")),
                List.of(),
                false);
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }

    @Tag("backends")
    @Test
    void eachPassesAndFailsForItsOwnReason() throws Exception {
        pnpm();
        PythonProject python = project();
        Path project = python.folder();
        Path web = project.resolve(WEB);
        // Only in the project's own environment, which nobody has activated.
        PreparedPython.must(
                "python3", "-I", "-m", "venv", project.resolve(".venv").toString());
        PreparedPython.install(project.resolve(".venv/bin/python"), "ruff", "pytest");
        python.committed();

        assertThat(new BuildFrontend(environment, heard)
                        .run(new BuildFrontend.Request(
                                workspace(project),
                                new FrontendPlace(Optional.empty(), List.of("dist/index.html")),
                                new FrontendOptions(
                                        Optional.empty(),
                                        Optional.empty(),
                                        Map.of(),
                                        false,
                                        false,
                                        Duration.ofMinutes(3))))
                        .built())
                .isTrue();

        Map<String, CheckResult> good = byId(check(project));
        assertThat(good.keySet())
                .containsExactlyInAnyOrder(
                        "ruff-check", "ruff-format", "pytest", "prettier", "eslint", "dpdm", "tsc", "knip", "vitest");
        assertThat(good.values()).extracting(CheckResult::status).containsOnly(CheckResult.Status.PASSED);
        assertThat(good.get("pytest").tests()).contains(new TestCounts(1, 0, 0));
        assertThat(good.get("vitest").tests()).contains(new TestCounts(2, 0, 1));
        assertThat(python.git("status", "--porcelain")).isEmpty();
        assertThat(check(project)).as("nothing has changed").isEmpty();

        python.with("demo/core.py", "import os\ndef run( ):\n    return 'walk'\n");
        write(web.resolve("src/a.ts"), "import { b } from './b';\nexport const a: number = b;\n");
        write(
                web.resolve("src/b.ts"),
                "import { a } from './a';\nexport const b = 'text' + a;\nexport const unused = 1;\n");
        write(web.resolve("src/main.ts"), "import {a} from   './a';\nconsole.log(a);\n");
        write(web.resolve("src/greeting.ts"), "export const greeting = (name: string): string => `Bye, ${name}!`;\n");
        write(web.resolve("spare.js"), "const spare = 1;\n");

        assertThatThrownBy(() -> check(project)).isInstanceOfSatisfying(ProjectException.class, e -> {
            Map<String, String> problems = e.problems().stream()
                    .map(Problem::toString)
                    .collect(Collectors.toMap(text -> text.split("\\s+", 3)[1], Function.identity()));
            assertThat(problems).hasSize(9);
            assertThat(problems.get("ruff-check")).contains("Remove unused import: `os`");
            assertThat(problems.get("ruff-format")).contains("1 file would be reformatted");
            assertThat(problems.get("pytest")).contains("assert 'walk' == 'run'");
            assertThat(problems.get("prettier")).contains("[warn] src/main.ts");
            assertThat(problems.get("eslint")).contains("'spare' is assigned a value but never used");
            assertThat(problems.get("dpdm")).contains("src/a.ts -> src/b.ts");
            assertThat(problems.get("tsc")).contains("src/a.ts(2,14): error TS2322");
            assertThat(problems.get("knip")).contains("unused").contains("src/b.ts:3");
            assertThat(problems.get("vitest")).contains("1 failed | 1 skipped");
        });
        assertThat(heard.lines)
                .anyMatch(line -> line.matches(" {2}pytest +FAILED .* 1 test, 1 failed"))
                .anyMatch(line -> line.matches(" {2}vitest +FAILED .* 2 tests, 1 failed, 1 skipped"));

        aToolWithAConfigurationAndNoScript(project, web);
    }

    /** Here with npm, which takes options for its own. */
    private void aToolWithAConfigurationAndNoScript(Path project, Path web) throws IOException {
        Files.delete(project.resolve("pyproject.toml"));
        // Without its configuration knip is only something that lies around.
        for (String file : List.of("spare.js", "src/b.ts", "pnpm-lock.yaml", "knip.json")) {
            Files.delete(web.resolve(file));
        }
        write(web.resolve("src/a.ts"), "export const a = 1;\n");
        write(web.resolve("src/main.ts"), "import { a } from './a';\n\nconsole.log(a);\n");
        write(web.resolve("src/greeting.test.ts"), """
                import { expect, it } from 'vitest';
                import { greeting } from './greeting';

                it('says goodbye', () => {
                  expect(greeting('you')).toBe('Bye, you!');
                });
                """);
        String json = Files.readString(web.resolve("package.json"));
        write(
                web.resolve("package.json"),
                json.replaceAll("\n +\"(lint:|packageManager).*", "").replace("\"dpdm\": \"3.14.0\",\n    ", ""));

        Map<String, CheckResult> half = byId(check(project));

        assertThat(half.keySet()).containsExactlyInAnyOrder("prettier", "eslint", "tsc", "vitest");
        assertThat(half.values()).extracting(CheckResult::status).containsOnly(CheckResult.Status.PASSED);
        assertThat(half.get("vitest").tests()).contains(new TestCounts(1, 0, 0));

        aTsconfigThatOnlyNamesOthers(project, web);
    }

    /** As {@code npm create vite} makes it; {@code tsc --noEmit} alone would pass without a look at any file. */
    private void aTsconfigThatOnlyNamesOthers(Path project, Path web) throws IOException {
        Files.move(web.resolve("tsconfig.json"), web.resolve("tsconfig.app.json"));
        write(web.resolve("tsconfig.json"), """
                {
                  // the others
                  "files": [],
                  "references": [{ "path": "./tsconfig.app.json" }]
                }
                """);
        write(web.resolve("src/a.ts"), "export const a: string = 1;\n");

        assertThatThrownBy(() -> check(project))
                .isInstanceOfSatisfying(
                        ProjectException.class,
                        e -> assertThat(e.problems())
                                .singleElement()
                                .asString()
                                .contains("tsc")
                                .contains("src/a.ts(1,14): error TS2322"));
    }

    private static Map<String, CheckResult> byId(List<CheckResult> results) {
        return results.stream().collect(Collectors.toMap(CheckResult::id, Function.identity()));
    }
}
