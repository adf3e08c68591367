package ai.invoke.release.build.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.testing.Growth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrontendOutputTest {

    @TempDir
    private Path root;

    private Path web;

    @BeforeEach
    void aFrontend() throws Exception {
        root = root.toRealPath();
        web = Files.createDirectories(root.resolve("web"));
        Files.writeString(web.resolve("package.json"), "{}");
        Files.writeString(web.resolve("index.html"), "");
    }

    private FrontendOutput one(String name) {
        return FrontendOutput.of(web, root, List.of(name)).get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "dist/index.html, web/dist",
        "dist/assets/app.js, web/dist",
        "index.js, web/index.js",
        "../pkg/static/index.html, pkg/static",
        "../pkg/static/, pkg/static",
        "../mitmproxy/tools/web/, mitmproxy/tools/web",
        "../index.html, index.html",
    })
    void theFolderOfAnOutputIsEmptiedAndNothingAboveTheFrontend(String name, String top) {
        assertThat(one(name).top()).isEqualTo(root.resolve(top));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../",
                "../../x/index.html",
                "/dist/index.html",
                "../.git/x",
                "node_modules/x/index.js"
            })
    void whatMustNotBeEmptiedIsRefused(String name) {
        assertThatThrownBy(() -> one(name))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("the required output '" + name + "'")
                .hasMessageContaining("-Dinvokeai.requiredOutputs=dist/index.html");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "vite.config.ts | export default defineConfig({ plugins: [] }) | dist/index.html",
                "vite.config.ts | export default { build: { outDir: '../pkg/static' } } | ../pkg/static/index.html",
                "vite.config.mjs | export default { build: { outDir: path.resolve(__dirname, '../pkg/static'), } } | ../pkg/static/index.html",
                "vite.config.js | export default { root: 'src', build: { outDir: '../../pkg/web/' } } | ../pkg/web/",
                "vite.config.ts | export default { build: { outDir: outFolder() } } | dist/index.html",
                "webpack.config.js | module.exports = { output: { path: path.join(__dirname, 'build') } } | build/",
                "next.config.mjs | export default { output: 'export' } | out/index.html",
                "svelte.config.js | import adapter from '@sveltejs/adapter-static' | build/index.html",
            })
    void theBundlersConfigurationSaysWhereItWrites(String file, String text, String output) throws Exception {
        Files.writeString(web.resolve(file), "// outDir: 'never'\n" + text + "\n");

        assertThat(FrontendOutput.of(web, root, List.of()))
                .extracting(FrontendOutput::name)
                .containsExactly(output);
    }

    @Test
    void whatCanBeNoPathIsNotSaid() throws Exception {
        Files.writeString(web.resolve("vite.config.js"), "export default { build: { outDir: 'a\0b' } }");
        Files.writeString(web.resolve("package.json"), "{\"scripts\": {\"build\": \"vite --outDir \\u0000\"}}");

        assertThat(FrontendOutput.of(web, root, List.of()))
                .extracting(FrontendOutput::name)
                .containsExactly("dist/index.html");
    }

    @Test
    void aConfigurationIsReadInOnePass() {
        for (List<String> text : List.of(List.of("", "\n", "x"), List.of("", " ", "x"), List.of("", "outDir: ", ""))) {
            Growth.isLinear("vite.config.js", text, input -> {
                Files.write(web.resolve("vite.config.js"), input);
                FrontendOutput.of(web, root, List.of());
                return Optional.empty();
            });
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"jupyterlab\": {\"outputDir\": \"../pkg/labextension\"}} | ../pkg/labextension/",
                "{\"scripts\": {\"build\": \"tsc && vite build --outDir ../pkg/static --emptyOutDir\"}} | ../pkg/static/index.html",
                "{\"scripts\": {\"build\": \"esbuild src/a.ts --outdir=../pkg/js\"}} | ../pkg/js/index.html",
                "{\"scripts\": {\"build\": \"react-scripts build\"}} | build/index.html",
                "{\"scripts\": {\"build\": \"BUILD_PATH='../pkg/ui' react-scripts build\"}} | ../pkg/ui/index.html",
                "{\"scripts\": {\"build\": \"node build.js\"}} | dist/index.html",
            })
    void soDoesPackageJson(String manifest, String output) throws Exception {
        Files.writeString(web.resolve("package.json"), manifest);

        assertThat(FrontendOutput.of(web, root, List.of()))
                .extracting(FrontendOutput::name)
                .containsExactly(output);
    }

    @Test
    void aFolderIsMadeWhenThereIsSomethingInIt() throws Exception {
        FrontendOutput folder = one("../pkg/js/");
        Files.createDirectories(folder.file());
        assertThat(folder.isMade()).isFalse();
        Files.writeString(folder.file().resolve("a.js"), "");
        assertThat(folder.isMade()).as("an empty file proves nothing").isFalse();

        Path script = Files.writeString(folder.file().resolve("b.js"), "1");
        assertThat(folder.proof()).contains(script);

        Path page = Files.writeString(folder.file().resolve("index.html"), "1");
        assertThat(folder.proof()).contains(page);
    }
}
