package ai.invoke.release.build.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.platform.Platform;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.testing.Heard;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The real npm, a registry of our own, and package managers that leave a file behind when they run. */
@DisabledOnOs(OS.WINDOWS)
class ManagerStoreTest {

    private static final String VERSION = "99.1.2";

    @TempDir
    private Path root;

    private final Heard heard = new Heard();
    private NpmRegistry registry;
    private Path frontend;
    private Path ran;

    @BeforeEach
    void aFrontendAndARegistry() throws IOException {
        registry = new NpmRegistry();
        frontend = Files.createDirectories(root.resolve("web"));
        Files.createDirectories(root.resolve(".git"));
        Files.writeString(root.resolve(".npmrc"), "registry=" + registry.address() + "\n");
        ran = root.resolve("ran");
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private String program() {
        return "#!/usr/bin/env node\nrequire('fs').writeFileSync(" + "'" + ran + "', '');\nconsole.log('" + VERSION
                + "');\n";
    }

    private static ObjectNode manifest(String name, String program, String file) {
        ObjectNode manifest =
                new ObjectMapper().createObjectNode().put("name", name).put("version", VERSION);
        manifest.putObject("bin").put(program, file);
        return manifest;
    }

    private byte[] pnpm() throws IOException {
        ObjectNode manifest = manifest("pnpm", "pnpm", "bin/pnpm.cjs");
        manifest.putObject("scripts").put("preinstall", "touch " + root.resolve("script"));
        return registry.publish(manifest, Map.of("bin/pnpm.cjs", program()));
    }

    private PackageManager manager(String field) throws IOException {
        Files.writeString(frontend.resolve("package.json"), "{\"packageManager\": \"" + field + "\"}");
        return PackageManager.of(frontend);
    }

    private PackageManagerLocator.Found find(PackageManager manager, String table) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("npm_config_cache", root.resolve("npm").toString());
        environment.put("npm_config_fetch_retries", "0");
        return new PackageManagerLocator(
                        new ProcessRunner(environment),
                        frontend,
                        root.resolve("target/release"),
                        Duration.ofMinutes(2),
                        heard,
                        PinnedManagers.parse(table))
                .find(manager);
    }

    private Path store() {
        return root.resolve("target/release/package-managers");
    }

    private static String integrity(byte[] archive) {
        return "sha512-" + Base64.getEncoder().encodeToString(NpmRegistry.digest(archive));
    }

    @Test
    void theDigestBehindTheVersionCountsAndNoScriptRuns() throws Exception {
        String right = NpmRegistry.hex(pnpm());

        PackageManagerLocator.Found found = find(manager("pnpm@" + VERSION + "+sha512." + right), "");

        assertThat(found.version()).isEqualTo(VERSION);
        assertThat(found.command().get(0)).startsWith(store().toString());
        assertThat(found.onPath(List.of(root)).get("PATH")).endsWith("node_modules/.bin:" + root);
        assertThat(ran).exists();
        assertThat(root.resolve("script")).doesNotExist();
        assertThat(heard.lines).noneMatch(line -> line.contains("first use"));
    }

    @Test
    void anotherDigestEndsItBeforeAnythingRuns() throws Exception {
        String actual = NpmRegistry.hex(pnpm());
        String wrong = "0".repeat(128);
        PackageManager manager = manager("pnpm@" + VERSION + "+sha512." + wrong);

        assertThatThrownBy(() -> find(manager, ""))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContainingAll(
                        "the archive of pnpm@" + VERSION + " is not the one of packageManager in package.json",
                        "expected sha512." + wrong + ", actual sha512." + actual,
                        "npm view pnpm@" + VERSION + " dist.integrity");
        assertThat(ran).doesNotExist();
        assertThat(files()).isEmpty();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(store())) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void theTableCountsAndSaysWhichVersionOfARangeIsFetched() throws Exception {
        byte[] archive = pnpm();
        Files.writeString(frontend.resolve("pnpm-lock.yaml"), "lockfileVersion: '9.0'\n");
        Files.writeString(frontend.resolve("package.json"), "{\"engines\": {\"pnpm\": \">=99\"}}");
        PackageManager manager = PackageManager.of(frontend);

        assertThat(find(manager, "pnpm@98.0.0 " + integrity(archive) + " 98\npnpm@99.1.2 " + integrity(archive) + " 99")
                        .version())
                .isEqualTo(VERSION);
        assertThat(heard.lines).noneMatch(line -> line.contains("first use"));

        String other = integrity(new byte[1]);
        assertThatThrownBy(() -> find(manager, "pnpm@99.1.2 " + other + " 99"))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContainingAll("is not the one of the plugin's table", "delete " + store());
    }

    @Test
    void withoutADigestItIsTakenOnFirstUseAndMayNotChange() throws Exception {
        byte[] archive = pnpm();
        PackageManager manager = manager("pnpm@" + VERSION);

        assertThat(find(manager, "").version()).isEqualTo(VERSION);

        String pin = "\"packageManager\": \"pnpm@" + VERSION + "+sha512." + NpmRegistry.hex(archive) + "\"";
        assertThat(heard.lines)
                .anyMatch(line -> line.contains("taken on first use: sha512." + NpmRegistry.hex(archive)))
                .anyMatch(line -> line.contains(pin));

        registry.close();
        heard.lines.clear();
        assertThat(find(manager, "").version()).as("from the store").isEqualTo(VERSION);
        assertThat(heard.lines).isEmpty();

        Files.delete(ran);
        Path kept = store().resolve("pnpm@" + VERSION);
        Files.write(kept.resolve("archives/pnpm@" + VERSION + ".tgz"), new byte[] {1});
        assertThatThrownBy(() -> find(manager, ""))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContainingAll(
                        "is not the one of the first use",
                        "expected sha512." + NpmRegistry.hex(archive),
                        "delete " + kept + " and run again");
        assertThat(ran).doesNotExist();
    }

