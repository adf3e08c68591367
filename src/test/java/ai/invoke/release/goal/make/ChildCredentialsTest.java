package ai.invoke.release.goal.make;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.build.checks.Check;
import ai.invoke.release.build.checks.ToolSource;
import ai.invoke.release.build.dist.BackendOptions;
import ai.invoke.release.build.dist.DistOptions;
import ai.invoke.release.build.frontend.FrontendOptions;
import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.build.python.PinnedBuild;
import ai.invoke.release.build.python.PipSources;
import ai.invoke.release.build.python.Python;
import ai.invoke.release.build.python.PythonLocator;
import ai.invoke.release.build.python.PythonOptions;
import ai.invoke.release.build.python.ToolEnvironment;
import ai.invoke.release.goal.plan.ComparisonOptions;
import ai.invoke.release.goal.plan.NotesOptions;
import ai.invoke.release.goal.plan.Plan;
import ai.invoke.release.goal.plan.PlanTargets;
import ai.invoke.release.goal.plan.PolicyChoice;
import ai.invoke.release.goal.plan.VerifyDist;
import ai.invoke.release.goal.rehearse.Rehearse;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.http.Timing;
import ai.invoke.release.installer.InstallerSpec;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.process.ChildEnvironment;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.process.TimeLimit;
import ai.invoke.release.smoke.SmokeCommand;
import ai.invoke.release.smoke.SmokeOptions;
import ai.invoke.release.testing.Heard;
import ai.invoke.release.version.PyVersion;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every goal that starts programs does so with planted credentials in the environment, and none of the programs sees one. */
class ChildCredentialsTest {

    /** Only settings.xml tells that this one is a credential. */
    private static final String OF_SETTINGS = "DEPLOYMENT";

    private static final Map<String, String> PLANTED = Stream.of(
                    "PYPI_TOKEN",
                    "GITHUB_TOKEN",
                    "TWINE_PASSWORD",
                    "AWS_SECRET_ACCESS_KEY",
                    "AWS_SESSION_TOKEN",
                    "NPM_TOKEN",
                    "NODE_AUTH_TOKEN",
                    "GPG_PASSPHRASE",
                    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
                    "ACTIONS_ID_TOKEN_REQUEST_URL",
                    "ACTIONS_RUNTIME_TOKEN",
                    "CI_JOB_TOKEN",
                    "CI_JOB_JWT_V2",
                    "PYPI_ID_TOKEN",
                    "DEPLOY_PRIVATE_KEY",
                    "OPENAI_API_KEY",
                    "GOOGLE_APPLICATION_CREDENTIALS",
                    "npm_config__authToken",
                    "GH_PAT",
                    "SSH_AUTH_SOCK",
                    OF_SETTINGS)
            .collect(Collectors.toMap(name -> name, name -> "planted-in-" + name));

    private static final String PASSED = "HF_TOKEN";

    @TempDir
    Path temporary;

    private final Heard heard = new Heard();
    private Witness witness;
    private String python;
    private ProcessRunner runner;

    @BeforeEach
    void plant() throws Exception {
        Map<String, String> shell = new HashMap<>(System.getenv());
        witness = new Witness(temporary).watching("python3", Path.of(PreparedPython.executable()));
        for (String program : List.of("node", "npm", "git", "sh")) {
            Optional<Path> found = new ProcessRunner(shell).path().find(program);
            if (found.isPresent()) {
                witness.watching(program, found.get());
            }
        }
        shell = witness.environment(shell);
        shell.putAll(PLANTED);
        shell.put(PASSED, "passed on");
        runner = new ProcessRunner(ChildEnvironment.of(shell, Set.of(OF_SETTINGS), Set.of(PASSED)));
        python = temporary.resolve("programs/python3").toString();
    }

    /** What saw no credential, else who saw which. */
    private void noneOf(String... witnesses) {
        assertThat(witness.witnesses()).contains(witnesses);
        assertThat(witness.whoSaw(PLANTED)).isEmpty();
    }

    @Test
    void theStandInsWouldSeeThem() throws Exception {
        runner.run(Command.of(temporary, "sh", "-c", Witness.shell("line")).withCredentials());

        assertThat(witness.witnesses()).contains("sh", "line");
        assertThat(witness.whoSaw(PLANTED)).hasSize(2 * PLANTED.size());
        assertThat(witness.whoSaw(Map.of(PASSED, "passed on"))).hasSize(2);
    }

