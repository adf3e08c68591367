package ai.invoke.release.build.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

class PackageManagerTest {

    @TempDir
    private Path root;

    private Path frontend;

    @BeforeEach
    void aFrontendInARepository() throws IOException {
        frontend = Files.createDirectories(root.resolve("web"));
        Files.createDirectories(root.resolve(".git"));
        Files.writeString(frontend.resolve("package.json"), "{}");
    }

    @Test
    void theLockFileBesidePackageJsonGoesBeforeAnotherManagersAtTheTop() throws IOException {
        Files.writeString(root.resolve("pnpm-lock.yaml"), "lockfileVersion: '9.0'\n");
        Files.writeString(root.resolve("yarn.lock"), "");
        Path own = Files.writeString(frontend.resolve("package-lock.json"), "{}");

        PackageManager manager = PackageManager.of(frontend);

        assertThat(manager.kind()).isEqualTo(PackageManager.Kind.NPM);
        assertThat(manager.lockFile()).contains(own);
        assertThat(manager.wanted()).isEqualTo("npm");
    }

    @Test
    void aWorkspaceHasTheLockFileAtItsTop() throws IOException {
        Path top = Files.writeString(root.resolve("pnpm-lock.yaml"), "lockfileVersion: '9.0'\n");

        PackageManager manager = PackageManager.of(frontend);

        assertThat(manager.kind()).isEqualTo(PackageManager.Kind.PNPM);
        assertThat(manager.lockFile()).contains(top);
        assertThat(manager.wanted()).isEqualTo("pnpm@10");
    }

    @Test
    void aWorkspaceMayNameItsManagerAtItsTopOnly() throws IOException {
        Files.writeString(
                root.resolve("package.json"), "{\"packageManager\": \"yarn@4.9.1\", \"workspaces\": [\"web\"]}");
        Path top = Files.writeString(root.resolve("yarn.lock"), "");

        PackageManager manager = PackageManager.of(frontend);

        assertThat(manager.wanted()).isEqualTo("yarn@4.9.1");
        assertThat(manager.exact()).isTrue();
        assertThat(manager.lockFile()).contains(top);
    }

    @Test
    void whatLiesAboveTheWorkTreeIsSomebodyElses() throws IOException {
        Files.delete(root.resolve(".git"));
        Files.createDirectories(frontend.resolve(".git"));
        Files.writeString(root.resolve("yarn.lock"), "");

        assertThat(PackageManager.of(frontend).kind()).isEqualTo(PackageManager.Kind.NPM);
    }

    @Test
    void theFieldGoesBeforeTheLockFileOfAnotherManager() throws IOException {
        Files.writeString(frontend.resolve("package.json"), "{\"packageManager\": \"yarn@4.9.1\"}");
        Files.writeString(frontend.resolve("package-lock.json"), "{}");

        PackageManager manager = PackageManager.of(frontend);

        assertThat(manager.wanted()).isEqualTo("yarn@4.9.1");
        assertThat(manager.lockFile()).isEmpty();
    }

    @Test
    void aForeignLockFileBesidePackageJsonIsNamedUnlessThereIsAKnownOneThere() throws IOException {
        Path deno = Files.writeString(frontend.resolve("deno.lock"), "{}");

        assertThat(PackageManager.of(frontend).foreignLock()).isEqualTo(Optional.of(deno));

        Files.writeString(frontend.resolve("yarn.lock"), "");

        assertThat(PackageManager.of(frontend).foreignLock()).isEmpty();
        assertThat(PackageManager.of(frontend).kind()).isEqualTo(PackageManager.Kind.YARN);
    }

