package ai.invoke.release.goal.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.build.frontend.FrontendOptions;
import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.testing.Heard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real npm and pnpm on a frontend without dependencies. */
class BuildFrontendTest {

    private static final String WEB = "invokeai/frontend/web/";

    @TempDir
    Path temporary;

    private final Heard heard = new Heard();

    private PythonProject project(String manager) throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("it's a frontend with ümlaut"))
                .with(WEB + "package.json", """
                        {"name": "web", "version": "1.0.0", "private": true, %s
                         "scripts": {"build": "node build.mjs"}}
                        """.formatted(
                                manager.isEmpty() ? "" : "\"packageManager\": \"" + manager + "\","))
                .with(WEB + "build.mjs", """
                        import { mkdirSync, writeFileSync } from 'node:fs';
                        if (process.env.CI !== 'true') throw new Error('CI is ' + process.env.CI);
                        mkdirSync('dist', { recursive: true });
                        writeFileSync('dist/index.html', '<title>one</title>');
                        console.log('built by', process.env.npm_config_user_agent);
                        """);
        return project;
    }

    private PythonProject npm() throws Exception {
        return project("").with(WEB + "package-lock.json", """
                        {"name": "web", "version": "1.0.0", "lockfileVersion": 3, "requires": true,
                         "packages": {"": {"name": "web", "version": "1.0.0"}}}
                        """).committed();
    }

    private static BuildFrontend.Request request(Path project, Optional<String> build, boolean rebuild) {
        return request(project, build, Map.of(), false, rebuild);
    }

    private static BuildFrontend.Request request(
            Path project,
            Optional<String> build,
            Map<String, String> environment,
            boolean localEnvironment,
            boolean rebuild) {
        return new BuildFrontend.Request(
                new Workspace(
                        project,
                        new ReleaseDirectory(project.resolve("target/release")),
                        List.of(project.resolve("target")),
                        List.of(),
                        rebuild),
                new FrontendPlace(Optional.empty(), List.of("dist/index.html")),
                new FrontendOptions(
                        Optional.empty(), build, environment, localEnvironment, false, Duration.ofMinutes(3)));
    }

    private BuildFrontend.Result build(PythonProject project) {
        return new BuildFrontend(System.getenv(), heard).run(request(project.folder(), Optional.empty(), false));
    }

    @Test
    void buildsWithNpmSkipsWhatIsUnchangedAndSaysWhatChanged() throws Exception {
        PythonProject project = npm();
        project.with(WEB + "dist/stale.js", "stale");

        BuildFrontend.Result first = build(project);

        assertThat(first.built()).isTrue();
        assertThat(project.folder().resolve(WEB + "dist/index.html")).hasContent("<title>one</title>");
        assertThat(project.folder().resolve(WEB + "dist/stale.js")).doesNotExist();
        assertThat(heard.lines).anyMatch(line -> line.contains("built by npm/"));
        assertThat(project.git("status", "--porcelain")).isEmpty();

        assertThat(build(project).built()).isFalse();
        assertThat(heard.lines).anyMatch(line -> line.contains("build-frontend: unchanged, kept 1 files"));

        project.with(WEB + "dist/index.html", "edited");
        assertThat(build(project).why()).isEqualTo("changed since they were made: dist/index.html");
        project.with(WEB + "extra.js", "1");
        assertThat(build(project).why()).isEqualTo("the work tree has changes: " + WEB + "extra.js");
        assertThat(build(project).built()).as("whatever was built before").isTrue();
        assertThat(new BuildFrontend(System.getenv(), heard)
                        .run(request(project.folder(), Optional.empty(), true))
                        .built())
                .isTrue();
    }

    @Test
    void aFolderThatIsNamedAndHasNoScriptHasANextStep() throws Exception {
        PythonProject project = npm();
        project.with("tools/package.json", "{\"name\": \"tools\", \"scripts\": {}}");
        BuildFrontend.Request request = request(project.folder(), Optional.empty(), false);

        assertThatThrownBy(() -> new BuildFrontend(System.getenv(), heard)
                        .run(new BuildFrontend.Request(
                                request.workspace(),
                                new FrontendPlace(Optional.of(Path.of("tools")), List.of()),
                                request.options())))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("package.json has no script \"build\"")
                .hasMessageContaining("-Dinvokeai.buildCommand=");
    }

    @Test
    void usesTheVersionOfPnpmThatTheProjectNames() throws Exception {
        PythonProject project =
                project("pnpm@10.12.4").with(WEB + "pnpm-lock.yaml", """
                        lockfileVersion: '9.0'

                        settings:
                          autoInstallPeers: true
                          excludeLinksFromLockfile: false

                        importers:

                          .: {}
                        """).committed();

        BuildFrontend.Result result = new BuildFrontend(System.getenv(), heard)
                .run(request(project.folder(), Optional.of("pnpm --version && pnpm run build"), false));

        assertThat(result.built()).isTrue();
        assertThat(heard.lines)
                .anyMatch(line -> line.contains("with pnpm 10.12.4, Node.js "))
                .anyMatch(line -> line.strip().equals("10.12.4"))
                .anyMatch(line -> line.contains("built by pnpm/10.12.4"));
    }

    /** Laid out as yarn lays it out: it writes the file anew when it would look different. */
    private PythonProject yarn(String version, String leftPad) throws Exception {
        return project("").with(WEB + "package.json", """
                {
                  "name": "web",
                  "version": "1.0.0",
                  "private": true,
                  "packageManager": "yarn@%s",
                  "scripts": {
                    "build": "node build.mjs"
                  },
                  "dependencies": {
                    "left-pad": "%s"
                  }
                }
                """.formatted(version, leftPad));
    }

    @Tag("backends")
    @Test
    void classicYarnTakesWhatItsLockFilePins() throws Exception {
        PythonProject project =
                yarn("1.22.22", "1.3.0").with(WEB + "yarn.lock", """
                        # yarn lockfile v1


                        left-pad@1.3.0:
                          version "1.3.0"
                          integrity sha512-XI5MPzVNApjAyhQzphX8BkmKsKUxD4LdyK24iZeQGinBN9yTQT3bFlCBy/aVx2HrNcqQGsdot8ghrjyrvMCoEA==
                        """).committed();

        assertThat(build(project).built()).isTrue();

        assertThat(heard.lines)
                .anyMatch(line -> line.contains("with yarn 1.22.22, Node.js "))
                .anyMatch(line -> line.contains("built by yarn/1.22.22"));
        assertThat(project.folder().resolve(WEB + "node_modules/left-pad/package.json"))
                .content()
                .contains("\"version\": \"1.3.0\"");
        assertThat(project.git("status", "--porcelain")).isEmpty();
        assertThat(build(project).built()).isFalse();

        yarn("1.22.22", "1.2.0");
        assertThatThrownBy(() -> build(project))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("install --frozen-lockfile")
                .hasMessageContaining("the lock file does not match package.json");
    }

    @Tag("backends")
    @Test
    void modernYarnTakesWhatItsLockFilePins() throws Exception {
        // The digest of bin/yarn.js, as corepack writes it.
        String modern = "4.6.0+sha224.acd0786f07ffc6c933940eb65fc1d627131ddf5455bddcc295dc90fd";
        PythonProject project = yarn(modern, "1.3.0")
                .with(WEB + ".gitignore", ".pnp.*\n.yarn/\n")
                .with(WEB + "yarn.lock", """
                        # This file is generated by running "yarn install" inside your project.
                        # Manual changes might be lost - proceed with caution!

                        __metadata:
                          version: 8
                          cacheKey: 10c0

                        "left-pad@npm:1.3.0":
                          version: 1.3.0
                          resolution: "left-pad@npm:1.3.0"
                          checksum: 10c0/3fb59c76e281a2f5c810ad71dbbb8eba8b10c6cf94733dc7f27b8c516a5376cacea53543e76f6ae477d866c8954b27f1e15ca349424c2542474eb5bb1d2b6955
                          languageName: node
                          linkType: hard

                        "web@workspace:.":
                          version: 0.0.0-use.local
                          resolution: "web@workspace:."
                          dependencies:
                            left-pad: "npm:1.3.0"
                          languageName: unknown
                          linkType: soft
                        """)
                .committed();

        assertThat(build(project).built()).isTrue();

        assertThat(heard.lines)
                .anyMatch(line -> line.contains("with yarn 4.6.0, Node.js "))
                .anyMatch(line -> line.contains("built by yarn/4.6.0"));
        assertThat(project.folder().resolve(WEB + ".pnp.cjs")).content().contains("left-pad-npm-1.3.0");
        assertThat(project.git("status", "--porcelain")).isEmpty();
        assertThat(build(project).built()).isFalse();

        yarn(modern, "1.2.0");
        assertThatThrownBy(() -> build(project))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("install --immutable")
                .hasMessageContaining("the lock file does not match package.json");
    }

    @Test
    void aFailureRepeatsTheLastLinesAndALockFileThatDoesNotFitIsExplained() throws Exception {
        PythonProject project = npm().with(WEB + "build.mjs", "console.error('no such style'); process.exit(3);\n");

        assertThatThrownBy(() -> build(project))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("failed with exit code 3")
                .hasMessageContaining("| no such style")
                .hasMessageContaining("build-frontend-build.log");

        project.with(WEB + "build.mjs", "console.log('made nothing');\n");
        assertThatThrownBy(() -> build(project))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("did not make")
                .hasMessageContaining("requiredOutputs");

        project.with(WEB + "package.json", """
                {"name": "web", "version": "1.0.0", "scripts": {"build": "node build.mjs"},
                 "dependencies": {"left-pad": "1.3.0"}}
                """);
        assertThatThrownBy(() -> build(project))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("the lock file does not match package.json");
    }

    @Test
    void withoutAFrontendOrNodeItSaysSo() throws Exception {
        PythonProject none = PythonProject.setuptools(temporary.resolve("none"));
        assertThat(build(none).built()).isFalse();
        assertThat(heard.lines).contains("build-frontend: skipped, the project has no frontend");

        Map<String, String> bare = new HashMap<>(System.getenv());
        bare.put("PATH", Files.createDirectories(temporary.resolve("empty")).toString());
        Path folder = project("pnpm@10.12.4").folder();
        assertThatThrownBy(() -> new BuildFrontend(bare, heard).run(request(folder, Optional.empty(), false)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("needs Node.js");

        Path bin = Files.createDirectories(temporary.resolve("only node"));
        for (String name : List.of("node", "corepack", "npx", "pnpm")) {
            String script = name.equals("node") ? "echo v20.1.0" : "echo 1.2.3";
            Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        bare.put("PATH", bin.toString());
        assertThatThrownBy(() -> new BuildFrontend(bare, heard).run(request(folder, Optional.empty(), false)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("asks for pnpm@10.12.4")
                .hasMessageContaining("pnpm is version 1.2.3")
                .hasMessageContaining("npm install --global pnpm@10.12.4");
    }

    @Test
    void everyKindOfChangeIsNamed() throws Exception {
        Path bin = Files.createDirectories(temporary.resolve("bin"));
        Path npm = script(bin, "npm", """
                case "$1" in
                --version) echo 10.0.0 ;;
                ci) echo "$1 $*" ;;
                run) mkdir -p dist/assets; echo "$STYLE $CI" > dist/index.html; echo > dist/assets/a.js ;;
                esac
                """);
        script(bin, "node", "echo v20.1.0\n");
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PATH", bin + ":/usr/bin:/bin");
        Path folder = npm().with(WEB + "src/main.js", "1").committed().folder();
        Path web = folder.resolve(WEB);

        assertThat(why(environment, folder, "red")).isEqualTo("there is no earlier run to go by");
        assertThat(web.resolve("dist/index.html")).hasContent("red true");
        assertThat(why(environment, folder, "red")).isEqualTo("unchanged");

        Files.delete(web.resolve("dist/assets/a.js"));
        assertThat(why(environment, folder, "red")).isEqualTo("changed since they were made: dist/assets/a.js");
        Files.writeString(web.resolve("dist/more.js"), "");
        assertThat(why(environment, folder, "red")).isEqualTo("changed since they were made: dist/more.js");
        assertThat(web.resolve("dist/more.js")).doesNotExist();
        assertThat(why(environment, folder, "blue")).isEqualTo("changed since the last run: variable STYLE");
        assertThat(web.resolve("dist/index.html")).hasContent("blue true");
        Files.writeString(bin.resolve("node"), "#!/bin/sh\necho v22.0.0\n");
        assertThat(why(environment, folder, "blue")).isEqualTo("changed since the last run: Node.js 20.1.0 -> 22.0.0");
        Files.writeString(npm, Files.readString(npm).replace("10.0.0", "11.0.0"));
        assertThat(why(environment, folder, "blue"))
                .isEqualTo("changed since the last run: package manager npm@10.0.0 -> npm@11.0.0");
        environment.put("RUSTFLAGS", "-Copt-level=3");
        assertThat(why(environment, folder, "blue")).isEqualTo("changed since the last run: variable RUSTFLAGS");
        environment.put("EDITOR", "another");
        environment.put("PKG", "1");
        assertThat(why(environment, folder, "blue")).isEqualTo("unchanged");

        PythonProject.git(folder, "tag", "v1");
        assertThat(why(environment, folder, "blue")).isEqualTo("changed since the last run: tags  -> v1");
        Files.writeString(web.resolve("src/main.js"), "2");
        String edited = "the work tree has changes: " + WEB + "src/main.js";
        assertThat(why(environment, folder, "blue")).isEqualTo(edited);
        assertThat(why(environment, folder, "blue")).isEqualTo(edited);
        PythonProject.git(folder, "commit", "-qam", "second");
        assertThat(why(environment, folder, "blue"))
                .startsWith("changed since the last run: commit ")
                .contains(" -> ", WEB + "src/main.js");
        assertThat(why(environment, folder, "blue")).isEqualTo("unchanged");
        assertThat(heard.warnings).isEmpty();
    }

    private static Path script(Path folder, String name, String text) throws Exception {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private String why(Map<String, String> environment, Path project, String style) {
        BuildFrontend.Request usual = request(project, Optional.empty(), false);
        return new BuildFrontend(environment, heard)
                .run(new BuildFrontend.Request(
                        usual.workspace(),
                        new FrontendPlace(Optional.empty(), List.of("dist/index.html", "dist/assets/a.js")),
                        new FrontendOptions(
                                Optional.empty(),
                                Optional.empty(),
                                Map.of("STYLE", style),
                                false,
                                false,
                                Duration.ofMinutes(3))))
                .why();
    }

    @Test
    void aLockFileThatNobodyReadsIsNotPassedOverInSilence() throws Exception {
        PythonProject project = project("").with(WEB + "deno.lock", "{}\n").committed();

        assertThatThrownBy(() -> build(project))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("deno.lock, which none of pnpm, yarn, npm and bun reads")
                .hasMessageContaining("-Dinvokeai.installCommand");
    }

    @Tag("backends")
    @Test
    void theCauseIsFoundBehindThousandsOfLines() throws Exception {
        String build = "i=0; while [ $i -lt 6000 ]; do i=$((i+1)); echo line $i; done; echo ENOSPC; exit 1";

        assertThatThrownBy(() -> new BuildFrontend(System.getenv(), heard)
                        .run(request(npm().folder(), Optional.of(build), false)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("the disk is full");
    }

    @Test
    void outputsThatLieElsewhereAreRefusedAndNothingIsEmptied() throws Exception {
        PythonProject project = npm().with("invokeai/frontend/dist/index.html", "a neighbour's");
        BuildFrontend.Request plain = request(project.folder(), Optional.empty(), true);

        for (List<String> outputs : List.of(
                List.of(""),
                List.of("."),
                List.of("../web"),
                List.of("../../../../dist/index.html"),
                List.of("/dist/index.html"))) {
            assertThatThrownBy(() -> new BuildFrontend(System.getenv(), heard).run(changed(plain, outputs)))
                    .as(outputs.toString())
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContainingAll("required output", "-Dinvokeai.requiredOutputs=dist/index.html");
        }

        assertThat(project.folder().resolve("invokeai/frontend/dist/index.html"))
                .exists();
        assertThat(project.folder().resolve(WEB + "package.json")).exists();
    }

    @Test
    void badSettingsAreRefused() throws Exception {
        assertThatThrownBy(() -> build(project("deno@2.0.0")))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("not pnpm, yarn, npm or bun");
        PythonProject project = npm().with(WEB + "package.json", "{ not json");
        assertThatThrownBy(() -> build(project))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("package.json:1")
                .hasMessageContaining("not valid JSON");
    }

    private String bundle(PythonProject project) throws Exception {
        return Files.readString(project.folder().resolve(WEB + "dist/index.html"));
    }

    @Test
    void anEnvironmentFileThatGitIgnoresIsRefusedAndAnInputWhenItIsWanted() throws Exception {
        PythonProject project = npm();
        project.with(WEB + "build.mjs", """
                import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
                mkdirSync('dist', { recursive: true });
                writeFileSync('dist/index.html', existsSync('.env.local') ? readFileSync('.env.local') : 'no secret');
                """);
        project.committed();
        build(project);
        Files.writeString(project.folder().resolve(".git/info/exclude"), "*.local\n");
        project.with(WEB + ".env.local", "VITE_KEY=one");

        assertThatThrownBy(() -> build(project))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("git does not track " + WEB + ".env.local")
                .hasMessageContaining("-Dinvokeai.localEnvironment");
        assertThat(bundle(project)).isEqualTo("no secret");

        BuildFrontend.Request wanted = request(project.folder(), Optional.empty(), Map.of(), true, false);
        BuildFrontend goal = new BuildFrontend(System.getenv(), heard);
        assertThat(goal.run(wanted).why()).isEqualTo("changed since the last run: " + WEB + ".env.local");
        assertThat(goal.run(wanted).built()).isFalse();
        project.with(WEB + ".env.local", "VITE_KEY=two");
        assertThat(goal.run(wanted).built()).isTrue();
        assertThat(bundle(project)).isEqualTo("VITE_KEY=two");
    }

    @Tag("backends")
    @Test
    void whatTheShellHasSetByChanceDoesNotGetIntoTheBundle() throws Exception {
        PythonProject project = npm();
        project.with(WEB + "build.mjs", """
                import { mkdirSync, writeFileSync } from 'node:fs';
                mkdirSync('dist', { recursive: true });
                writeFileSync('dist/index.html', `${process.env.NODE_ENV} ${process.env.VITE_API}`);
                """);
        Map<String, String> shell = new HashMap<>(System.getenv());
        shell.put("NODE_ENV", "development");
        shell.put("VITE_API", "http://localhost");
        BuildFrontend goal = new BuildFrontend(shell, heard);

        goal.run(request(project.folder(), Optional.empty(), false));
        assertThat(bundle(project)).isEqualTo("undefined undefined");
        assertThat(heard.warnings)
                .singleElement()
                .asString()
                .contains("NODE_ENV, VITE_API are set in this shell and hidden from the build")
                .contains("<environment>")
                .doesNotContain("pip");

        goal.run(request(project.folder(), Optional.empty(), Map.of("VITE_API", "https://api"), false, false));
        assertThat(bundle(project)).isEqualTo("undefined https://api");
    }

    @Tag("backends")
    @Test
    void withoutALockFileItWarns() throws Exception {
        build(project("").committed());

        assertThat(heard.warnings)
                .anyMatch(warning -> warning.contains("has no lock file"))
                .anyMatch(warning -> warning.contains(WEB + "package-lock.json changed while"));
    }

    @Test
    void aFolderThatWasNamedAndIsNotThereIsToldAndALimitOfNothingIsRefusedBeforeAnythingIsEmptied() throws Exception {
        PythonProject project = npm();
        build(project);
        BuildFrontend.Request plain = request(project.folder(), Optional.empty(), true);

        BuildFrontend.Request elsewhere = changed(
                plain,
                Optional.of(project.folder().resolve("nope")),
                plain.options().timeout());
        assertThat(new BuildFrontend(System.getenv(), heard).run(elsewhere).built())
                .isFalse();
        assertThat(heard.warnings)
                .anyMatch(warning -> warning.contains("the frontend folder does not exist")
                        && warning.contains("-Dinvokeai.frontendDirectory"));

        BuildFrontend.Request hurried = changed(plain, Optional.empty(), Duration.ofSeconds(-1));
        assertThatThrownBy(() -> new BuildFrontend(System.getenv(), heard).run(hurried))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("frontendTimeout is -1 seconds, and must be positive");
        assertThat(bundle(project)).contains("<title>one</title>");
    }

    private static BuildFrontend.Request changed(BuildFrontend.Request plain, List<String> outputs) {
        return changed(plain, Optional.empty(), outputs, plain.options().timeout());
    }

    private static BuildFrontend.Request changed(BuildFrontend.Request plain, Optional<Path> folder, Duration timeout) {
        return changed(plain, folder, plain.frontend().requiredOutputs(), timeout);
    }

    private static BuildFrontend.Request changed(
            BuildFrontend.Request plain, Optional<Path> folder, List<String> outputs, Duration timeout) {
        return new BuildFrontend.Request(
                plain.workspace(),
                new FrontendPlace(folder, outputs),
                new FrontendOptions(Optional.empty(), Optional.empty(), Map.of(), false, false, timeout));
    }

    /** A build that needs no installation, so that what it reads is all there is. */
    private BuildFrontend.Result fast(PythonProject project) {
        return fast(project, List.of());
    }

    private BuildFrontend.Result fast(PythonProject project, List<String> generated) {
        Workspace plain = request(project.folder(), Optional.empty(), false).workspace();
        return new BuildFrontend(System.getenv(), heard)
                .run(new BuildFrontend.Request(
                        new Workspace(plain.project(), plain.directory(), plain.outputs(), generated, false),
                        new FrontendPlace(Optional.empty(), List.of("dist/index.html")),
                        new FrontendOptions(
                                Optional.of("true"),
                                Optional.of("node build.mjs"),
                                Map.of(),
                                false,
                                false,
                                Duration.ofMinutes(3))));
    }

    @Test
    void whatGitIgnoresAndThePomNamesIsAnInputAndNothingElseThatGitIgnores() throws Exception {
        PythonProject project = project("")
                .with(".gitignore", "dist/\ntarget/\ngenerated*\ncoverage/\n")
                .with(WEB + "build.mjs", """
                        import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
                        mkdirSync('dist', { recursive: true });
                        writeFileSync('dist/index.html', readFileSync('src/api/generated.ts'));
                        """)
                .with(WEB + "src/main.ts", "import './api/generated';")
                .committed();
        List<String> generated = List.of(WEB + "src/api");
        project.with(WEB + "src/api/generated.ts", "one").with(WEB + "coverage/report.json", "1");
        fast(project, generated);
        project.with(WEB + "coverage/report.json", "2");
        assertThat(fast(project, generated).built()).isFalse();

        project.with(WEB + "src/api/generated.ts", "two");

        assertThat(fast(project, generated).why())
                .isEqualTo("changed since the last run: " + WEB + "src/api/generated.ts");
        assertThat(project.folder().resolve(WEB + "dist/index.html")).hasContent("two");
        assertThat(fast(project, generated).built()).isFalse();
        assertThat(heard.warnings).noneMatch(warning -> warning.contains("changed while"));
    }

    @Test
    void whatABuildLeavesAmongTheSourcesIsNamed() throws Exception {
        PythonProject project = project("").with(WEB + "build.mjs", """
                        import { mkdirSync, writeFileSync } from 'node:fs';
                        mkdirSync('dist', { recursive: true });
                        writeFileSync('dist/index.html', '1');
                        writeFileSync('stats.html', '1');
                        """).committed();
        fast(project);

        assertThat(heard.warnings)
                .anyMatch(warning -> warning.contains(WEB + "stats.html changed while")
                        && warning.contains("let git ignore what the build writes"));
        assertThat(fast(project).why()).isEqualTo("the work tree has changes: " + WEB + "stats.html");
    }

    @Test
    void aFrontendThatIsOlderThanItsSourcesDoesNotGetIntoAWheel() throws Exception {
        PythonProject project = project("")
                .with(WEB + "__init__.py", "")
                .with(WEB + "src/main.ts", "1")
                .with("invokeai/__init__.py", "")
                .with("invokeai/frontend/__init__.py", "")
                .with("demo/__init__.py", "")
                .committed();
        fast(project);
        DistRun run = DistRun.of(project);
        assertThat(run.build().rebuilt()).isTrue();
        project.with(WEB + "src/main.ts", "2");

        assertThatThrownBy(run::build)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("the frontend was built before " + WEB + "src/main.ts changed")
                .hasMessageContaining("mvn invokeai-release:build-frontend");
        project.with(WEB + "dist/index.html", "<title>by hand</title>");
        assertThat(run.build().rebuilt()).isTrue();
        project.git("commit", "-qam", "second");
        fast(project);
        project.git("commit", "-q", "--allow-empty", "-m", "third");
        assertThatThrownBy(run::build).hasMessageContaining("the frontend was built before the commit changed");
    }

    /** A frontend that writes into the package beside it, as the configuration of its bundler says. */
    private PythonProject intoThePackage(String ignore) throws Exception {
        return PythonProject.setuptools(temporary.resolve("into"))
                .with(".gitignore", ignore + "target/\nnode_modules/\n__pycache__/\n")
                .with("ui/package.json", "{\"scripts\": {\"build\": \"node build.mjs\"}}")
                .with("ui/index.html", "")
                .with("ui/vite.config.js", "export default { build: { outDir: '../demo/static' } };\n")
                .with("ui/build.mjs", """
                        import { mkdirSync, writeFileSync } from 'node:fs';
                        mkdirSync('../demo/static', { recursive: true });
                        writeFileSync('../demo/static/index.html', '<title>inside</title>');
                        """);
    }

    private BuildFrontend.Result detected(PythonProject project) {
        return new BuildFrontend(System.getenv(), heard)
                .run(new BuildFrontend.Request(
                        request(project.folder(), Optional.empty(), false).workspace(),
                        new FrontendPlace(Optional.empty(), List.of()),
                        new FrontendOptions(
                                Optional.of("true"),
                                Optional.of("node build.mjs"),
                                Map.of(),
                                false,
                                false,
                                Duration.ofMinutes(3))));
    }

    @Test
    void theOutputMayLieInThePackageAndIsInTheWheel() throws Exception {
        PythonProject project = intoThePackage("demo/static/\n");
        project.with(
                "pyproject.toml",
                Files.readString(project.folder().resolve("pyproject.toml"))
                        .replace("[\"dist/**/*\"]", "[\"static/**/*\"]"));
        project.committed().with("demo/static/stale.js", "stale");

        assertThat(detected(project).built()).isTrue();
        assertThat(project.folder().resolve("demo/static/stale.js")).doesNotExist();
        assertThat(detected(project).built()).as("unchanged").isFalse();

        DistRun run = DistRun.of(project).frontendOutputs();
        assertThat(run.build().files()).hasSize(2);
        assertThat(heard.warnings).isEmpty();

        Files.delete(project.folder().resolve("demo/static/index.html"));
        assertThatThrownBy(run::build)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("the frontend is not built: ")
                .hasMessageContaining("demo/static/index.html is missing");
    }

    @Test
    void aFolderWithTrackedFilesIsNeverEmptied() throws Exception {
        PythonProject project = intoThePackage("demo/static/*.html\ndemo/static/*.js\n")
                .with("demo/static/__init__.py", "")
                .committed()
                .with("demo/static/stale.js", "stale");

        detected(project);

        assertThat(project.folder().resolve("demo/static/__init__.py")).exists();
        assertThat(project.folder().resolve("demo/static/stale.js")).exists();
        project.with("demo/static/__init__.py", "edited = 1\n").git("commit", "-qam", "second");
        assertThat(detected(project).built()).isTrue();
        assertThat(detected(project).built()).isFalse();
    }

    @Test
    void thePageThatWasMadeInsteadIsNamed() throws Exception {
        PythonProject project =
                intoThePackage("demo/static/\n").without("ui/vite.config.js").committed();

        assertThatThrownBy(() -> detected(project))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining(
                        "did not make " + project.folder().toRealPath().resolve("ui/dist/index.html"))
                .hasMessageContaining("it made ../demo/static/index.html")
                .hasMessageContaining("-Dinvokeai.requiredOutputs=../demo/static/index.html");
    }
}
