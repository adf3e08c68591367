package ai.invoke.release.build.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuildScriptTest {

    private static final Set<String> CHECKS = Set.of("eslint", "prettier", "dpdm", "tsc", "knip");

    /** The scripts of InvokeAI's frontend, 6.8. */
    private static final String INVOKEAI = """
            {"scripts": {
              "dev": "vite dev",
              "build": "pnpm run lint && vite build",
              "lint:knip": "knip --tags=-knipignore",
              "lint:dpdm": "dpdm --no-warning --no-tree --transform --exit-code circular:1 src/main.tsx",
              "lint:eslint": "eslint --max-warnings=0 .",
              "lint:prettier": "prettier --check .",
              "lint:tsc": "tsc --noEmit",
              "lint": "concurrently -g -c red,green,yellow,blue,magenta pnpm:lint:*",
              "fix": "knip --fix && eslint --fix . && prettier --log-level warn --write ."
            }}
            """;

    private static Optional<BuildScript> read(String json, boolean tscWritesNothing) throws Exception {
        return BuildScript.of(new ObjectMapper().readTree(json), CHECKS, () -> tscWritesNothing);
    }

    private static Optional<BuildScript> build(String script) throws Exception {
        return read(
                new ObjectMapper()
                        .writeValueAsString(Map.of(
                                "scripts",
                                Map.of(
                                        "build",
                                        script,
                                        "lint",
                                        "eslint .",
                                        "lint:tsc",
                                        "tsc -p . --noEmit",
                                        "lint:types",
                                        "vue-tsc",
                                        "fix",
                                        "eslint --fix .",
                                        "bundle",
                                        "node make.js"))),
                true);
    }

    @Test
    void theRealProjectsChainIsTakenApart() throws Exception {
        BuildScript script = read(INVOKEAI, false).orElseThrow();

        assertThat(script.bundler()).containsExactly("vite", "build");
        assertThat(new TreeSet<>(script.linters())).containsExactlyElementsOf(new TreeSet<>(CHECKS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "tsc && vite build ; vite build ; tsc",
                "tsc -b && vite build --mode production ; vite build --mode production ; tsc",
                "npm run lint && npm run bundle ; run bundle ; eslint",
                "yarn lint && npx webpack ; webpack ; eslint",
                "run-p lint lint:tsc && pnpm exec vite build ; vite build ; eslint tsc",
                "concurrently \"npm:lint\" 'npm:lint:tsc' && vite build ; vite build ; eslint tsc",
                "eslint . && prettier --check . && rollup -c ; rollup -c ; eslint prettier",
            })
    void lintersAndABundler(String script, String bundler, String linters) throws Exception {
        BuildScript found = build(script).orElseThrow();

        assertThat((found.script() ? "run " : "") + String.join(" ", found.bundler()))
                .isEqualTo(bundler);
        assertThat(String.join(" ", new TreeSet<>(found.linters()))).isEqualTo(linters);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vite build",
                "node generate.js && vite build",
                "npm run fix && vite build",
                "eslint --fix . && vite build",
                "vue-tsc && vite build",
                "run-p lint:* && vite build",
                "eslint . ; vite build",
                "eslint . || vite build",
                "eslint . && vite build && cp -r dist ../pkg",
                "eslint . && MODE=x vite build",
                "eslint . && vite build > log",
                "npm run nothing && vite build",
                "eslint . && vite build --define $X",
                "stylelint src && vite build",
            })
    void whateverElseRunsAsItStands(String script) throws Exception {
        assertThat(build(script)).isEmpty();
    }

    @Test
    void aCompilerThatWritesFilesIsNoLinter() throws Exception {
        assertThat(read("{\"scripts\": {\"build\": \"tsc && vite build\"}}", false))
                .isEmpty();
        assertThat(read("{\"scripts\": {\"build\": \"tsc && vite build\", \"prebuild\": \"node x\"}}", true))
                .isEmpty();
    }

    @Test
    void scriptsThatCallEachOtherComeToAnEnd() throws Exception {
        assertThat(read("{\"scripts\": {\"build\": \"npm run a && vite build\", \"a\": \"npm run a\"}}", true))
                .isEmpty();
    }

    @Test
    void aChainOfAnyLengthIsReadWithoutRecursion() throws Exception {
        assertThat(build("eslint&&".repeat(1 << 17) + "vite build")).isPresent();
    }

    @Test
    void aScriptThatManyNameIsReadOnce() throws Exception {
        Map<String, String> scripts = new HashMap<>(Map.of("build", "run-s a:* && vite build"));
        for (char level = 'a'; level < 'g'; level++) {
            for (int i = 0; i < 200; i++) {
                scripts.put(level + ":" + i, level == 'f' ? "eslint ." : "run-s " + (char) (level + 1) + ":*");
            }
        }
        AtomicInteger asked = new AtomicInteger();
        scripts.put("f:0", "tsc");
        assertThat(BuildScript.of(new ObjectMapper().valueToTree(Map.of("scripts", scripts)), CHECKS, () -> {
                    asked.incrementAndGet();
                    return true;
                }))
                .hasValueSatisfying(found -> assertThat(found.linters()).containsExactlyInAnyOrder("eslint", "tsc"));
        assertThat(asked).hasValue(1);
    }

    @Test
    void scriptsThatCallEachOtherEndlesslyDeepAreNotTakenApart() throws Exception {
        Map<String, String> scripts = new HashMap<>(Map.of("build", "npm run s0 && vite build"));
        for (int i = 0; i < 100_000; i++) {
            scripts.put("s" + i, i == 99_999 ? "eslint" : "npm run s" + (i + 1));
        }
        assertThat(BuildScript.of(new ObjectMapper().valueToTree(Map.of("scripts", scripts)), CHECKS, () -> true))
                .isEmpty();
    }

    @Test
    void aStarThatMeansTheScriptItStandsInCallsItself() throws Exception {
        assertThat(read(
                        "{\"scripts\": {\"build\": \"run-s l* && vite build\", \"la\": \"eslint\", \"lb\": \"run-p l*\"}}",
                        true))
                .isEmpty();
        assertThat(read(
                        "{\"scripts\": {\"build\": \"run-s l* lb && vite build\", \"la\": \"npm run lb\", \"lb\": \"eslint\"}}",
                        true))
                .isPresent();
    }

    @Test
    void aManifestAndALockFileHaveALargestSize(@TempDir Path folder) throws Exception {
        Path manifest = Files.writeString(folder.resolve("package.json"), " ".repeat(1 << 20) + "{}");
        assertThatThrownBy(() -> PackageJson.read(manifest))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll("larger than 1 MiB", "package.json");

        Path lock = folder.resolve("package-lock.json");
        try (FileChannel hole = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            hole.write(ByteBuffer.wrap(new byte[1]), 64 << 20);
        }
        assertThatThrownBy(() -> LockFile.integrity(PackageManager.Kind.NPM, lock, "a"::equals, "1"))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("larger than 64 MiB");
        assertThatThrownBy(() -> LockFile.generation(PackageManager.Kind.PNPM, lock))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("larger than 64 MiB");
        Files.writeString(lock, " ".repeat(2 << 20) + "{}");
        assertThat(LockFile.integrity(PackageManager.Kind.NPM, lock, "a"::equals, "1"))
                .isEmpty();
    }

    @Test
    void eachPackageManagerStartsTheBundler() throws Exception {
        Optional<BuildScript> script = read(INVOKEAI, false);
        FrontendOptions options =
                new FrontendOptions(Optional.empty(), Optional.empty(), Map.of(), false, false, Duration.ofMinutes(1));
        for (PackageManager.Kind kind : PackageManager.Kind.values()) {
            PackageManager manager = new PackageManager(
                    kind,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of());
            PackageManagerLocator.Found found =
                    new PackageManagerLocator.Found(List.of(kind.program()), "4.0.0", "20.1.0", Optional.empty());
            String command = String.join(" ", new FrontendCommands(options, manager, found, script).build());
            assertThat(command)
                    .isEqualTo(
                            switch (kind) {
                                case PNPM -> "pnpm exec vite build";
                                case NPM -> "npm exec --no -- vite build";
                                case YARN -> "yarn run vite build";
                                case BUN -> "bun run vite build";
                            });
        }
    }

    @Test
    void whetherTheCompilerWritesStandsInItsConfiguration(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("package.json"), "{}");
        FrontendChecks checks = new FrontendChecks(folder, PackageManager.Kind.NPM);
        assertThat(checks.tscWritesNothing()).isFalse();

        Path own = Files.writeString(
                folder.resolve("tsconfig.json"), "{ /* ours */ \"compilerOptions\": {\"noEmit\": true,} }");
        assertThat(checks.tscWritesNothing()).isTrue();

        Files.writeString(
                own, "{\"files\": [], \"references\": [{\"path\": \"./tsconfig.app.json\"}, {\"path\": \"./node\"}]}");
        Files.writeString(folder.resolve("tsconfig.app.json"), "{\"compilerOptions\": {\"noEmit\": true}}");
        assertThat(checks.tscWritesNothing()).isFalse();
        Files.createDirectories(folder.resolve("node"));
        Files.writeString(folder.resolve("node/tsconfig.json"), "{\"compilerOptions\": {\"noEmit\": true}}");
        assertThat(checks.tscWritesNothing()).isTrue();
    }
}