    @Test
    void buildFrontendAndItsScripts() throws Exception {
        Path web = temporary.resolve("app/frontend");
        Files.createDirectories(web);
        Files.writeString(web.resolve("package.json"), """
                {"name": "web", "version": "1.0.0", "private": true,
                 "scripts": {"prepare": "node watch.cjs", "build": "node build.cjs"}}
                """);
        Files.writeString(web.resolve("package-lock.json"), """
                {"name": "web", "version": "1.0.0", "lockfileVersion": 3, "requires": true,
                 "packages": {"": {"name": "web", "version": "1.0.0"}}}
                """);
        Files.writeString(web.resolve("watch.cjs"), Witness.node("prepare"));
        Files.writeString(
                web.resolve("build.cjs"),
                Witness.node("build")
                        + "require('fs').mkdirSync('dist'); require('fs').writeFileSync('dist/index.html', '1');\n");

        new BuildFrontend(runner, heard)
                .run(new BuildFrontend.Request(
                        workspace(
                                temporary.resolve("app"),
                                new ReleaseDirectory(temporary.resolve("app/target/release"))),
                        new FrontendPlace(Optional.of(web), List.of("dist/index.html")),
                        new FrontendOptions(
                                Optional.empty(), Optional.empty(), Map.of(), false, false, Duration.ofMinutes(3))));

        noneOf("npm", "node", "prepare", "build");
    }

    @Test
    void runChecksAndTheProbesForTools() throws Exception {
        Path app = Files.createDirectories(temporary.resolve("app"));
        Files.writeString(app.resolve("pyproject.toml"), "[tool.pytest.ini_options]\n[tool.ruff]\n");
        Check check = new Check(
                "mine",
                Command.of(app, Command.shell(Witness.shell("check")))
                        .withTimeout(Duration.ofMinutes(1), "invokeai.test"),
                false,
                Optional.empty());

        new RunChecks(runner, heard)
                .run(new RunChecks.Request(
                        workspace(app, new ReleaseDirectory(app.resolve("target/release"))),
                        List.of(check),
                        new RunChecks.Defaults(
                                true,
                                new FrontendPlace(Optional.empty(), List.of()),
                                Optional.of(python),
                                new ToolSource(true, Optional.of(PreparedPython.TOOLS)),
                                Duration.ofMinutes(1),
                                false),
                        2));

        noneOf("sh", "check", "python3");
    }

    @Test
    void toolEnvironmentsAndTheirPip() throws Exception {
        // Its pip is started from outside of the new environment, where a stand-in can look.
        Interpreter bare =
                new Interpreter(temporary.resolve("bare")).with("pip").without("ensurepip");
        witness.watching("python3", bare.executable());
        Python found = new PythonLocator(runner, temporary, TimeLimit.usual(Duration.ofMinutes(1)), heard)
                .locate(Optional.of(python), any -> Optional.empty());
        noneOf("python3");
        witness.forget();

        new ToolEnvironment(runner, temporary.resolve("tools"), heard)
                .provide(found, PinnedBuild.shipped(), new PipSources(false, Optional.empty()));

        noneOf("python3");
        assertThat(heard.lines).anyMatch(line -> line.contains("making a private environment with build 1.6.1"));
    }

