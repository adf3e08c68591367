package ai.invoke.release.build.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrontendChecksTest {

    @TempDir
    Path temporary;

    /** {@code error TS5094: Compiler option '--noEmit' may not be used with '--build'.} */
    @ParameterizedTest
    @CsvSource({
        "web, 4.9.5, false",
        "., 5.5.4, false",
        "web, 5.6.0-beta, true",
        ".,   5.10.1, true",
        "web, 6.0.2, true",
        "none, '', true"
    })
    void tscBuildsWithoutOutputOnlyWhereItCan(String at, String version, boolean builds) throws Exception {
        Path web = Files.createDirectories(temporary.resolve("web"));
        Files.writeString(web.resolve("package.json"), "{\"devDependencies\": {\"typescript\": \"*\"}}");
        Files.writeString(
                web.resolve("tsconfig.json"), "{\"files\": [], \"references\": [{\"path\": \"./app.json\"}]}");
        if (!version.isEmpty()) {
            Path typescript = Files.createDirectories(temporary.resolve(at).resolve("node_modules/typescript"));
            Files.writeString(typescript.resolve("package.json"), "{\"version\": \"" + version + "\"}");
        }

        assertThat(new FrontendChecks(web, PackageManager.Kind.PNPM).find(temporary))
                .singleElement()
                .satisfies(gate -> assertThat(gate.arguments().contains("-b")).isEqualTo(builds));
    }
}
