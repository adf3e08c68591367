package ai.invoke.release.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.console.Console;
import ai.invoke.release.installer.Demo;
import ai.invoke.release.installer.ReproducibleZip;
import ai.invoke.release.installer.ZipItem;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SmokeRunTest extends SmokeHarness {

    private static final String CLI = "import sys\ndef main():\n    print('hand-made 1.0', sys.argv[1])\n";

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
                .containsEntry("files", "OK 8 installed files match the wheel");
        try (Stream<Path> files = Files.list(report.logs())) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted())
                    .startsWith("01-venv.log", "02-pip-install.log", "03-metadata.log");
        }
        assertThat(logs.resolve("02-pip-install.log")).content().contains("Successfully installed");
    }

    @Tag("backends")
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

    @Tag("backends")
    @Test
    void whatHasAWindowMustKeepRunningAndIsStoppedWithItsChildren() throws IOException {
        SmokeCommand window = keeps("hand-gui");
        SmokeReport report = smoke(
                new HandmadeWheel("1.0")
                        .file(
                                "hand/__init__.py",
                                "import subprocess, sys\ndef main():\n"
                                        + "    subprocess.Popen(['sleep', '300']).wait()\n")
                        .gui("hand-gui", "hand:main")
                        .gui("hand-other", "hand:main"),
                window,
                keeps("{python} -c 'print(\"no display\")'"));
        assertThat(report.checks())
                .filteredOn(check -> check.verdict() != SmokeCheck.Verdict.OK)
                .extracting(check -> check.name() + ": " + check.detail())
                .satisfiesExactly(
                        detail -> assertThat(detail).startsWith("hand-other: opens a window"),
                        detail -> assertThat(detail).contains("did not keep running: exit code 0"));
        assertThat(report.checks())
                .anySatisfy(check ->
                        assertThat(check.detail()).isEqualTo("hand-gui was running after 2 s, and was stopped"));
    }

    private static SmokeCommand keeps(String line) {
        return new SmokeCommand(line, Optional.empty(), Optional.empty(), ENOUGH, Optional.of(Duration.ofSeconds(2)));
    }

    @Test
    void anInstallScriptThatTakesAnotherWheelIsTold() throws IOException {
        Path other = new HandmadeWheel("1.0")
                .file("hand/__init__.py", "# of the index\n")
                .write(folder.resolve("index"));
        Files.createDirectories(folder.resolve("project"));
        Demo.copy(Demo.SOURCES.resolve("installer"), folder.resolve("project/installer"));
        Files.writeString(
                folder.resolve("project/installer/install.sh.in"),
                "#!/bin/sh\nset -e\npython3 -m venv \"$3/.venv\"\n\"$3/.venv/bin/python\" -m pip install --no-index"
                        + " --find-links '" + other.getParent() + "' hand-made==1.0\n");
        Path zip =
                installer(new HandmadeWheel("1.0").file("hand/__init__.py", "").write(folder.resolve("wheels")));
        SmokeReport report = smoke(zip, with(options(), Optional.of(SmokeOptions.INSTALL_ARGUMENTS)));
        assertThat(report.problems()).isEmpty();
        assertThat(verdicts(report).get("install.sh")).endsWith(", not the bundled wheel");
    }

    @Test
    void theInstallersOwnScriptInstallsTheBundledWheel() throws IOException {
        Path zip =
                installer(new HandmadeWheel("1.0").file("hand/__init__.py", CLI).write(folder.resolve("wheels")));
        SmokeReport report = smoke(zip, with(options(), Optional.of(SmokeOptions.INSTALL_ARGUMENTS)));
        assertThat(report.problems()).isEmpty();
        assertThat(verdicts(report).get("install.sh"))
                .startsWith("OK installed Hand-Made 1.0 in ")
                .endsWith(", the bundled wheel");
    }

    @Tag("backends")
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

    @Tag("backends")
    @Test
    void aPartOfTheOwnPackageThatIsMissingFailsThoughDependenciesAreMissingToo() throws IOException {
        SmokeReport report = smoke(new HandmadeWheel("1.0")
                .requires("torch-of-somebody")
                .file("hand/__init__.py", "")
                .file("hand/part.py", "import hand.forgotten\ndef main(): pass\n")
                .file("hand/name.py", "from hand.part2 import nothing\n")
                .file("hand/part2.py", "")
                .file("hand/old.py", "from typing import NoSuchType\n")
                .file("hand/meta.py", "import importlib.metadata as m\nm.version('torch-of-somebody')\n")
                .file("hand/segment.py", "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
                .file("shared/own/__init__.py", "import shared.others\ndef main(): pass\n")
                .file("hand/words.py", "raise ImportError('please install torch')\n")
                .script("a-part", "hand.part:main")
                .script("b-name", "hand.name:main")
                .script("c-old", "hand.old:main")
                .script("d-meta", "hand.meta:main")
                .script("e-segment", "hand.segment:main")
                .script("f-shared", "shared.own:main")
                .script("g-words", "hand.words:main"));
        assertThat(report.problems())
                .satisfiesExactly(
                        problem -> assertThat(problem.what()).contains("No module named 'hand.forgotten'"),
                        problem -> assertThat(problem.what()).contains("cannot import name 'nothing'"),
                        problem -> assertThat(problem.what()).contains("cannot import name 'NoSuchType'"),
                        problem -> assertThat(problem.what())
                                .contains("the script e-segment cannot start: exit code 139 (killed by signal 11)"));
        assertThat(verdicts(report).get("d-meta")).startsWith("SKIPPED needs its dependencies: ");
        assertThat(verdicts(report).get("f-shared")).startsWith("SKIPPED").endsWith("No module named 'shared.others'");
        assertThat(verdicts(report).get("g-words")).startsWith("SKIPPED").endsWith("please install torch");
    }

    @Tag("backends")
    @Test
    void namesOfAnySpellingHeadersAndAPipThatIsToldToInstallElsewhereDoNotMatter() throws IOException {
        Path configuration = Files.writeString(
                folder.resolve("pip.conf"),
                "[install]\ntarget = " + folder.resolve("elsewhere") + "\n[global]\nno-index = nonsense\n");
        environment.put("PIP_CONFIG_FILE", configuration.toString());
        environment.put("PIP_DRY_RUN", "1");
        SmokeReport report = smoke(new HandmadeWheel("InvokeAI_Demo.Wheel", "1.0")
                .build("7local")
                .file("hand/__init__.py", CLI)
                .file("InvokeAI_Demo.Wheel-1.0.data/headers/sub/hand.h", "int hand;\n")
                .file("InvokeAI_Demo.Wheel-1.0.data/scripts/hand-tool", "#!python\nprint('tool 1.0')\n")
                .file("InvokeAI_Demo.Wheel-1.0.data/data/share/hand/ü x.txt", "data")
                .script("hand", "hand:main"));
        assertThat(report.problems()).isEmpty();
        assertThat(verdicts(report))
                .containsEntry("metadata", "OK InvokeAI-Demo.Wheel 1.0")
                .containsEntry("files", "OK 7 installed files match the wheel");
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void installedFilesThatAreNotTheWheelsAreNamed() throws IOException {
        // pip --python <interpreter>: the script finds the environment from that argument.
        Path fake = executable(folder.resolve("meddling/python3"), """
                #!/bin/sh
                '%1$s' "$@" || exit
                previous=
                for word in "$@"; do
                  if [ "$previous" = --python ]; then
                    cd "${word%%/bin/python}"/lib/python3*/site-packages
                    echo '# more' >> hand/__init__.py
                    rm hand/gone.py
                  fi
                  previous=$word
                done
                """.formatted(python().toRealPath()));
        Path zip =
                installer(new HandmadeWheel("1.0").file("hand/__init__.py", CLI).file("hand/gone.py", ""));
        assertThat(smoke(zip, SmokeOptions.quick(fake, "1.0")).problems())
                .extracting(problem -> problem.what())
                .containsExactly(
                        "the installed files differ from the wheel: missing hand/gone.py; changed hand/__init__.py");
    }

    @Tag("backends")
    @Test
    void whatLiesBesideTheCallerIsNeverImported() throws IOException {
        Path beside = Files.createDirectories(folder.resolve("beside"));
        for (String name : List.of("email", "json", "hand", "sitecustomize", "usercustomize", "venv", "pip")) {
            Files.writeString(beside.resolve(name + ".py"), "import os; os._exit(66)\n");
        }
        environment.put("PYTHONPATH", beside.toString());
        environment.put("PYTHONSTARTUP", beside.resolve("json.py").toString());
        environment.put("PYTHONINSPECT", "1");
        environment.put("PYTHONWARNINGS", "error");
        environment.put("PYTHONSAFEPATH", "1");
        Path home = Files.createDirectories(folder.resolve("home of the user"));
        environment.put("HOME", home.toString());
        SmokeReport report = smoke(
                new HandmadeWheel("1.0")
                        .file("hand/__init__.py", CLI)
                        .file("hand.pth", "import os; open(os.path.expanduser('~/from-the-wheel'), 'a').close()\n")
                        .script("hand", "hand:main"),
                new SmokeCommand(
                        "python -c \"import os; print(os.listdir(os.path.expanduser('~')))\"",
                        Optional.empty(),
                        Optional.of("from-the-wheel"),
                        ENOUGH),
                new SmokeCommand(
                        "python -c \"import os, sys, tempfile; print(os.listdir(), [n for n in os.environ if n.startswith('PYTHON')],"
                                + " os.path.expanduser('~'), tempfile.gettempdir(), sys.flags.safe_path if sys.version_info > (3, 11) else 0)\"",
                        Optional.empty(),
                        Optional.of("[] "),
                        ENOUGH),
                new SmokeCommand("hand x", Optional.empty(), Optional.of("hand-made 1.0 x"), ENOUGH));
        assertThat(report.problems()).isEmpty();
        assertThat(home.resolve("from-the-wheel")).doesNotExist();
        assertThat(logs.resolve("06-command-python.log"))
                .content()
                .contains("['PYTHON", temporary.toRealPath() + "/invokeai-smoke-", "/home ", "/tmp ")
                .doesNotContain("PYTHONPATH", "PYTHONINSPECT", "PYTHONSAFEPATH");
    }

    @Tag("backends")
    @Test
    void anInterpreterInAFolderOfAnyNameWorks() throws IOException {
        Path odd = Files.createDirectories(folder.resolve("py thon ü \"it's\" $HOME"));
        Path link = Files.createSymbolicLink(odd.resolve("python3"), realPython());
        Path zip =
                installer(new HandmadeWheel("1.0").file("hand/__init__.py", CLI).script("hand", "hand:main"));
        SmokeReport report = smoke(zip, SmokeOptions.quick(link, "1.0"));
        assertThat(report.problems()).isEmpty();
        assertThat(verdicts(report)).containsEntry("hand", "OK --version: hand-made 1.0 --version");
    }

    @Tag("backends")
    @Test
    void aPythonWithoutEnsurepipOrVenvIsAnEnvironmentProblem() throws IOException {
        Path zip = installer(new HandmadeWheel("1.0").file("hand/__init__.py", ""));
        String real = python().toRealPath().toString();
        Path noPip = executable(folder.resolve("a/python3"), """
                #!/bin/sh
                case "$*" in
                  *' -m pip '*) echo "$0: No module named pip" >&2; exit 1;;
                  *' -m venv --clear '*) echo 'ensurepip is not available' ; exit 1;;
                esac
                exec '%s' "$@"
                """.formatted(real));
        assertThatThrownBy(() -> smoke(zip, SmokeOptions.quick(noPip, "1.0")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContainingAll("no pip 22.3 or newer", "ensurepip is not available", "03-venv-with-pip.log");
        Path noVenv = executable(folder.resolve("b/python3"), """
                #!/bin/sh
                case "$*" in *' -m venv '*) echo "$0: No module named venv" >&2; exit 1;; esac
                exec '%s' "$@"
                """.formatted(real));
        assertThatThrownBy(() -> smoke(zip, SmokeOptions.quick(noVenv, "1.0")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContainingAll("No module named venv", "apt install python3-venv");
        assertThat(logs.resolve("01-venv.log")).content().contains("No module named venv");
    }

    @Test
    void aTemporaryFolderThatIsNoneIsAnEnvironmentProblem() throws IOException {
        Path zip = installer(new HandmadeWheel("1.0").file("hand/__init__.py", ""));
        Path file = Files.writeString(folder.resolve("a file"), "");
        for (Path none : List.of(folder.resolve("absent"), file)) {
            assertThatThrownBy(() -> new SmokeRun(new ProcessRunner(environment), Console.silent(), none)
                            .run(zip, options(), logs))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContainingAll(
                            "could not be run", "make sure that " + none + " has room and is writable");
        }
    }

    @Test
    void aPythonThatIsNoneIsAnEnvironmentProblem() throws IOException {
        Path zip = installer(new HandmadeWheel("1.0").write(folder.resolve("wheels")));
        assertThatThrownBy(() -> smoke(zip, SmokeOptions.quick(Path.of("/bin/false"), "1.0")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContainingAll(
                        "/bin/false cannot make a virtual environment", "invokeai.python", "01-venv.log");
    }

    @Tag("backends")
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

    @Tag("backends")
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
                        "Top/update.sh in the installer contains carriage returns, so the system cannot run it");
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
        for (String url : List.of("ftp://localhost/", "http:x", "http:///x", "localhost:{port}", "http://a b/")) {
            assertThatThrownBy(() -> new SmokeCommand("x", Optional.of(url), Optional.empty(), ENOUGH))
                    .as(url)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