    /** One release from build to rehearsal: every program that runs code of the project or of a dependency. */
    @Test
    void buildDistSmokeTestVerifyDistAndRehearse() throws Exception {
        PythonProject app = PythonProject.flit(temporary.resolve("app"))
                .with("pyproject.toml", """
                        [build-system]
                        requires = ["flit_core>=3.9"]
                        build-backend = "backend"
                        backend-path = ["."]

                        [project]
                        name = "demo"
                        version = "1.0rc1"
                        description = "a demo"
                        readme = "README.rst"
                        requires-python = ">=3.10"

                        [project.scripts]
                        demo-run = "demo:main"

                        [tool.flit.sdist]
                        include = ["backend.py"]
                        """)
                .with("README.rst", "Demo\n====\n\nText.\n")
                .with("backend.py", Witness.python("backend") + "from flit_core.buildapi import *\n")
                .with("demo/__init__.py", Witness.python("module") + "def main():\n    pass\n")
                .with("installer/install.sh.in", "#!/bin/sh\n" + Witness.shell("script") + "\n")
                .committed();
        app.git("tag", "-a", "-m", "first", "v1.0rc1");
        ReleaseDirectory release = new ReleaseDirectory(app.folder().resolve("target/release"));
        CheckVersion.Request version = new CheckVersion.Request(
                app.folder(),
                Optional.of("v1.0rc1"),
                "v",
                Optional.empty(),
                Optional.empty(),
                runner.environment(),
                true);

        buildDist(app, release);
        noneOf("python3", "sh", "backend");
        smokeTest(app, release);
        noneOf("script", "command", "module");
        witness.forget();
        verifyDist(app, release, version);
        noneOf("python3");
        witness.forget();

        new Plan(heard)
                .run(new Plan.Request(
                        version,
                        release,
                        new PlanTargets(
                                true,
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                List.of()),
                        new NotesOptions(Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of()),
                        Optional.empty(),
                        new Plan.FileOptions(false, true, Map.of()),
                        PolicyChoice.DEFAULT,
                        ComparisonOptions.DEFAULT,
                        List.of()));
        new Rehearse()
                .run(new Rehearse.Request(
                        app.folder(),
                        release,
                        temporary.resolve("rehearsal"),
                        Optional.of(python),
                        runner,
                        Timing.real(),
                        heard));
        noneOf("module", "python3");
    }

    private void buildDist(PythonProject app, ReleaseDirectory release) {
        new BuildDist(runner, heard)
                .run(new BuildDist.Request(
                        workspace(app.folder(), release),
                        new PythonOptions(
                                Optional.of(python),
                                Duration.ofSeconds(30),
                                PinnedBuild.shipped(),
                                Optional.of(PreparedPython.TOOLS)),
                        new BackendOptions(
                                false,
                                Optional.empty(),
                                new PipSources(true, Optional.empty()),
                                Map.of(),
                                Map.of(),
                                Duration.ofMinutes(5)),
                        new DistOptions(true, false, List.of(), Optional.empty()),
                        Optional.empty(),
                        new FrontendPlace(Optional.empty(), List.of()),
                        false));
    }

    private static Workspace workspace(Path project, ReleaseDirectory release) {
        return new Workspace(project, release, List.of(project.resolve("target")), List.of(), false);
    }

    private void smokeTest(PythonProject app, ReleaseDirectory release) throws Exception {
        new AssembleInstaller(heard)
                .run(new AssembleInstaller.Request(
                        workspace(app.folder(), release),
                        app.folder().resolve("installer"),
                        List.of(new InstallerSpec(
                                "demo.zip",
                                "Top",
                                InstallerSpec.standardFiles(app.folder().resolve("installer")),
                                Optional.of("demo-1.0rc1-py3-none-any.whl"),
                                "lib",
                                Map.of())),
                        new AssembleInstaller.Release(
                                "InvokeAI",
                                "1.0rc1",
                                Optional.of("v1.0rc1"),
                                Optional.empty(),
                                Optional.of(Instant.parse("2026-01-02T03:04:06Z"))),
                        Optional.empty()));
        SmokeTest goal = new SmokeTest(runner, heard);
        goal.run(new SmokeTest.Request(
                workspace(app.folder(), release),
                Files.createDirectories(temporary.resolve("smoke")),
                goal.pythons(List.of(python), app.folder()),
                false,
                new SmokeOptions(
                        Path.of(python),
                        SmokeOptions.Packages.LOCAL,
                        Optional.of(List.of("{wheel}")),
                        List.of(
                                new SmokeCommand(
                                        "sh -c '" + Witness.shell("command") + "'",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Duration.ofMinutes(1)),
                                new SmokeCommand(
                                        "python -c 'import demo'",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Duration.ofMinutes(1))),
                        Map.of(),
                        Duration.ofMinutes(2),
                        PyVersion.parse("1.0rc1"))));
    }

    private void verifyDist(PythonProject app, ReleaseDirectory release, CheckVersion.Request version) {
        new VerifyDist(heard, runner, new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8))
                .run(new VerifyDist.Request(
                        release.dist(),
                        Optional.of(release),
                        Optional.of(release.root()),
                        Optional.of(app.folder()),
                        version,
                        new VerifyDist.WheelPaths(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new FrontendPlace(Optional.empty(), List.of()))),
                        new VerifyDist.Severities(List.of(), Map.of(), false, true),
                        Optional.empty(),
                        LocalDate.of(2026, 11, 22)));
    }
}