    /** What each generation writes at the top of its lock file, and which versions read that without changing it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "pnpm-lock.yaml | lockfileVersion: 5.3 | pnpm@6 | 6.35.1 | 7.33.7",
                "pnpm-lock.yaml | lockfileVersion: 5.4 | pnpm@7 | 7.33.7 | 8.15.9",
                "pnpm-lock.yaml | lockfileVersion: '6.0' | pnpm@8 | 8.15.9 | 9.15.0",
                "pnpm-lock.yaml | lockfileVersion: '9.0' | pnpm@10 | 9.15.0 | 8.15.9",
                "pnpm-lock.yaml | lockfileVersion: '9.0' | pnpm@10 | 10.12.4 | 7.33.7",
                "pnpm-lock.yaml | lockfileVersion: '9.0' | pnpm@10 | 12.21.0 | 8.0.0",
                "package-lock.json | {@N@ \"lockfileVersion\": 1, | npm | 6.14.18 | none",
                "package-lock.json | {@N@ \"lockfileVersion\": 2, | npm | 8.19.4 | 6.14.18",
                "package-lock.json | {@N@ \"lockfileVersion\": 3, | npm | 12.2.2 | 6.14.18",
                "npm-shrinkwrap.json | {\"lockfileVersion\": 3} | npm | 9.0.0 | 6.14.18",
                "yarn.lock | # yarn lockfile v1@N@ | yarn@1 | 1.22.22 | 4.18.1",
                "yarn.lock | # generated@N@@N@__metadata:@N@  version: 4 | yarn@2 - 3.0 | 2.4.3 | 3.1.0",
                "yarn.lock | __metadata:@N@  version: 5 | yarn@3.1 | 3.1.1 | 3.2.0",
                "yarn.lock | __metadata:@N@  version: 6 | yarn@^3.2 | 3.8.7 | 4.0.0",
                "yarn.lock | __metadata:@N@  version: 8@N@  cacheKey: 10c0 | yarn@4.0 - 4.12 | 4.6.0 | 1.22.22",
                "yarn.lock | __metadata:@N@  version: 9 | yarn@4.13 - 4.17 | 4.14.1 | 4.6.0",
                "yarn.lock | __metadata:@N@  version: 10 | yarn@^4.18 | 4.18.1 | 4.14.1",
                "yarn.lock | __metadata:@N@  version: 11 | yarn@^4.18 | 4.20.0 | 4.14.1",
                "bun.lock | {@N@  \"lockfileVersion\": 0, | bun@^1.2 | 1.2.0 | 1.1.45",
                "bun.lock | {@N@  \"lockfileVersion\": 1, | bun@^1.2 | 1.4.5 | 1.1.45",
                "bun.lock | {@N@  \"lockfileVersion\": 2, | bun@^1.4 | 1.4.5 | 1.2.0",
                "bun.lockb | #!/usr/bin/env bun | bun | 1.1.45 | none",
            })
    void theLockFilesGenerationNamesItsReaders(String file, String head, String wanted, String reads, String refuses)
            throws IOException {
        Files.writeString(frontend.resolve(file), head.replace("@N@", "\n") + "\n");

        PackageManager manager = PackageManager.of(frontend);

        assertThat(manager.wanted()).isEqualTo(wanted);
        assertThat(manager.exact()).isFalse();
        assertThat(manager.accepts(reads)).isTrue();
        assertThat(refuses.equals("none") || !manager.accepts(refuses)).isTrue();
        assertThat(manager.doubts()).isEmpty();
    }

    @Test
    void enginesSayWhichOfTheReaders() throws IOException {
        Files.writeString(frontend.resolve("pnpm-lock.yaml"), "lockfileVersion: '9.0'\n");
        Files.writeString(
                frontend.resolve("package.json"),
                "{\"engines\": {\"npm\": \"please-use-pnpm\", \"pnpm\": \"8 || 9.x\"}}");

        PackageManager manager = PackageManager.of(frontend);

        assertThat(manager.wanted()).isEqualTo("pnpm@8 || 9.x");
        assertThat(manager.accepts("9.15.0")).isTrue();
        assertThat(manager.accepts("8.15.9")).as("cannot read the lock file").isFalse();
        assertThat(manager.accepts("10.12.4")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"name\": \"pnpm\", \"version\": \"10.12.4\", \"onFail\": \"error\"} | pnpm@10.12.4 | 10.12.4 | 10.12.5 | true",
                "{\"name\": \"pnpm\", \"version\": \"^10.12\"} | pnpm@^10.12 | 10.13.0 | 11.0.0 | false",
                "{\"name\": \"bun\"} | bun | 1.4.5 | none | false",
                "[{\"name\": \"npm\", \"version\": \">=10\"}, {\"name\": \"yarn\", \"version\": \"4.6.0\"}] | yarn@4.6.0 | 4.6.0 | 4.6.1 | true",
                "[{\"name\": \"deno\", \"onFail\": \"ignore\"}, {\"name\": \"npm\"}] | npm | 11.0.0 | none | false",
            })
    void devEnginesNameItToo(String engine, String wanted, String fits, String other, boolean exact)
            throws IOException {
        Files.writeString(frontend.resolve("package.json"), "{\"devEngines\": {\"packageManager\": " + engine + "}}");
        if (engine.startsWith("[{\"name\": \"npm\"")) {
            Files.writeString(frontend.resolve("yarn.lock"), "__metadata:\n  version: 8\n");
        }

        PackageManager manager = PackageManager.of(frontend);

        assertThat(manager.wanted()).isEqualTo(wanted);
        assertThat(manager.exact()).isEqualTo(exact);
        assertThat(manager.accepts(fits)).isTrue();
        assertThat(other.equals("none") || !manager.accepts(other)).isTrue();
    }

    @Test
    void twoFieldsMustAgree() throws IOException {
        String both =
                "{\"packageManager\": \"%s\", \"devEngines\": {\"packageManager\": {\"name\": \"pnpm\", \"version\": \"^10\"}}}";
        Files.writeString(frontend.resolve("package.json"), both.formatted("pnpm@10.12.4"));
        assertThat(PackageManager.of(frontend).wanted()).isEqualTo("pnpm@10.12.4");

        for (String other : List.of("pnpm@9.0.0", "yarn@4.6.0")) {
            Files.writeString(frontend.resolve("package.json"), both.formatted(other));
            assertThatThrownBy(() -> PackageManager.of(frontend))
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("contradict each other")
                    .hasMessageContaining(other);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pnpm@10", "pnpm@^10.0.0", "deno@2.0.0", "pnpm"})
    void aFieldThatCorepackRefusesIsRefused(String field) throws IOException {
        Files.writeString(frontend.resolve("package.json"), "{\"packageManager\": \"" + field + "\"}");

        assertThatThrownBy(() -> PackageManager.of(frontend))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("\"" + field + "\" is not pnpm, yarn, npm or bun with a version");
    }

    @Test
    void bunIsOneOfThem() throws IOException {
        Files.writeString(frontend.resolve("package.json"), "{\"packageManager\": \"bun@1.2.0\"}");
        Path lock = Files.writeString(frontend.resolve("bun.lock"), "{}");

        PackageManager manager = PackageManager.of(frontend);

        assertThat(manager.kind()).isEqualTo(PackageManager.Kind.BUN);
        assertThat(manager.wanted()).isEqualTo("bun@1.2.0");
        assertThat(manager.lockFile()).contains(lock);
    }

    @Test
    void theYarnThatTheProjectBringsIsTheOne() throws IOException {
        Path release = Files.createDirectories(root.resolve(".yarn/releases")).resolve("yarn-4.6.0.cjs");
        Files.writeString(
                root.resolve(".yarnrc.yml"), "nodeLinker: node-modules\n\nyarnPath: .yarn/releases/yarn-4.6.0.cjs\n");

        assertThatThrownBy(() -> PackageManager.of(frontend))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining(".yarnrc.yml:3")
                .hasMessageContaining("there is no " + release);

        Files.writeString(release, "");
        assertThat(PackageManager.of(frontend).kind()).isEqualTo(PackageManager.Kind.YARN);
        assertThat(PackageManager.of(frontend).release()).contains(release);

        Files.delete(root.resolve(".yarnrc.yml"));
        Files.writeString(frontend.resolve(".yarnrc"), "yarn-path \"../.yarn/releases/yarn-4.6.0.cjs\"\n");
        assertThat(PackageManager.of(frontend).release()).contains(release);
    }

    @Test
    void ofTwoLockFilesItSaysWhichCounts() throws IOException {
        Path counts = Files.writeString(frontend.resolve("yarn.lock"), "# yarn lockfile v1\n");
        Files.writeString(frontend.resolve("package-lock.json"), "{\"lockfileVersion\": 3}");

        assertThat(PackageManager.of(frontend).kind()).isEqualTo(PackageManager.Kind.YARN);
        assertThat(PackageManager.of(frontend).doubts())
                .singleElement()
                .asString()
                .contains(counts + " counts, and beside it lies package-lock.json");

        Files.writeString(frontend.resolve("package.json"), "{\"packageManager\": \"npm@11.0.0\"}");
        assertThat(PackageManager.of(frontend).doubts())
                .singleElement()
                .asString()
                .contains("package-lock.json counts, and beside it lies yarn.lock");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                ".nvmrc ; 22 ; 20.20.2 ; .nvmrc asks",
                ".nvmrc ; v20.20.2 ; 20.20.2 ; ``",
                ".nvmrc ; lts/jod ; 20.20.2 ; .nvmrc asks",
                ".nvmrc ; lts/iron # ours ; 20.20.2 ; ``",
                ".nvmrc ; lts/* ; 20.20.2 ; ``",
                ".node-version ; 24.1.0 ; 20.20.2 ; .node-version asks",
                "package.json ; {\"volta\": {\"node\": \"18.0.0\"}} ; 20.20.2 ; volta",
                "package.json ; {\"devEngines\": {\"runtime\": {\"name\": \"node\", \"version\": \">=22\"}}} ; 20.20.2 ; devEngines",
                "package.json ; {\"engines\": {\"node\": \"^18 or so\"}} ; 20.20.2 ; ``",
                "package.json ; {\"engines\": {\"node\": \">=18.12 <20 || 22\"}} ; 20.20.2 ; engines",
            })
    void theNodeThatIsAskedForIsComparedWithTheOneInUse(String file, String text, String node, String complaint)
            throws IOException {
        Files.writeString(root.resolve(file), text + "\n");

        List<String> unmet = NodeVersion.of(frontend).stream()
                .filter(wanted -> !wanted.range().accepts(node))
                .map(wanted -> wanted.source() + " asks")
                .toList();

        assertThat(String.join("\n", unmet)).contains(complaint);
        assertThat(unmet.isEmpty()).isEqualTo(complaint.isEmpty());
    }

    @Test
    void bytesThatAreNoUtf8AreNoReasonToStop() throws IOException {
        Path release = Files.writeString(root.resolve("yarn.cjs"), "");
        Files.write(root.resolve(".nvmrc"), "# f\u00fcr uns\n22\n".getBytes(StandardCharsets.ISO_8859_1));
        Files.write(
                root.resolve(".yarnrc.yml"),
                "# f\u00fcr uns\nyarnPath: yarn.cjs\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(NodeVersion.of(frontend))
                .singleElement()
                .matches(wanted -> wanted.range().accepts("22.1.0"));
        assertThat(PackageManager.of(frontend).release()).contains(release);
    }
}
