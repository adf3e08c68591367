package ai.invoke.release.installer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstallerAssemblerTest {

    private static final Instant TIME = Instant.parse("2026-03-08T02:30:11Z");

    @TempDir
    private Path temporary;

    private Path project;
    private Path installer;
    private Path dist;

    @BeforeEach
    void project() throws IOException {
        project = Demo.project(temporary.resolve("it's a \"prøject\" ü 日本"));
        installer = project.resolve("installer");
        dist = project.resolve("target/release/dist");
    }

    private AssembledInstaller assemble() {
        return AssembleOnce.assemble(project, TIME);
    }

    private AssembledInstaller assemble(FileSet... sets) {
        return AssembleOnce.assemble(
                project,
                TIME,
                new InstallerSpec("x.zip", "Top", List.of(sets), Optional.empty(), "", Map.of("application", "Demo")));
    }

    private static byte[] entry(Path zip, String name) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            ZipEntry entry = file.getEntry(name);
            assertThat(entry).as(name).isNotNull();
            return file.getInputStream(entry).readAllBytes();
        }
    }

    private String run(String... command) {
        Outcome outcome = new ProcessRunner(System.getenv()).run(Command.of(temporary, command));
        assertThat(outcome).as(String.join(" ", command)).isInstanceOf(Outcome.Exited.class);
        Outcome.Exited exited = (Outcome.Exited) outcome;
        assertThat(exited.code()).as(String.join("\n", exited.tail())).isZero();
        return exited.output();
    }

    /** The wheel is read twice, for its digest and into the zip; here another one takes its place again and again. */
    @Test
    void aWheelThatChangesWhileItIsPackedIsNotShippedUnderTheDigestOfAnother() throws Exception {
        Path wheel = dist.resolve(Demo.WHEEL);
        byte[] one = Files.readAllBytes(wheel);
        byte[] other = Files.readAllBytes(wheel);
        other[other.length - 1] ^= 1;
        AtomicBoolean enough = new AtomicBoolean();
        Thread swapper = new Thread(() -> {
            while (!enough.get()) {
                AtomicFile.write(wheel, other);
                AtomicFile.write(wheel, one);
            }
        });
        swapper.start();
        Optional<String> refusal = Optional.empty();
        try {
            for (int attempt = 0; attempt < 500 && refusal.isEmpty(); attempt++) {
                try {
                    assemble();
                } catch (EnvironmentException e) {
                    refusal = Optional.of(e.getMessage()).filter(text -> text.contains("is not the one in"));
                }
            }
        } finally {
            enough.set(true);
            swapper.join();
        }
        assertThat(refusal).isPresent();
        assertThat(refusal.get()).contains(Sha256.of(one), Sha256.of(other));
    }

    @Test
    void holdsTheEntriesAndModesOfTheRealInstallerAndTheWheel() throws IOException {
        Files.createDirectories(installer.resolve("lib/__pycache__"));
        Files.writeString(installer.resolve("lib/__pycache__/main.cpython-311.pyc"), "x");
        Files.writeString(installer.resolve("lib/notes.md"), "not in the real one either");
        Files.writeString(installer.resolve("create_installer.sh"), "#!/bin/bash\n");
        Files.writeString(installer.resolve("templates/.DS_Store"), "x");
        Files.writeString(installer.resolve("templates/.gitmodules"), "x");
        Files.createDirectories(installer.resolve("templates/.github"));
        Files.writeString(installer.resolve("templates/.github/x.yml"), "x");
        Files.writeString(installer.resolve("templates/RUN.SH"), "x");

        AssembledInstaller zip = assemble();

        assertThat(zip.path()).hasFileName("InvokeAI-installer-v5.6.0rc1.zip");
        String listing = run("python3", "-c", """
                import sys, zipfile
                for e in zipfile.ZipFile(sys.argv[1]).infolist():
                    print(oct(e.external_attr >> 16), e.compress_type, e.create_system, hex(e.flag_bits), e.extra, e.filename)
                """, zip.path().toString());
        assertThat(listing.lines())
                .containsExactly(
                        "0o40755 0 3 0x0 b'' InvokeAI-Installer/",
                        "0o100644 0 3 0x0 b'' InvokeAI-Installer/WinLongPathsEnabled.reg",
                        "0o100644 0 3 0x0 b'' InvokeAI-Installer/install.bat",
                        "0o100755 0 3 0x0 b'' InvokeAI-Installer/install.sh",
                        "0o40755 0 3 0x0 b'' InvokeAI-Installer/lib/",
                        "0o100644 0 3 0x0 b'' InvokeAI-Installer/lib/__init__.py",
                        "0o100644 0 3 0x0 b'' InvokeAI-Installer/lib/" + Demo.WHEEL,
                        "0o100644 0 3 0x0 b'' InvokeAI-Installer/lib/installer.py",
                        "0o100644 0 3 0x0 b'' InvokeAI-Installer/lib/main.py",
                        "0o100644 0 3 0x0 b'' InvokeAI-Installer/lib/messages.py",
                        "0o100644 0 3 0x0 b'' InvokeAI-Installer/readme.txt",
                        "0o40755 0 3 0x0 b'' InvokeAI-Installer/templates/",
                        "0o100755 0 3 0x0 b'' InvokeAI-Installer/templates/RUN.SH",
                        "0o100644 0 3 0x0 b'' InvokeAI-Installer/templates/invoke.bat.in",
                        "0o100644 0 3 0x0 b'' InvokeAI-Installer/templates/invoke.sh.in");
        assertThat(zip.entries()).isEqualTo(15);
        assertThat(zip.size()).isEqualTo(Files.size(zip.path()));
        assertThat(zip.sha256()).isEqualTo(Sha256.of(zip.path()));
        assertThat(zip.longPaths()).isEmpty();
    }

    @Test
    void provesThatTheWheelInsideIsTheOneInDist() throws IOException {
        BundledWheel wheel = assemble().wheel().orElseThrow();

        assertThat(wheel.entry()).isEqualTo("InvokeAI-Installer/lib/" + Demo.WHEEL);
        assertThat(wheel.fileName()).isEqualTo(Demo.WHEEL);
        assertThat(wheel.size()).isEqualTo(Files.size(dist.resolve(Demo.WHEEL)));
        assertThat(wheel.sha256())
                .isEqualTo(run("sha256sum", dist.resolve(Demo.WHEEL).toString())
                        .replace("\\", "")
                        .substring(0, 64));
    }

    @Test
    void unzipGivesWhatWasPutInWithTheRightModes() throws IOException {
        AssembledInstaller zip = assemble();
        assumeTrue(Files.exists(Path.of("/usr/bin/unzip")), "unzip");

        assertThat(run("unzip", "-t", zip.path().toString())).contains("No errors detected");
        run("unzip", "-q", zip.path().toString(), "-d", temporary.resolve("out").toString());

        Path top = temporary.resolve("out/InvokeAI-Installer");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(top.resolve("install.sh"))))
                .isEqualTo("rwxr-xr-x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(top.resolve("lib/main.py"))))
                .isEqualTo("rw-r--r--");
        assertThat(top.resolve("lib").resolve(Demo.WHEEL)).hasSameBinaryContentAs(dist.resolve(Demo.WHEEL));
        assertThat(top.resolve("lib/main.py")).hasSameBinaryContentAs(installer.resolve("lib/main.py"));
    }

    @Test
    void noHeaderHasADataDescriptorAndAllHaveTheTime() throws IOException {
        byte[] bytes = Files.readAllBytes(assemble().path());
        ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        // 2026-03-08 02:30:10, the second halved as DOS has it.
        int time = (((2026 - 1980) << 9 | 3 << 5 | 8) << 16) | (2 << 11 | 30 << 5 | 5);
        int at = 0;
        int headers = 0;
        while (zip.getInt(at) == 0x04034b50) {
            assertThat(zip.getShort(at + 6) & 0x8).as("bit 3 at %d", at).isZero();
            assertThat(zip.getInt(at + 10)).as("time at %d", at).isEqualTo(time);
            at += 30 + zip.getShort(at + 26) + zip.getShort(at + 28) + zip.getInt(at + 18);
            headers++;
        }
        int central = 0;
        while (zip.getInt(at) == 0x02014b50) {
            assertThat(zip.getShort(at + 8) & 0x8).isZero();
            assertThat(zip.getInt(at + 12)).isEqualTo(time);
            at += 46 + zip.getShort(at + 28) + zip.getShort(at + 30) + zip.getShort(at + 32);
            central++;
        }
        assertThat(headers).isEqualTo(14).isEqualTo(central);
        assertThat(zip.getInt(at)).isEqualTo(0x06054b50);
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 1980-01-01T00:00",
        "1979-12-31T23:59:59Z, 1980-01-01T00:00",
        "2026-02-28T23:59:59Z, 2026-02-28T23:59:58",
        "+12345-01-01T00:00:00Z, 2107-12-31T23:59:58"
    })
    void clampsTimesToWhatDosKnows(Instant time, LocalDateTime expected) throws IOException {
        Path zip = AssembleOnce.assemble(project, time).path();
        try (ZipFile file = new ZipFile(zip.toFile())) {
            assertThat(Collections.list(file.entries()))
                    .allSatisfy(entry -> assertThat(entry.getTimeLocal()).isEqualTo(expected));
        }
    }

    @ParameterizedTest
    @CsvSource({"America/New_York, 077, C.UTF-8", "Pacific/Kiritimati, 002, C", "UTC, 022, POSIX"})
    void isByteIdenticalInAnotherZoneUmaskLocaleFolderAndOrder(String zone, String umask, String locale)
            throws IOException {
        Files.createDirectories(installer.resolve("templates/gr\u00fcn"));
        Files.writeString(installer.resolve("templates/gr\u00fcn/\u65e5\u672c.sh"), "#!/bin/sh\r\n");
        Files.writeString(installer.resolve("templates/zwo\u0308lf.txt"), "decomposed");
        Path other = temporary.resolve("another folder " + umask);
        // Copied in reverse, so that the folder lists them in another order where that depends on creation.
        List<Path> sources = new ArrayList<>();
        try (var paths = Files.walk(installer)) {
            paths.filter(Files::isRegularFile).forEach(sources::add);
        }
        sources.sort(Collections.reverseOrder());
        for (Path source : sources) {
            Path target = other.resolve("installer")
                    .resolve(installer.relativize(source).toString());
            Files.createDirectories(target.getParent());
            Files.copy(source, target);
            Files.setLastModifiedTime(target, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));
        }
        Files.createDirectories(other.resolve("target/release/dist"));
        Files.copy(
                dist.resolve(Demo.WHEEL), other.resolve("target/release/dist").resolve(Demo.WHEEL));

        // 02:30 on this day does not exist in New York.
        run(
                "sh",
                "-c",
                "umask " + umask + "; export LC_ALL=" + locale + "; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.timezone=" + zone,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AssembleOnce.class.getName(),
                other.toString(),
                TIME.toString());

        assertThat(other.resolve("target/release/InvokeAI-installer-v5.6.0rc1.zip"))
                .hasSameBinaryContentAs(assemble().path());
    }

    @Test
    void aNameOfTheZipThatTheLocaleCannotWriteIsRefusedWithAdvice() throws IOException {
        Path other = Demo.project(temporary.resolve("ascii"));
        Outcome outcome = new ProcessRunner(System.getenv())
                .run(Command.of(
                                temporary,
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                AssembleOnce.class.getName(),
                                other.toString(),
                                TIME.toString(),
                                // An argument would not survive the locale either.
                                "\\u00fc.zip")
                        .withEnvironment("LC_ALL", "C"));
        assertThat(String.join(" ", outcome.tail()))
                .contains("ProjectException", "file names of this Java (ANSI_X3.4-1968) cannot have", "LC_ALL=C.UTF-8")
                .doesNotContain("InvalidPathException");
    }

    @Test
    void runningTwiceReplacesTheZipByTheSameBytesAndLeavesNothingElse() throws IOException {
        String first = assemble().sha256();
        assertThat(assemble().sha256()).isEqualTo(first);
        try (var files = Files.list(project.resolve("target/release"))) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("dist", Sha256Sums.NAME, "InvokeAI-installer-v5.6.0rc1.zip");
        }
    }

    @Test
    void fillsInKnownNamesAndLeavesTheShellItsOwn() throws IOException {
        Files.writeString(installer.resolve("install.sh.in"), """
                V=${version} T=${tag} W=${wheel} S=${wheel.sha256}
                P=${PATH} D=${1:-x} A=${@} N=${name.unknown} B=\\${HOME}
                literal \\${version} slash \\\\${version} three \\\\\\${version} $version {version} ${ version }
                """);

        assertThat(new String(entry(assemble().path(), "InvokeAI-Installer/install.sh"), UTF_8))
                .isEqualTo("""
                        V=5.6.0rc1 T=v5.6.0rc1 W=%s S=%s
                        P=${PATH} D=${1:-x} A=${@} N=${name.unknown} B=\\${HOME}
                        literal ${version} slash \\5.6.0rc1 three \\${version} $version {version} ${ version }
                        """.formatted(Demo.WHEEL, Sha256.of(dist.resolve(Demo.WHEEL))));
    }

    @Test
    void valuesAreNotFilteredAgain() throws IOException {
        Files.writeString(installer.resolve("install.sh.in"), "echo '${application}'\n");
        Path zip = AssembleOnce.assemble(
                        project,
                        TIME,
                        new InstallerSpec(
                                "x.zip",
                                "Top",
                                InstallerSpec.standardFiles(installer),
                                Optional.empty(),
                                "",
                                Map.of("application", "$1 \\ ${version}")))
                .path();
        assertThat(new String(entry(zip, "Top/install.sh"), UTF_8)).isEqualTo("echo '$1 \\ ${version}'\n");
    }

    @Test
    void lineEndingsFollowTheKindOfFile() throws IOException {
        Files.writeString(installer.resolve("install.bat.in"), "@echo off\r\ngoto end\n:end\nlast");
        Files.writeString(installer.resolve("install.sh.in"), "#!/bin/sh\r\necho\n");
        Files.writeString(installer.resolve("templates/run.CMD"), "a\nb\n");
        Files.writeString(installer.resolve("templates/invoke.bat.in"), "a\nb\n");
        Files.writeString(installer.resolve("templates/update.Cmd.in"), "a\nb\n");
        Files.writeString(installer.resolve("templates/invoke.sh.in"), "a\r\nb\n");
        Files.writeString(installer.resolve("readme.txt"), "a\r\nb\n\r");

        Path zip = assemble().path();

        assertThat(new String(entry(zip, "InvokeAI-Installer/install.bat"), UTF_8))
                .isEqualTo("@echo off\r\ngoto end\r\n:end\r\nlast");
        assertThat(new String(entry(zip, "InvokeAI-Installer/install.sh"), UTF_8))
                .isEqualTo("#!/bin/sh\necho\n");
        assertThat(new String(entry(zip, "InvokeAI-Installer/templates/run.CMD"), UTF_8))
                .isEqualTo("a\r\nb\r\n");
        assertThat(new String(entry(zip, "InvokeAI-Installer/templates/invoke.bat.in"), UTF_8))
                .as("as the batch file that is made of it")
                .isEqualTo("a\r\nb\r\n");
        assertThat(new String(entry(zip, "InvokeAI-Installer/templates/update.Cmd.in"), UTF_8))
                .isEqualTo("a\r\nb\r\n");
        assertThat(new String(entry(zip, "InvokeAI-Installer/templates/invoke.sh.in"), UTF_8))
                .as("bytes as they are")
                .isEqualTo("a\r\nb\n");
        assertThat(new String(entry(zip, "InvokeAI-Installer/readme.txt"), UTF_8))
                .isEqualTo("a\r\nb\n\r");
    }

    @Test
    void registryFilesAreNeverTouched() throws IOException {
        byte[] registry = Files.readAllBytes(installer.resolve("WinLongPathsEnabled.reg"));
        assertThat(registry).startsWith(0xFF, 0xFE).containsSequence('\r', 0, '\n', 0);

        Path zip = assemble(FileSet.of(installer, "*.reg").asTemplates().withLineEndings(LineEndings.LF))
                .path();

        assertThat(entry(zip, "Top/WinLongPathsEnabled.reg")).isEqualTo(registry);
    }

    @Test
    void aFileSetHasTargetModeAndExcludes() throws IOException {
        Path zip = assemble(
                        FileSet.of(installer, "lib/**")
                                .withExcludes("**/messages.py")
                                .withTarget("app/${version}")
                                .withMode(0700),
                        FileSet.of(installer.resolve("templates")).asTemplates().withLineEndings(LineEndings.CRLF))
                .path();
        try (ZipFile file = new ZipFile(zip.toFile())) {
            assertThat(Collections.list(file.entries()))
                    .extracting(ZipEntry::getName)
                    .containsExactly(
                            "Top/",
                            "Top/app/",
                            "Top/app/5.6.0rc1/",
                            "Top/app/5.6.0rc1/lib/",
                            "Top/app/5.6.0rc1/lib/__init__.py",
                            "Top/app/5.6.0rc1/lib/installer.py",
                            "Top/app/5.6.0rc1/lib/main.py",
                            "Top/invoke.bat",
                            "Top/invoke.sh");
        }
        assertThat(run(
                        "python3",
                        "-c",
                        "import sys,zipfile; print([oct(e.external_attr >> 16) for e in zipfile.ZipFile(sys.argv[1]).infolist()][4])",
                        zip.toString()))
                .startsWith("0o100700");
        assertThat(new String(entry(zip, "Top/invoke.sh"), UTF_8)).contains("\r\n");
    }

    @Test
    void namesBeyondAsciiAreUtf8AndSayIt() throws IOException {
        Files.writeString(installer.resolve("templates/gru\u0308n.txt"), "decomposed, as macOS may give it");
        Path zip = assemble().path();
        assertThat(run(
                        "python3",
                        "-c",
                        "import sys,zipfile; print([hex(e.flag_bits) for e in zipfile.ZipFile(sys.argv[1]).infolist() if e.filename.endswith('gr\\u00fcn.txt')])",
                        zip.toString()))
                .startsWith("['0x800']");
    }

    @Test
    void warnsOfPathsThatAreLongForWindows() throws IOException {
        String name = "a".repeat(80) + ".txt";
        Files.writeString(installer.resolve("templates").resolve(name), "x");
        assertThat(assemble().longPaths()).containsExactly("InvokeAI-Installer/templates/" + name);
    }

    @Test
    void anInstallerMayGoWithoutAWheel() throws IOException {
        Files.delete(dist.resolve(Demo.WHEEL));
        assertThat(assemble(FileSet.of(installer, "readme.txt")).wheel()).isEmpty();
    }

    @Test
    void aWheelThatIsMissingOrAmbiguousIsNamed() throws IOException {
        String other = "demo_poetry-2.0.post1-py3-none-any.whl";
        Files.copy(Demo.WHEELS.resolve(other), dist.resolve(other));
        assertThatThrownBy(this::assemble)
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll("2 in target/release/dist match *.whl", other, Demo.WHEEL, "<wheel>");

        Files.delete(dist.resolve(other));
        Files.delete(dist.resolve(Demo.WHEEL));
        assertThatThrownBy(this::assemble)
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll("no wheel in target/release/dist", "build-dist");
        assertThat(project.resolve("target/release/InvokeAI-installer-v5.6.0rc1.zip"))
                .doesNotExist();
    }

    @Test
    void aPatternPicksOneOfSeveralWheels() throws IOException {
        String other = "demo_poetry-2.0.post1-py3-none-any.whl";
        Files.copy(Demo.WHEELS.resolve(other), dist.resolve(other));
        // A POM can say "." only: Maven takes an empty element for none.
        for (String top : List.of("", ".")) {
            InstallerSpec spec = new InstallerSpec(
                    "x.zip",
                    "Top",
                    InstallerSpec.standardFiles(installer),
                    Optional.of("demo_poetry-*"),
                    top,
                    Map.of());
            assertThat(AssembleOnce.assemble(project, TIME, spec)
                            .wheel()
                            .orElseThrow()
                            .entry())
                    .isEqualTo("Top/" + other);
        }
    }

    @Test
    void aSecondWheelFromAFileSetIsRefused() throws IOException {
        Files.copy(dist.resolve(Demo.WHEEL), installer.resolve("lib/stale-1.0-py3-none-any.whl"));
        InstallerSpec spec = new InstallerSpec(
                "x.zip", "Top", List.of(FileSet.of(installer, "lib/**")), Optional.of("*.whl"), "lib", Map.of());
        assertThatThrownBy(() -> AssembleOnce.assemble(project, TIME, spec))
                .hasMessageContainingAll("several wheels", "stale-1.0", Demo.WHEEL);
    }

    @Test
    void linksInsideTheFolderAreFollowedAndOthersRefused() throws IOException {
        Files.createSymbolicLink(installer.resolve("templates/inside.txt"), Path.of("../readme.txt"));
        assertThat(entry(assemble().path(), "InvokeAI-Installer/templates/inside.txt"))
                .isEqualTo(Files.readAllBytes(installer.resolve("readme.txt")));

        Path outside = Files.createDirectories(temporary.resolve("outside"));
        Files.writeString(outside.resolve("secret.txt"), "x");
        Files.createSymbolicLink(installer.resolve("templates/secret"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(installer.resolve("templates/folder"), outside);
        Files.createSymbolicLink(installer.resolve("templates/loop"), Path.of(".."));
        Files.createSymbolicLink(installer.resolve("templates/nothing"), Path.of("gone"));
        assertThatThrownBy(this::assemble)
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll(
                        "installer/templates/secret: the symbolic link leaves the folder (" + outside + "/secret.txt)",
                        "installer/templates/folder: the symbolic link leaves the folder (" + outside + ")",
                        "installer/templates/loop: the symbolic link leads back",
                        "installer/templates/nothing: the symbolic link leads to nothing (gone)");
    }

    @Test
    void linksThatNobodyAskedForDoNotMatter() throws IOException {
        Files.createSymbolicLink(installer.resolve("node_modules"), temporary);
        Files.createSymbolicLink(installer.resolve("lib/notes"), temporary.resolve("gone"));
        assertThat(assemble().entries()).isEqualTo(14);
    }

    @Test
    void aPipeIsRefusedAndNotRead() {
        run("mkfifo", installer.resolve("templates/pipe").toString());
        assertThatThrownBy(this::assemble).hasMessageContaining("installer/templates/pipe: is neither a file nor");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\\b.txt",
                "a:b.txt",
                "aux.txt",
                "CONOUT$.log",
                "Com¹.txt",
                "a\nb.txt",
                "dot.",
                "q?.txt",
                "a\u007f.txt"
            })
    void hostileFileNamesAreRefused(String name) throws IOException {
        Files.writeString(installer.resolve("templates").resolve(name), "x");
        assertThatThrownBy(this::assemble)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("in the installer has ")
                .message()
                .doesNotContain("\u007f");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "/abs", "C:/x", "a/../../b", "a//b", "${unknown}/..", "a-${verison}", "a\\b"})
    void foldersThatLeadElsewhereAreRefused(String folder) {
        assertThatThrownBy(() -> assemble(FileSet.of(installer, "readme.txt").withTarget(folder)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("target folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x.zip", "a/b.zip", "x.tar", ".zip", "${nope}.zip", "x\n.zip", ""})
    void zipNamesThatAreNoneAreRefused(String name) {
        InstallerSpec spec = new InstallerSpec(
                name, "Top", List.of(FileSet.of(installer, "readme.txt")), Optional.empty(), "", Map.of());
        assertThatThrownBy(() -> AssembleOnce.assemble(project, TIME, spec))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("the installer name");
    }

    @Test
    void allProblemsComeAtOnceWithTheirPlace() throws IOException {
        Files.writeString(installer.resolve("install.sh.in"), "#!/bin/sh\necho a\rb\n");
        Files.write(installer.resolve("install.bat.in"), new byte[] {(byte) 0xFF, (byte) 0xFE, 'a', 0});
        Files.writeString(installer.resolve("readme.txt"), "x");
        Files.writeString(installer.resolve("README.TXT"), "x");
        InstallerSpec spec = new InstallerSpec(
                "x.zip",
                "Top",
                List.of(
                        FileSet.of(installer, "install.*").asTemplates(),
                        FileSet.of(installer, "readme.txt", "README.TXT"),
                        FileSet.of(installer.resolve("missing")),
                        FileSet.of(installer, "typo*")),
                Optional.of("other-*.whl"),
                "lib",
                Map.of("version", "1"));
        assertThatThrownBy(() -> AssembleOnce.assemble(project, TIME, spec))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll(
                        "installer/install.sh.in:2: contains a stray carriage return",
                        "installer/install.bat.in: is UTF-16",
                        "one path on Windows and macOS",
                        "the folder installer/missing of an installer file set is missing",
                        "no file in installer matches typo*",
                        "matches other-*.whl",
                        "the installer property 'version'");
        assertThat(project.resolve("target/release/x.zip")).doesNotExist();
    }

    @Test
    void aTemplateThatNamesAMissingWheelIsRefusedWithItsLine() throws IOException {
        Files.writeString(
                installer.resolve("install.sh.in"), "#!/bin/sh\n# \\${wheel} is fine\npip install ${wheel}\n");
        assertThatThrownBy(() -> assemble(FileSet.of(installer, "install.sh.in").asTemplates()))
                .hasMessageContaining("installer/install.sh.in:3: uses ${wheel}");
    }

    @Test
    void aFilteredFileMustBeText() throws IOException {
        Files.write(installer.resolve("install.sh.in"), new byte[] {(byte) 0xC3, 0x28});
        assertThatThrownBy(this::assemble).hasMessageContaining("install.sh.in: is to be filtered but is not UTF-8");
        Files.writeString(installer.resolve("install.sh.in"), "\uFEFF#!/bin/sh\n");
        assertThatThrownBy(this::assemble).hasMessageContaining("install.sh.in:1: begins with a byte order mark");
    }

    @Test
    void aHugeTextIsRefusedWithoutReadingItAll() throws IOException {
        try (var file =
                new java.io.RandomAccessFile(installer.resolve("install.sh.in").toFile(), "rw")) {
            file.setLength(8L << 30);
        }
        assertThatThrownBy(this::assemble).hasMessageContaining("larger than the 16 MiB");
    }

    @Test
    void theTemplateAndItsResultTogetherAreRefused() throws IOException {
        Files.writeString(installer.resolve("install.sh"), "#!/bin/sh\n");
        assertThatThrownBy(this::assemble).hasMessageContaining("InvokeAI-Installer/install.sh twice");
    }

    @Test
    void sumsAreReadBySha256sumAndForgetEarlierInstallers() throws IOException {
        Path release = project.resolve("target/release");
        Path earlier = AssembleOnce.assemble(
                        project,
                        TIME,
                        new InstallerSpec(
                                "InvokeAI-installer-v5.5.0.zip",
                                "T",
                                InstallerSpec.standardFiles(installer),
                                Optional.empty(),
                                "",
                                Map.of()))
                .path();
        Path foreign = Files.writeString(release.resolve("foreign.zip"), "not ours");
        Sha256Sums sums = new Sha256Sums(release);
        sums.write(List.of(new AssembledInstaller(earlier, 1, "0".repeat(64), 1, Optional.empty(), List.of())));

        AssembledInstaller now = assemble();
        Path file = sums.write(List.of(now));

        assertThat(file).hasContent(now.sha256() + "  InvokeAI-installer-v5.6.0rc1.zip\n");
        assertThat(run("sh", "-c", "cd \"$1\" && sha256sum --check --strict SHA256SUMS", "sh", release.toString()))
                .contains("InvokeAI-installer-v5.6.0rc1.zip: OK");
        assertThat(earlier).doesNotExist();
        assertThat(foreign).exists();
        assertThat(sums.read()).containsExactly("InvokeAI-installer-v5.6.0rc1.zip");
    }

    @Test
    void sumsThatSomebodyHasDamagedNameNoInstallersAndAreWrittenAnew() throws IOException {
        Path release = project.resolve("target/release");
        AssembledInstaller now = assemble();
        Sha256Sums sums = new Sha256Sums(release);
        Path file = sums.write(List.of(now));
        String good = Files.readString(file);

        for (String bad : List.of(good.substring(1), good + "\n", "x".repeat(2_000_000), good.replace("  ", " *"))) {
            Files.writeString(file, bad);
            assertThatThrownBy(sums::read)
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContainingAll("SHA256SUMS: is not as", "mvn invokeai-release:assemble-installer");
        }
        Files.write(file, new byte[] {(byte) 0xff, 'x', '\n'});
        sums.write(List.of(now));

        assertThat(file).hasContent(good);
    }

    @Test
    void aBrokenZipIsNoInstaller() throws IOException {
        Path zip = Files.writeString(temporary.resolve("x.zip"), "PK\u0003\u0004 but no more");
        assertThatThrownBy(() -> InstallerArchive.wheels(zip)).isInstanceOf(ProjectException.class);
        assertThatThrownBy(() -> InstallerArchive.wheels(temporary.resolve("none.zip")))
                .isInstanceOf(ProjectException.class);
    }
}