    @Test
    void theLockFileOfTheProjectMayNameTheDigest() throws Exception {
        pnpm();
        Path lock = Files.writeString(frontend.resolve("pnpm-lock.yaml"), """
                lockfileVersion: '9.0'

                packages:

                  pnpm@99.1.1:
                    resolution: {integrity: sha512-other}

                  pnpm@99.1.2:
                    resolution: {integrity: %s}
                    engines: {node: '>=18'}
                """.formatted(integrity(new byte[1])));
        PackageManager manager = manager("pnpm@" + VERSION);

        assertThatThrownBy(() -> find(manager, ""))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContainingAll(
                        "is not the one of " + lock, "expected sha512." + NpmRegistry.hex(new byte[1]));
        assertThat(ran).doesNotExist();
    }

    @Test
    void npmsLockFileNamesDigestsToo() throws Exception {
        Path lock = Files.writeString(
                frontend.resolve("package-lock.json"), """
                {"lockfileVersion": 3, "packages": {"": {},
                 "node_modules/x": {"version": "1.0.0", "integrity": "%s"},
                 "node_modules/npm": {"version": "10.0.0", "integrity": "%s"}}}
                """.formatted(integrity(new byte[1]), integrity(new byte[2])));

        assertThat(LockFile.integrity(PackageManager.Kind.NPM, lock, "npm"::equals, "10.0.0"))
                .contains(new ArchiveDigest("sha512", NpmRegistry.hex(new byte[2])));
        assertThat(LockFile.integrity(PackageManager.Kind.NPM, lock, "npm"::equals, "10.0.1"))
                .isEmpty();
    }

    @Test
    void theDigestOfAModernYarnIsThatOfItsOneFile() throws Exception {
        registry.publish(manifest("@yarnpkg/cli-dist", "yarn", "bin/yarn.js"), Map.of("bin/yarn.js", program()));
        String right = NpmRegistry.hex(program().getBytes(StandardCharsets.UTF_8));

        assertThat(find(manager("yarn@" + VERSION + "+sha512." + right), "").version())
                .isEqualTo(VERSION);

        PackageManager wrong = manager("yarn@" + VERSION + "+sha224." + "a1".repeat(28));
        assertThatThrownBy(() -> find(wrong, ""))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("expected sha224." + "a1".repeat(28) + ", actual sha224.");
    }

    @Test
    void aProgramForThisMachineIsAPackageOfItsOwn() throws Exception {
        String machine = Platform.current().nodeNames().get(0)
                + (System.getProperty("os.arch").equals("aarch64") ? "-arm64" : "-x64");
        ObjectNode main = manifest("bun", "bun", "bin/bun.exe");
        main.putObject("optionalDependencies").put("@oven/bun-" + machine, VERSION);
        byte[] placeholder = registry.publish(main, Map.of("bin/bun.exe", "#!/bin/sh\nexit 7\n"));
        byte[] binary = registry.publish(
                new ObjectMapper()
                        .createObjectNode()
                        .put("name", "@oven/bun-" + machine)
                        .put("version", VERSION),
                Map.of("bin/bun", program()));
        PackageManager manager = manager("bun@" + VERSION);
        String table =
                "bun@" + VERSION + " " + integrity(placeholder) + " 99\n@oven/bun-" + machine + "@" + VERSION + " ";

        PackageManagerLocator.Found found = find(manager, table + integrity(binary) + " 99");
        assertThat(found.version()).isEqualTo(VERSION);
        assertThat(found.bin().map(Path::toString).orElse("")).endsWith("@oven/bun-" + machine + "/bin");
    }

    @Test
    void aDigestThatNobodyCanCompareIsAMistakeOfTheProject() {
        assertThatThrownBy(() -> manager("pnpm@10.0.0+sha512.xyz"))
                .hasMessageContainingAll("has no digest as corepack writes it", "corepack use pnpm@10.0.0");
    }

    @Test
    void theTableHasAVersionForEachGenerationOfLockFiles() throws Exception {
        PinnedManagers table = PinnedManagers.shipped();
        for (String version : List.of("5.3", "5.4", "6.0", "9.0")) {
            Path lock = Files.writeString(frontend.resolve("pnpm-lock.yaml"), "lockfileVersion: '" + version + "'\n");
            assertThat(pinned(table, PackageManager.Kind.PNPM, lock, "pnpm")).isPresent();
        }
        Path yarn = frontend.resolve("yarn.lock");
        Files.writeString(yarn, "# yarn lockfile v1\n");
        assertThat(pinned(table, PackageManager.Kind.YARN, yarn, "yarn")).isPresent();
        for (int version = 4; version < 11; version++) {
            Files.writeString(yarn, "__metadata:\n  version: " + version + "\n");
            assertThat(pinned(table, PackageManager.Kind.YARN, yarn, "@yarnpkg/cli-dist"))
                    .as("version %s", version)
                    .isPresent();
        }
        for (int version = 1; version < 3; version++) {
            Path lock = Files.writeString(frontend.resolve("bun.lock"), "{\"lockfileVersion\": " + version + "}");
            assertThat(pinned(table, PackageManager.Kind.BUN, lock, "bun")).isPresent();
        }
    }

    private static Optional<PinnedManagers.Pin> pinned(
            PinnedManagers table, PackageManager.Kind kind, Path lock, String name) {
        NpmRange readers = NpmRange.of(LockFile.generation(kind, lock).readers().orElseThrow());
        return table.newest(pin -> pin.name().equals(name) && readers.accepts(pin.version()));
    }
}
