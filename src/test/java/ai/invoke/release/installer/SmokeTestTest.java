package ai.invoke.release.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.console.Console;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmokeTestTest {

    private static final String CLI = "import sys\ndef main():\n    print('hand-made 1.0', sys.argv[1])\n";

    @TempDir
    private Path folder;

    private Path temporary;
    private Path logs;
    private final Map<String, String> environment = new HashMap<>(System.getenv());

    @BeforeEach
    void folders() throws IOException {
        temporary = Files.createDirectories(folder.resolve("temporary ü 'x'"));
        logs = folder.resolve("logs");
    }

    @AfterEach
    void leavesNothing() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files).isEmpty();
        }
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse(""))
                        .filter(line -> line.contains(temporary.toString())))
                .isEmpty();
    }

    private static Path python() {
        return new ProcessRunner(System.getenv()).path().find("python3").orElseThrow();
    }

    private Path installer(Path wheel) throws IOException {
        Path project = folder.resolve("project");
        Path dist = Files.createDirectories(project.resolve("target/release/dist"));
        if (!Files.exists(project.resolve("installer"))) {
            Demo.copy(Demo.SOURCES.resolve("installer"), project.resolve("installer"));
        }
        Files.copy(wheel, dist.resolve(wheel.getFileName()));
        return AssembleOnce.assemble(project, Instant.parse("2026-01-01T00:00:00Z"))
                .path();
    }

    private SmokeOptions options(SmokeCommand... commands) {
        SmokeOptions quick = SmokeOptions.quick(python(), "1.0");
        return with(quick, Optional.empty(), commands);
    }

    private static SmokeOptions with(SmokeOptions options, Optional<List<String>> script, SmokeCommand... commands) {
        return new SmokeOptions(
                options.python(),
                options.withDependencies(),
                options.offline(),
                script,
                List.of(commands),
                Map.of(),
                options.timeout(),
                options.version(),
                options.versionFits());
    }

    private SmokeReport smoke(Path installer, SmokeOptions options) {
        return new SmokeTest(new ProcessRunner(environment), Console.silent(), temporary).run(installer, options, logs);
    }

    private SmokeReport smoke(HandmadeWheel wheel, SmokeCommand... commands) throws IOException {
        return smoke(installer(wheel.write(folder.resolve("wheels"))), options(commands));
    }

    private static Map<String, String> verdicts(SmokeReport report) {
        Map<String, String> result = new HashMap<>();
        report.checks().forEach(check -> result.put(check.name(), check.verdict() + " " + check.detail()));
        return result;
    }

    @Test
    void aGoodInstallerPassesEveryCheckEvenFromWithinAnotherEnvironment() throws IOException {
        environment.put("VIRTUAL_ENV", "/nowhere");
        environment.put("PYTHONPATH", "/nowhere");
        environment.put("PYTHONHOME", "/nowhere");
        environment.put("PIP_TARGET", "/nowhere");
        environment.put("PIP_REQUIRE_VIRTUALENV", "true");

        SmokeReport report = smoke(installer(Demo.WHEELS.resolve(Demo.WHEEL)), SmokeOptions.quick(python(), "1.2.3"));

        assertThat(report.problems()).isEmpty();
        assertThat(report.checks())
                .extracting(SmokeCheck::name)
                .containsExactly(
                        "unpack", "scripts", "pip install", "metadata", "files", "entry points", "demo-setuptools");
        assertThat(verdicts(report))
                .containsEntry("scripts", "OK InvokeAI-Installer/install.bat, InvokeAI-Installer/install.sh")
                .containsEntry("metadata", "OK demo-setuptools 1.2.3")
                .containsEntry("files", "OK 8 installed files are the wheel's");
        try (Stream<Path> files = Files.list(report.logs())) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted())
                    .startsWith("01-venv.log", "02-pip-install.log", "03-metadata.log");
        }
        assertThat(logs.resolve("02-pip-install.log")).content().contains("Successfully installed");
    }

    @Test
    void scriptsAndDataOfTheWheelAreFoundWhereTheyBelong() throws IOException {
        SmokeReport report = smoke(
                installer(Demo.WHEELS.resolve("demo_data-1.0b2-py3-none-any.whl")),
                SmokeOptions.quick(python(), "1.0b2"));
        assertThat(report.problems()).isEmpty();
        assertThat(verdicts(report)).containsEntry("entry points", "SKIPPED the package has no scripts");
    }

    @Test
    void aWheelOfAnotherVersionAndABrokenEntryPointAreBothTold() throws IOException {
        SmokeReport report =
                smoke(new HandmadeWheel("2.0").file("hand/__init__.py", "").script("hand", "hand.cli:main"));

        assertThat(report.problems())
                .extracting(problem -> problem.what())
                .containsExactly(
                        "the installed package says version 2.0, the release is 1.0",
                        "the script hand needs hand.cli:main, and the wheel has no such module");
    }

    @Test
    void scriptsThatCrashFailAndThoseThatLackADependencyOrHelpDoNot() throws IOException {
        SmokeReport report = smoke(new HandmadeWheel("1.0")
                .file("hand/__init__.py", "")
                .file("hand/boom.py", "def main():\n    raise ValueError('boom pypi-AgEIcHlwaS5vcmc')\n")
                .file("hand/needs.py", "import torch_of_somebody\ndef main(): pass\n")
                .file("hand/silent.py", "import sys\ndef main():\n    sys.exit(3)\n")
                .requires("torch-of-somebody")
                .script("boom", "hand.boom:main")
                .script("needs", "hand.needs:main")
                .script("silent", "hand.silent:main")
                .script("typo", "hand.else:main"));
        assertThat(report.problems())
                .extracting(problem -> problem.what().replaceAll("(?s)\\R.*\\R", " ... "))
                .satisfiesExactly(
                        what -> assertThat(what)
                                .contains("the script typo needs hand.else:main, and the wheel has no such module"),
                        what -> assertThat(what)
                                .startsWith("the script boom cannot start: exit code 1")
                                .endsWith("ValueError: boom ***"));
        assertThat(report.problems().get(1).next().orElseThrow()).contains("boom-help.log");
        assertThat(verdicts(report))
                .containsEntry(
                        "needs",
                        "SKIPPED needs its dependencies: ModuleNotFoundError: No module named 'torch_of_somebody'")
                .containsEntry("silent", "SKIPPED has neither --version nor --help (exit code 3)");
    }

    @Test
    void aMissingModuleThatNothingDeclaresFails() throws IOException {
        SmokeReport report = smoke(new HandmadeWheel("1.0")
                .file("hand/__init__.py", "import torch_of_somebody\n")
                .script("hand", "hand:main")
                .script("other", "somebody.else:main"));
        assertThat(report.problems())
                .satisfiesExactly(
                        problem -> assertThat(problem.what()).contains("No module named 'torch_of_somebody'"),
                        problem -> assertThat(problem.what()).contains("the script other cannot start", "SyntaxError"));
    }

    @Test
    void commandsRunInTheEnvironmentAndServersAreAskedAndKilled() throws IOException {
        environment.put("GH_TOKEN", "ghp_0123456789abcdef");
        SmokeReport report = smoke(
                new HandmadeWheel("1.0").file("hand/__init__.py", CLI).script("hand", "hand:main"),
                new SmokeCommand(
                        "hand 'a b'", Optional.empty(), Optional.of("hand-made 1.0 a b"), Duration.ofSeconds(30)),
                new SmokeCommand(
                        "python -c \"import os, sys; print(sorted(os.listdir()), 'GH_TOKEN' in os.environ, sys.prefix)\"",
                        Optional.empty(),
                        Optional.of("[] False " + temporary.toRealPath()),
                        Duration.ofSeconds(30)),
                new SmokeCommand(
                        "{python} -m http.server --bind 127.0.0.1 {port}",
                        Optional.of("http://127.0.0.1:{port}/"),
                        Optional.of("Directory listing"),
                        Duration.ofSeconds(30)));
        assertThat(report.problems()).isEmpty();
        assertThat(report.checks()
                        .subList(report.checks().size() - 3, report.checks().size()))
                .extracting(SmokeCheck::verdict)
                .containsOnly(SmokeCheck.Verdict.OK);
    }

    @Test
    void everyCommandThatFailsIsTold() throws IOException {
        SmokeReport report = smoke(
                new HandmadeWheel("1.0").file("hand/__init__.py", CLI).script("hand", "hand:main"),
                SmokeCommand.of("no-such-program --x"),
                SmokeCommand.of("{python} -c 'import sys; print(\"last words\"); sys.exit(4)'"),
                new SmokeCommand("hand x", Optional.empty(), Optional.of("absent"), Duration.ofSeconds(30)),
                new SmokeCommand(
                        "hand x", Optional.of("http://127.0.0.1:{port}/"), Optional.empty(), Duration.ofSeconds(30)),
                new SmokeCommand(
                        "{python} -c 'import time; time.sleep(300)'",
                        Optional.of("http://127.0.0.1:{port}/"),
                        Optional.empty(),
                        Duration.ofSeconds(1)),
                new SmokeCommand(
                        "{python} -m http.server --bind 127.0.0.1 {port}",
                        Optional.of("http://127.0.0.1:{port}/"),
                        Optional.of("absent"),
                        Duration.ofSeconds(30)));
        assertThat(report.problems())
                .satisfiesExactly(
                        problem -> assertThat(problem.what()).contains("no-such-program --x: "),
                        problem -> assertThat(problem.what()).contains("exit code 4", "last words"),
                        problem -> assertThat(problem.what()).contains("did not print 'absent'", "hand-made 1.0 x"),
                        problem -> assertThat(problem.what()).contains("ended before http://127.0.0.1:", "exit code 0"),
                        problem -> assertThat(problem.what()).contains("did not answer within 1 s"),
                        problem -> assertThat(problem.what()).contains("does not contain 'absent'"));
    }

    @Test
    void theInstallersOwnScriptInstallsTheBundledWheel() throws IOException {
        Path zip =
                installer(new HandmadeWheel("1.0").file("hand/__init__.py", CLI).write(folder.resolve("wheels")));
        SmokeReport report = smoke(zip, with(options(), Optional.of(SmokeOptions.INSTALL_ARGUMENTS)));
        assertThat(report.problems()).isEmpty();
        assertThat(verdicts(report).get("install.sh")).startsWith("OK installed Hand-Made 1.0 in ");
    }

    @Test
    void aBrokenInstallScriptIsTold() throws IOException {
        Files.createDirectories(folder.resolve("project"));
        Demo.copy(Demo.SOURCES.resolve("installer"), folder.resolve("project/installer"));
        Files.writeString(
                folder.resolve("project/installer/install.sh.in"), "#!/bin/sh\necho no room for \"$3\" >&2\nexit 7\n");
        Path zip =
                installer(new HandmadeWheel("1.0").file("hand/__init__.py", "").write(folder.resolve("wheels")));
        SmokeReport report = smoke(zip, with(options(), Optional.of(SmokeOptions.INSTALL_ARGUMENTS)));
        assertThat(report.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.what())
                        .contains("install.sh failed: exit code 7", "no room for " + temporary.toRealPath()));
    }

    @Test
    void aPythonWithoutPipStillWorks() throws IOException {
        Path fake = Files.writeString(folder.resolve("python-without-pip"), """
                #!/bin/sh
                if [ "$3" = pip ]; then echo "$0: No module named pip" >&2; exit 1; fi
                exec '%s' "$@"
                """.formatted(python().toRealPath()));
        Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path zip =
                installer(new HandmadeWheel("1.0").file("hand/__init__.py", "").write(folder.resolve("wheels")));
        assertThat(smoke(zip, SmokeOptions.quick(fake, "1.0")).problems()).isEmpty();
    }

    @Test
    void aPythonThatIsNoneIsAnEnvironmentProblem() throws IOException {
        Path zip = installer(new HandmadeWheel("1.0").write(folder.resolve("wheels")));
        assertThatThrownBy(() -> smoke(zip, SmokeOptions.quick(Path.of("/bin/false"), "1.0")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContainingAll(
                        "/bin/false cannot make a virtual environment", "invokeai.python", "01-venv.log");
    }

    @Test
    void aWheelForAnotherPlatformIsOnlyUnpacked() throws IOException {
        SmokeReport report =
                smoke(new HandmadeWheel("1.0").tag("cp311-cp311-win_arm64").file("hand/__init__.py", ""));
        assertThat(report.problems()).isEmpty();
        assertThat(verdicts(report).get("pip install")).startsWith("SKIPPED").contains("another platform");
    }

    @Test
    void aWheelThatPipRefusesFails() throws IOException {
        Path wheel = folder.resolve("wheels/hand_made-1.0-py3-none-any.whl");
        Files.createDirectories(wheel.getParent());
        Files.writeString(wheel, "no zip");
        SmokeReport report = smoke(installer(wheel), options());
        assertThat(report.problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.what()).contains("pip cannot install hand_made-1.0-py3-none-any.whl"));
    }

    @Test
    void scriptsThatWouldNotRunAreTold() throws IOException {
        Path zip = folder.resolve("x.zip");
        new ReproducibleZip(Instant.EPOCH)
                .write(
                        zip,
                        List.of(
                                text("Top/install.sh", 0644, "#!/bin/sh\n"),
                                text("Top/update.sh", 0755, "#!/bin/sh\r\n"),
                                text("Top/install.bat", 0644, "@echo off\n")));
        SmokeReport report = smoke(zip, options());
        assertThat(report.problems())
                .extracting(problem -> problem.what())
                .containsExactly(
                        "Top/install.bat in the installer has LF line endings, which break batch files",
                        "Top/install.sh in the installer is not executable",
                        "Top/update.sh in the installer holds carriage returns: no system will run it");
        assertThat(verdicts(report)).containsEntry("pip install", "SKIPPED the installer bundles no wheel");
    }

    private static ZipItem text(String name, int mode, String text) {
        return new ZipItem(name, mode, new ZipItem.Text(() -> text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @Test
    void aZipThatWritesElsewhereOrIsNoneIsRefused() throws IOException {
        for (String name : List.of("../evil.txt", "/evil.txt", "Top/../../evil.txt", "C:/evil.txt")) {
            Path zip = folder.resolve("hostile.zip");
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
                out.putNextEntry(new ZipEntry(name));
                out.write('x');
                out.closeEntry();
            }
            assertThatThrownBy(() -> smoke(zip, options()))
                    .as(name)
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("cannot be unpacked");
        }
        Path loose = folder.resolve("loose.zip");
        new ReproducibleZip(Instant.EPOCH).write(loose, List.of(text("a.txt", 0644, ""), text("b/c.txt", 0644, "")));
        assertThatThrownBy(() -> smoke(loose, options())).hasMessageContaining("top folder");
        Path none = Files.writeString(folder.resolve("none.zip"), "no zip at all");
        assertThatThrownBy(() -> smoke(none, options()))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("none.zip cannot be unpacked");
        assertThat(folder.resolve("evil.txt")).doesNotExist();
    }

    @Test
    void linesAreSplitAsAPersonTypesThem() {
        assertThat(SmokeCommand.split("  a 'b c'  \"d 'e\" '' f\\g ")).containsExactly("a", "b c", "d 'e", "", "f\\g");
        List<String> wrong = new ArrayList<>();
        for (String line : List.of("", "  ", "a 'b")) {
            try {
                SmokeCommand.of(line);
            } catch (IllegalArgumentException e) {
                wrong.add(line);
            }
        }
        assertThat(wrong).containsExactly("", "  ", "a 'b");
    }
}
