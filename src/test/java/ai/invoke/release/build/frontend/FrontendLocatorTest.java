package ai.invoke.release.build.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.git.WorkTree;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layouts of public applications, reduced to their {@code package.json} files. */
class FrontendLocatorTest {

    private static final String VITE = "{\"scripts\": {\"build\": \"vite build\"}}";
    private static final String PLAIN = "{\"scripts\": {\"test\": \"vitest\"}}";

    @TempDir
    private Path root;

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private FrontendLocator.Found find(String project) throws Exception {
        return find(project, new FrontendPlace(Optional.empty(), List.of("dist/index.html")));
    }

    private FrontendLocator.Found find(String project, FrontendPlace place) throws Exception {
        Path folder = Files.createDirectories(root.resolve(project).normalize());
        file(project + "/pyproject.toml", "");
        try (Git git = Git.init().setDirectory(root.toFile()).call()) {
            git.add().addFilepattern(".").call();
        }
        return place.find(folder, WorkTree.of(folder));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invokeai/frontend/web",
                "frontend",
                "js",
                "ui",
                "client",
                "web",
                "app",
                "webui",
                "pkg/webui",
                "mlflow/server/js",
                "src/frontend",
                "src/airflow/ui",
                "a/b/c/d/e"
            })
    void theOnlyOneIsFoundWhereverItIs(String folder) throws Exception {
        file(folder + "/package.json", VITE);
        file(folder + "/node_modules/left-pad/package.json", VITE);
        file("docs/package.json", VITE);

        assertThat(find(".").folder()).contains(root.resolve(folder));
        assertThat(new FrontendLocator(root, Optional.empty())
                        .find(new FrontendPlace(Optional.empty(), List.of()))
                        .folder())
                .as("without git")
                .contains(root.resolve(folder));
    }

    @Test
    void theRootItselfMayBeTheFrontend() throws Exception {
        file("package.json", VITE);

        assertThat(find(".").folder()).contains(root);
    }

    @Test
    void severalAreListedAndAChoiceIsAskedFor() throws Exception {
        file("frontend/package.json", VITE);
        file("libs/copilot/package.json", "{\"scripts\": {\"build\": \"tsc && vite build\"}}");

        assertThatThrownBy(() -> find("."))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll(
                        "more than one folder may be the frontend",
                        "frontend: vite build",
                        "libs/copilot: tsc && vite build",
                        "-Dinvokeai.frontendDirectory=frontend",
                        "-Dinvokeai.skipFrontend");
        assertThat(find(".", new FrontendPlace(Optional.of(Path.of("libs/copilot")), List.of()))
                        .folder())
                .contains(root.resolve("libs/copilot"));
        assertThat(find(".", new FrontendPlace(false, Optional.empty(), List.of())))
                .isEqualTo(new FrontendLocator.Found(Optional.empty(), "invokeai.skipFrontend is set", List.of()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theTopOfAWorkspaceBuildsItsMembersWhereItHasAScript(boolean script) throws Exception {
        file(
                "package.json",
                "{\"workspaces\": [\"js/*\"]" + (script ? ", \"scripts\": {\"build\": \"turbo build\"}" : "") + "}");
        file("js/app/package.json", VITE);

        assertThat(find(".").folder()).contains(script ? root : root.resolve("js/app"));
    }

    @Test
    void aWorkspaceOfPnpmIsOneToo() throws Exception {
        file("package.json", VITE);
        file("pnpm-workspace.yaml", "packages:\n  - 'js/*'\n");
        file("js/one/package.json", VITE);
        file("js/two/package.json", VITE);

        assertThat(find(".").folder()).contains(root);
    }

    @Test
    void whatIsNotTakenForAFrontendIsSaid() throws Exception {
        assertThat(find(".").why()).isEqualTo("the project has no frontend");

        file("docs/package.json", VITE);
        file("ui-tests/package.json", VITE);
        file("examples/app/package.json", VITE);
        file("pkg/_vendor/chart/package.json", VITE);
        file("tools/package.json", PLAIN);
        file("package.json", "{\"scripts\": {\"build\": \"python -m build\"}}");

        FrontendLocator.Found found = find(".");
        assertThat(found.folder()).isEmpty();
        assertThat(found.why())
                .isEqualTo("the project has no frontend; not taken for one: docs (by its name),"
                        + " examples/app (by its name), . (no script \"build\"), pkg/_vendor/chart (by its name),"
                        + " tools (no script \"build\"), ui-tests (by its name)");
    }

    @Test
    void aFrontendBesideTheProjectIsNamedAndNotTaken() throws Exception {
        file("frontend/package.json", VITE);

        FrontendLocator.Found found = find("lib");

        assertThat(found.folder()).isEmpty();
        assertThat(found.elsewhere()).containsExactly("../frontend");
        assertThat(find("lib", new FrontendPlace(Optional.of(Path.of("../frontend")), List.of()))
                        .folder())
                .contains(root.resolve("frontend"));
    }

    @Test
    void whatGitIgnoresIsNoFrontend() throws Exception {
        file(".gitignore", "build/\n");
        file("build/web/package.json", VITE);

        assertThat(find(".").folder()).isEmpty();
    }

    @Test
    void aBrokenFileIsNamedWithItsLine() throws Exception {
        file("web/package.json", "{\n  \"scripts\": {,}\n}\n");

        assertThatThrownBy(() -> find(".")).isInstanceOf(ProjectException.class).hasMessageContaining("package.json:2");
    }
}
