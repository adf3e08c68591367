package ai.invoke.release.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.dist.rule.PypiStage;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.Severity;
import ai.invoke.release.dist.tar.TarFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every rule about archives, names and contents against a file that is wrong in this one respect. */
class ArchiveRulesTest {

    private static final String INFO = WheelFixture.INFO;
    private static final String TOP = SdistFixture.TOP;
    private static final String ACCEPTED = "";
    private static final String FRAMING = "Invalid distribution file. ZIP archive not accepted: ";

    /** A file that was only renamed contradicts what is in it in more than one way. */
    private static final Map<String, Set<String>> JUSTIFIED = Map.of(
            "FN-08", Set.of("FN-05", "WH-05"),
            "FN-09", Set.of("DI-03", "FN-02", "MD-01"),
            "DI-03", Set.of("MD-01"),
            "DI-04", Set.of("MD-02"),
            "ZIP-30", Set.of("DI-10"),
            "DI-10", Set.of("ZIP-30"));

    @TempDir
    private Path temp;

    private interface Maker {
        Path make(Path directory) throws IOException;
    }

    private record Case(String rule, String severity, String pypi, Maker maker) {}

    private final Map<String, Case> cases = new LinkedHashMap<>();

    private void error(String rule, String pypi, String what, Maker maker) {
        cases.put(rule + " " + what, new Case(rule, "ERROR", pypi, maker));
    }

    private void warning(String rule, String what, Maker maker) {
        cases.put(rule + " " + what, new Case(rule, "WARNING", ACCEPTED, maker));
    }

    private void legal(String rule, String what, Maker maker) {
        cases.put(rule + " legal: " + what, new Case(rule, "", ACCEPTED, maker));
    }

    private static WheelFixture wheel() {
        return new WheelFixture();
    }

    private static SdistFixture sdist() {
        return new SdistFixture();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void framing() {
        error(
                "ZIP-01",
                "Invalid distribution file. File is not a zipfile",
                "no archive",
                at -> Files.write(at.resolve(WheelFixture.NAME), utf8("not a zip")));
        error(
                "ZIP-01",
                "Invalid distribution file. File is not a zipfile",
                "empty file",
                at -> Files.write(at.resolve(WheelFixture.NAME), new byte[0]));
        error(
                "ZIP-01",
                "Invalid distribution file. File is not a zipfile",
                "cut off",
                at -> Files.write(
                        at.resolve(WheelFixture.NAME),
                        Arrays.copyOf(wheel().zip().bytes(), 300)));
        error(
                "ZIP-02",
                FRAMING + "Trailing data",
                "trailing",
                at -> wheel().zip(zip -> zip.after = utf8("more")).write(at));
        error(
                "ZIP-03",
                FRAMING + "Unknown record signature",
                "prepended",
                at -> wheel().zip(zip -> zip.before = utf8("#!/usr/bin/env python\n"))
                        .write(at));
        error(
                "ZIP-04",
                ACCEPTED,
                "archive comment",
                at -> wheel().zip(zip -> zip.comment = utf8("hello")).write(at));
        error(
                "ZIP-05",
                FRAMING + "Comment in central directory",
                "comment",
                at -> wheel().entry("demo/cli.py", entry -> entry.comment = utf8("hello"))
                        .write(at));
        error(
                "ZIP-06",
                FRAMING + "ZIP contains a data descriptor",
                "descriptor",
                at -> wheel().entry("demo/cli.py", entry -> {
                            entry.flags |= 8;
                            entry.localPackedSize = 0;
                            entry.localSize = 0;
                            entry.afterData = new byte[] {0x50, 0x4b, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
                        })
                        .write(at));
        error(
                "ZIP-07",
                FRAMING + "Duplicate filename in local headers",
                "same",
                at -> wheel().zip(zip -> zip.add("demo/cli.py", utf8("def main():\n    print('hello')\n")))
                        .write(at));
        error(
                "ZIP-07",
                FRAMING + "Mis-matched data size",
                "other",
                at -> wheel().zip(zip -> zip.add("demo/cli.py", utf8("def main():\n    print('something else')\n")))
                        .write(at));
        error(
                "ZIP-08",
                FRAMING + "Filename not in central directory",
                "hidden",
                at -> wheel().zip(zip -> zip.add("demo/hidden.py", utf8("x")).listed = false)
                        .write(at));
        error(
                "ZIP-09",
                FRAMING + "Filename not in central directory",
                "other local name",
                at -> wheel().entry("demo/cli.py", entry -> entry.localName = utf8("demo/cl1.py"))
                        .write(at));
        error(
                "ZIP-10",
                FRAMING + "Mis-matched file size",
                "local size",
                at -> wheel().entry("demo/cli.py", entry -> entry.localSize += 1)
                        .write(at));
        error(
                "ZIP-10",
                FRAMING + "Mis-matched data size",
                "local packed size",
                at -> wheel().entry("demo/cli.py", entry -> entry.localPackedSize -= 1)
                        .write(at));
        error(
                "ZIP-11",
                "Invalid distribution file. File does not use a supported compression type",
                "bzip2",
                at -> wheel().entry("demo/cli.py", entry -> entry.method = 12).write(at));
        legal(
                "ZIP-11",
                "stored",
                at -> wheel().remove("demo/cli.py")
                        .put(INFO + "entry_points.txt", "")
                        .record(lines -> "demo/cli.py,sha256=" + WheelFixture.hash(utf8("x")) + ",1\n" + lines)
                        .zip(zip -> zip.add("demo/cli.py", utf8("x"), 0))
                        .write(at));
        error(
                "ZIP-12",
                ACCEPTED,
                "encrypted",
                at -> wheel().entry("demo/cli.py", entry -> entry.flags |= 1).write(at));
        error(
                "ZIP-13",
                FRAMING + "Filename not unicode",
                "latin-1",
                at -> wheel().record(
                                lines -> lines + "demo/caf\u00e9.py,sha256=" + WheelFixture.hash(utf8("x")) + ",1\n")
                        .zip(zip -> {
                            ZipFixture.Entry entry = zip.add("demo/cafe.py", utf8("x"));
                            entry.name = "demo/caf\u00e9.py".getBytes(StandardCharsets.ISO_8859_1);
                            entry.localName = entry.name;
                        })
                        .write(at));
        error(
                "ZIP-13",
                FRAMING + "Filename not in central directory",
                "UTF-8 without the flag",
                at -> wheel().put("demo/caf\u00e9.py", "x")
                        .entry("demo/caf\u00e9.py", entry -> entry.flags = 0)
                        .write(at));
        legal(
                "ZIP-13",
                "UTF-8 with the flag",
                at -> wheel().put("demo/caf\u00e9.py", "x").write(at));
        error(
                "ZIP-14",
                FRAMING + "Invalid character in filename",
                "control character",
                at -> wheel().put("demo/a\u0001.py", "x").write(at));
        error(
                "ZIP-15",
                "Invalid distribution file. File exceeds compression ratio of 50",
                "bomb",
                at -> wheel().put("demo/zeros.bin", new byte[70 << 20]).write(at));
        error(
                "ZIP-23",
                FRAMING + "Invalid duplicate extra in local file",
                "unicode path twice",
                at -> wheel().entry("demo/cli.py", entry -> {
                            byte[] one = unicodePath("demo/cli.py");
                            entry.localExtra = concat(one, one);
                        })
                        .write(at));
        error(
                "ZIP-24",
                FRAMING + "Malformed zip file",
                "counts",
                at -> wheel().zip(zip -> zip.countOnDisk = 3).write(at));
        error(
                "ZIP-24",
                FRAMING + "Mismatched central directory records",
                "both counts",
                at -> wheel().zip(zip -> {
                            zip.countOnDisk = 3;
                            zip.countInTotal = 3;
                        })
                        .write(at));
        error(
                "ZIP-24",
                FRAMING + "Malformed zip file",
                "extra field cut off",
                at -> wheel().entry("demo/cli.py", entry -> entry.localExtra = new byte[] {1, 2, 50, 0})
                        .write(at));
        legal(
                "ZIP-25",
                "directory entries",
                at -> wheel().zip(zip -> zip.add("demo/", new byte[0], 0).mode = 040755)
                        .write(at));
        legal(
                "ZIP-26",
                "ZIP64 field in a local header",
                at -> wheel().entry("demo/cli.py", entry -> {
                            byte[] extra = new byte[20];
                            extra[0] = 1;
                            extra[2] = 16;
                            extra[4] = (byte) entry.size;
                            extra[12] = (byte) entry.packedSize;
                            entry.localExtra = extra;
                            entry.localSize = 0xFFFFFFFFL;
                            entry.localPackedSize = 0xFFFFFFFFL;
                        })
                        .write(at));
        for (boolean more : List.of(false, true)) {
            legal(
                    "ZIP-24",
                    "ZIP64 end record, more " + more,
                    at -> wheel().zip(zip -> {
                                zip.zip64 = true;
                                zip.saysMore = more;
                            })
                            .write(at));
        }
        error(
                "ZIP-24",
                ACCEPTED,
                "another directory by the other end record",
                at -> wheel().zip(zip -> {
                            zip.zip64 = true;
                            zip.sizeError = -60;
                        })
                        .write(at));
        error(
                "ZIP-24",
                ACCEPTED,
                "two packed sizes",
                at -> wheel().entry("demo/cli.py", entry -> {
                            byte[] extra = new byte[20];
                            extra[0] = 1;
                            extra[2] = 16;
                            extra[4] = (byte) entry.size;
                            extra[12] = (byte) entry.packedSize;
                            entry.localExtra = extra;
                            entry.localPackedSize = 4;
                        })
                        .write(at));
        error("ZIP-24", ACCEPTED, "ZIP64 field with one size", at -> {
            WheelFixture fixture = wheel();
            fixture.zip(zip -> {
                ZipFixture.Entry entry = zip.add("demo/stored.txt", utf8("x"), 0);
                byte[] extra = new byte[12];
                extra[0] = 1;
                extra[2] = 8;
                extra[4] = 1;
                entry.localExtra = extra;
                entry.localSize = 0xFFFFFFFFL;
                entry.localPackedSize = 0xFFFFFFFFL;
            });
            fixture.record(lines -> lines.replace(
                    "demo/cli.py,", "demo/stored.txt,sha256=" + WheelFixture.hash(utf8("x")) + ",1\ndemo/cli.py,"));
            return fixture.write(at);
        });
        error(
                "ZIP-33",
                ACCEPTED,
                "attributes of libarchive",
                at -> wheel().entry("demo/cli.py", entry -> entry.localExtra = utf8("xl\4\0abcd"))
                        .write(at));
        error(
                "ZIP-33",
                ACCEPTED,
                "attributes of libarchive, in the directory",
                at -> wheel().entry("demo/cli.py", entry -> entry.centralExtra = utf8("xl\4\0abcd"))
                        .write(at));
        error(
                "ZIP-18",
                ACCEPTED,
                "link of another host",
                at -> wheel().entry("demo/cli.py", entry -> {
                            entry.host = 5;
                            entry.mode = 0120777;
                        })
                        .write(at));
        for (int mode : new int[] {0040755, 0020644, 0010644}) {
            error(
                    "ZIP-37",
                    ACCEPTED,
                    "mode " + mode,
                    at -> wheel().entry("demo/cli.py", entry -> entry.mode = mode)
                            .write(at));
        }
        error(
                "ZIP-37",
                ACCEPTED,
                "directory of DOS",
                at -> wheel().entry("demo/cli.py", entry -> {
                            entry.host = 0;
                            entry.mode = 0;
                            entry.dosAttributes = 0x10;
                        })
                        .write(at));
        legal(
                "ZIP-37",
                "Windows",
                at -> wheel().entry("demo/cli.py", entry -> {
                            entry.host = 0;
                            entry.dosAttributes = 0x20;
                        })
                        .write(at));
        error("DI-11", ACCEPTED, "file", at -> wheel().put("zzz.dist-info", "x").write(at));
        error("DA-05", ACCEPTED, "file", at -> wheel().put("zzz.data", "x").write(at));
        error(
                "ZIP-27",
                ACCEPTED,
                "checksum",
                at -> wheel().entry("demo/cli.py", entry -> entry.crc ^= 1).write(at));
    }

    /** Info-ZIP Unicode path, without the checksum of the other name. */
    private static byte[] unicodePath(String name) {
        return concat(new byte[] {0x75, 0x70, (byte) (5 + name.length()), 0, 1, 0, 0, 0, 0}, utf8(name));
    }

    private void headers() {
        error(
                "ZIP-32",
                ACCEPTED,
                "CRC",
                at -> wheel().entry("demo/cli.py", entry -> entry.localCrc = 1).write(at));
        error(
                "ZIP-32",
                ACCEPTED,
                "method",
                at -> wheel().entry("demo/cli.py", entry -> entry.localMethod = 0)
                        .write(at));
        error(
                "ZIP-32",
                ACCEPTED,
                "flags",
                at -> wheel().entry("demo/cli.py", entry -> entry.localFlags = 1)
                        .write(at));
        legal(
                "ZIP-32",
                "level of compression and UTF-8 flag of an ASCII name",
                at -> wheel().entry("demo/cli.py", entry -> entry.localFlags = 0x806)
                        .write(at));
        for (int bit : List.of(4, 5, 6, 7, 8, 12, 13, 15)) {
            error(
                    "ZIP-33",
                    ACCEPTED,
                    "flag " + bit,
                    at -> wheel().entry("demo/cli.py", entry -> entry.flags = 1 << bit)
                            .write(at));
        }
        error(
                "ZIP-33",
                ACCEPTED,
                "version",
                at -> wheel().entry("demo/cli.py", entry -> entry.version = 255).write(at));
        error(
                "ZIP-34",
                ACCEPTED,
                "local",
                at -> wheel().entry("demo/cli.py", entry -> entry.localExtra = unicodePath("demo/evil.py"))
                        .write(at));
        error(
                "ZIP-34",
                ACCEPTED,
                "directory",
                at -> wheel().entry("demo/cli.py", entry -> entry.centralExtra = unicodePath("demo/evil.py"))
                        .write(at));
        error(
                "ZIP-34",
                ACCEPTED,
                "too short",
                at -> wheel().entry("demo/cli.py", entry -> entry.centralExtra = new byte[] {0x75, 0x70, 0, 0})
                        .write(at));
        legal(
                "ZIP-34",
                "the same name",
                at -> wheel().entry("demo/cli.py", entry -> entry.centralExtra = unicodePath("demo/cli.py"))
                        .write(at));
    }

    private void installedPaths() {
        String data = "demo-1.0.data/";
        error(
                "ZIP-16",
                ACCEPTED,
                "scheme",
                at -> wheel().put(data + "purelib/x/../../../z.py", "x").write(at));
        error(
                "ZIP-16",
                ACCEPTED,
                "scripts",
                at -> wheel().put(data + "scripts/a/../../b", "x").write(at));
        for (String name : List.of("demo/./a.py", "demo//a.py", "demo/x/../a.py", "./a.py", ".", "demo/..", "")) {
            error(
                    "ZIP-29",
                    ACCEPTED,
                    "name " + name,
                    at -> wheel().put(name, "x").write(at));
        }
        for (String name : List.of(
                data + "purelib/demo/cli.py",
                data + "platlib/demo/cli.py",
                data + "data/lib/python3.11/site-packages/demo/cli.py",
                data + "data/lib/python3/dist-packages/demo/cli.py",
                data + "data/lib/pypy3.10/site-packages/demo/cli.py",
                data + "data/lib/site-packages/demo/cli.py",
                data + "purelib/" + INFO + "METADATA")) {
            error(
                    "ZIP-30",
                    ACCEPTED,
                    "second " + name,
                    at -> wheel().put(name, "other").write(at));
        }
        for (String folder : List.of("include/site/python3.11/", "include/python3.11/", "Include/")) {
            error(
                    "ZIP-30",
                    ACCEPTED,
                    "header by data " + folder,
                    at -> wheel().put(data + "headers/a.h", "x")
                            .put(data + "data/" + folder + "Demo/a.h", "y")
                            .write(at));
        }
        legal(
                "ZIP-30",
                "headers of another project",
                at -> wheel().put(data + "headers/a.h", "x")
                        .put(data + "data/include/site/python3.11/other/a.h", "y")
                        .write(at));
        for (String name : List.of(
                data + "purelib/" + INFO + "INSTALLER",
                data + "platlib/" + INFO + "entry_points.txt",
                data + "purelib/evil-9.dist-info/METADATA",
                data + "data/lib/python3.11/site-packages/evil-9.dist-info/METADATA")) {
            error(
                    "DI-10",
                    ACCEPTED,
                    name,
                    at -> wheel().put(name, "Name: evil\n").write(at));
        }
        for (String name : List.of("METADATA", "WHEEL", "entry_points.txt")) {
            error(
                    "ZIP-35",
                    ACCEPTED,
                    "long " + name,
                    at -> wheel().put(INFO + name, "\n".repeat(5 << 20)).write(at));
        }
        error(
                "ZIP-36",
                ACCEPTED,
                "directory",
                at -> wheel().put("demo/sub/", "import os\n").write(at));
        for (String name : List.of("demo/__init__.py.", "demo/__init__.py ", "demo/__init__.py::$DATA", "demo./x.py")) {
            warning("ZIP-21", name, at -> wheel().put(name, "x").write(at));
        }
        error(
                "ZIP-30",
                ACCEPTED,
                "script by data",
                at -> wheel().put(data + "scripts/x", "x")
                        .put(data + "data/bin/x", "x")
                        .write(at));
        legal(
                "ZIP-30",
                "other schemes",
                at -> wheel().put(data + "data/share/x", "x")
                        .put(data + "headers/share/x", "y")
                        .put(data + "data/demo/cli.py", "z")
                        .write(at));
        error(
                "ZIP-31",
                ACCEPTED,
                "file",
                at -> wheel().put("demo/cli.py/x", "x").write(at));
        error(
                "ZIP-31",
                ACCEPTED,
                "scheme",
                at -> wheel().put(data + "purelib/demo/cli.py/x/y.py", "x").write(at));
        error(
                "ZIP-31",
                ACCEPTED,
                "entry of a directory",
                at -> wheel().put("demo/cli.py/", "").write(at));
        error(
                "ZIP-31",
                ACCEPTED,
                "neighbours",
                at -> wheel().put("demo/sub", "x")
                        .put("demo/sub-1", "x")
                        .put("demo/sub/x.py", "x")
                        .write(at));
        legal(
                "ZIP-31",
                "directories",
                at -> wheel().put("demo/", "").put("demo/sub/", "").write(at));
    }

    private static WheelFixture scripts(String text) {
        return wheel().put(INFO + "entry_points.txt", text);
    }

    private void grammar() {
        error(
                "RC-09",
                ACCEPTED,
                "empty line",
                at -> wheel().record(all -> all.replaceFirst("\n", "\n\n")).write(at));
        error(
                "RC-09",
                ACCEPTED,
                "empty last line",
                at -> wheel().record(all -> all + "\n").write(at));
        error(
                "RC-09",
                ACCEPTED,
                "empty first line",
                at -> wheel().record(all -> "\r\n" + all).write(at));
        error(
                "RC-14",
                ACCEPTED,
                "line separator",
                at -> wheel().put("demo/a\u2028b.txt", "x").write(at));
        String good = "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\n";
        String tag = "Tag: py3-none-any\n";
        for (String odd : List.of("odd\n", " odd\n", "Odd : x\n", "Ödd: x\n", ": x\n", "From me\n")) {
            boolean first = odd.startsWith(" ");
            error(
                    "WH-08",
                    ACCEPTED,
                    odd,
                    at -> wheel().put(INFO + "WHEEL", first ? odd + good + tag : good + tag + odd)
                            .write(at));
        }
        legal(
                "WH-08",
                "folded",
                at -> wheel().put(INFO + "WHEEL", good + "X: y\n z\n" + tag + "\nodd\n")
                        .write(at));
        for (String odd : List.of(
                "[console_scripts] # c\ndemo = demo.cli:main\n",
                "[[console_scripts]]\ndemo = demo.cli:main\n",
                "[x]\ndemo =\n  demo.cli:main\n",
                "[console_scripts]\ndemo = demo.cli:main\n  other = demo.cli:main\n",
                "[console_scripts]\ndemo = demo.cli:main\n; comment\n",
                "[DEFAULT]\na = demo.cli:main\n[console_scripts]\n",
                "[console_scripts]\ndemo = demo.cli:main\n[DEFAULT]\n",
                "[DEFAULT]\na = demo\n[DEFAULT]\nb = demo\n")) {
            cases.put(
                    "EP-06 " + odd,
                    new Case("EP-06", "ERROR", ACCEPTED, at -> scripts(odd).write(at)));
        }
        for (char separator : new char[] {0x0b, 0x0c, 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029}) {
            error(
                    "EP-06",
                    ACCEPTED,
                    "separator " + (int) separator,
                    at -> scripts("[x]\na = b" + separator + "c\n[console_scripts]\ndemo = demo.cli:main\n")
                            .write(at));
        }
        legal(
                "EP-06",
                "comments",
                at -> scripts("# c\r\n\r\n  [console_scripts]\r\n#c\r\ndemo = demo.cli:main\r\n")
                        .write(at));
        for (String odd : List.of(
                "demo.cli :main",
                "demo.cli: main",
                "demo.cli:class",
                "demo.cli:1x",
                "demo.1x:main",
                "demo..cli:main",
                "demo.cli:main [q<]",
                "demo.cli:main []",
                "demo.cli:main x",
                "demo.cli:main.",
                "demo.cli:main [x, y-z]",
                "demo.cli:main [x ,y]",
                "demo.cli:ma\u0301in",
                "demo.for:main")) {
            error(
                    "EP-07",
                    ACCEPTED,
                    odd,
                    at -> scripts("[console_scripts]\ndemo = " + odd + "\n").write(at));
        }
        legal(
                "EP-07",
                "extras",
                at -> scripts("[gui_scripts]\ndemo = demo.cli:A.main [x-y, z]\n")
                        .write(at));
        error(
                "EP-08",
                ACCEPTED,
                "both groups",
                at -> scripts("[console_scripts]\ndemo = demo.cli:main\n[gui_scripts]\ndemo = demo.cli:main\n")
                        .write(at));
        for (String member : List.of("demo-1.0.data/scripts/demo", "demo-1.0.data/data/bin/demo")) {
            error(
                    "EP-08",
                    ACCEPTED,
                    member,
                    at -> scripts("[console_scripts]\ndemo = demo.cli:main\n")
                            .put(member, "x")
                            .write(at));
        }
        legal(
                "EP-08",
                "other scripts",
                at -> scripts("[console_scripts]\ndemo = demo.cli:main\n[gui_scripts]\ndemo2 = demo.cli:main\n")
                        .put("demo-1.0.data/scripts/demo3", "x")
                        .put("demo-1.0.data/data/share/demo", "x")
                        .write(at));
        legal(
                "EP-06",
                "a group whose name is that of the defaults in another case",
                at -> scripts("[default]\na = demo\n").write(at));
        for (String alike : List.of(
                "[console_scripts]\na = demo.cli:main\nA = demo.cli:main\n",
                "[console_scripts]\na\u00e9 = demo.cli:main\na\u00c9 = demo.cli:main\n",
                "[console_scripts]\ndemo = demo.cli:main\n[gui_scripts]\nDemo = demo.cli:main\n")) {
            warning("EP-09", alike, at -> scripts(alike).write(at));
        }
        for (String member : List.of("demo-1.0.data/scripts/Demo", "demo-1.0.data/data/bin/DEMO")) {
            warning(
                    "EP-09",
                    member,
                    at -> scripts("[console_scripts]\ndemo = demo.cli:main\n")
                            .put(member, "x")
                            .write(at));
        }
        legal(
                "EP-09",
                "other groups",
                at -> scripts("[console_scripts]\ndemo = demo.cli:main\n[demo.plugins]\nDemo = demo\ndEMO = demo\n")
                        .write(at));
        for (String name : List.of("a".repeat(256), "\u00e9".repeat(128))) {
            error(
                    "EP-10",
                    ACCEPTED,
                    name,
                    at -> scripts("[gui_scripts]\n" + name + " = demo.cli:main\n")
                            .write(at));
        }
        legal(
                "EP-10",
                "as long as can be",
                at -> scripts("[console_scripts]\n" + "a".repeat(255) + " = demo.cli:main\n")
                        .write(at));
        error(
                "EP-02",
                ACCEPTED,
                "dot",
                at -> scripts("[console_scripts]\n. = demo.cli:main\n").write(at));
        error(
                "EP-02",
                ACCEPTED,
                "dots",
                at -> scripts("[console_scripts]\n.. = demo.cli:main\n").write(at));
    }

    private void names() {
        error("ZIP-16", ACCEPTED, "parent", at -> wheel().put("../evil.py", "x").write(at));
        error("ZIP-16", ACCEPTED, "root", at -> wheel().put("/tmp/evil.py", "x").write(at));
        error("ZIP-16", ACCEPTED, "drive", at -> wheel().put("C:/evil.py", "x").write(at));
        error(
                "ZIP-16",
                ACCEPTED,
                "drive with backslash",
                at -> wheel().put("C:\\evil.py", "x").write(at));
        error(
                "ZIP-17",
                ACCEPTED,
                "backslash",
                at -> wheel().put("demo\\win.py", "x").write(at));
        error(
                "ZIP-18",
                ACCEPTED,
                "link",
                at -> wheel().put("demo/link.py", "cli.py")
                        .entry("demo/link.py", entry -> entry.mode = 0120777)
                        .write(at));
        warning(
                "ZIP-19",
                "date",
                at -> wheel().entry("demo/cli.py", entry -> entry.date = 0).write(at));
        warning("ZIP-20", "case", at -> wheel().put("demo/CLI.py", "x").write(at));
        warning(
                "ZIP-20",
                "case of a directory",
                at -> wheel().put("Demo/x.py", "x").write(at));
        error(
                "ZIP-20",
                ACCEPTED,
                "metadata",
                at -> wheel().put(INFO + "metadata", "Name: evil\n").write(at));
        error(
                "ZIP-20",
                ACCEPTED,
                "metadata directory",
                at -> wheel().put("demo-1.0.DIST-INFO/METADATA", "Name: evil\n").write(at));
        warning("ZIP-21", "aux", at -> wheel().put("demo/aux.py", "x").write(at));
        legal("ZIP-21", "auxiliary", at -> wheel().put("demo/auxiliary.py", "x").write(at));
        warning(
                "ZIP-22",
                "long",
                at -> wheel().put("demo/" + "d".repeat(200) + ".py", "x").write(at));
        error(
                "FN-01",
                "Invalid wheel filename (wrong number of parts): 'demo-1.0-py3-any'",
                "parts",
                at -> wheel().named("demo-1.0-py3-any.whl").write(at));
        error(
                "FN-02",
                "Filename 'Demo-1.0-py3-none-any.whl' should contain the normalized project name 'demo', not"
                        + " 'Demo'.",
                "case",
                at -> {
                    WheelFixture fixture = wheel();
                    Map<String, byte[]> moved = new LinkedHashMap<>();
                    fixture.files.forEach(
                            (path, content) -> moved.put(path.replace(INFO, "Demo-1.0.dist-info/"), content));
                    fixture.files.clear();
                    fixture.files.putAll(moved);
                    return fixture.record(lines -> lines.replace(INFO, "Demo-1.0.dist-info/"))
                            .entry(INFO + "RECORD", entry -> {
                                entry.name = utf8("Demo-1.0.dist-info/RECORD");
                                entry.localName = entry.name;
                            })
                            .named("Demo-1.0-py3-none-any.whl")
                            .write(at);
                });
        error("FN-03", ACCEPTED, "zero pad", at -> wheel().version("1.0.0").write(at));
        error(
                "FN-04",
                "Invalid build number: beta1 in 'demo-1.0-beta1-py3-none-any'",
                "build",
                at -> wheel().named("demo-1.0-beta1-py3-none-any.whl").write(at));
        for (String platform : List.of(
                "linux_x86_64", "win_x86_64", "macosx_12_3_arm64", "manylinux_2_17_sparc", "musllinux_1_1_ppc64")) {
            String name = "demo-1.0-cp311-cp311-" + platform + ".whl";
            error(
                    "FN-05",
                    "Binary wheel '" + name + "' has an unsupported platform tag '" + platform + "'.",
                    platform,
                    at -> platform(name, platform).write(at));
        }
        for (String platform : List.of(
                "manylinux_2_17_x86_64.manylinux2014_x86_64",
                "musllinux_1_2_aarch64",
                "macosx_10_9_universal2",
                "macosx_11_0_arm64",
                "win_amd64",
                "ios_13_0_arm64_iphoneos",
                "android_21_arm64_v8a")) {
            legal(
                    "FN-05",
                    platform,
                    at -> platform("demo-1.0-cp311-cp311-" + platform + ".whl", platform)
                            .write(at));
        }
        error(
                "FN-06",
                "Invalid file extension: Extension .WHL is invalid for filetype bdist_wheel. See"
                        + " https://www.python.org/dev/peps/pep-0527 for more information.",
                "WHL",
                at -> wheel().named("demo-1.0-py3-none-any.WHL").write(at));
        error(
                "FN-08",
                "Cannot upload a file with non-printable characters (ordinals 0-31) or the DEL character"
                        + " (ordinal 127) in the name.",
                "control",
                at -> wheel().named("demo-1.0-py3-none-any\u0001.whl").write(at));
        error(
                "FN-09",
                "Cannot upload a file with '/' or '\\' in the name.",
                "backslash",
                at -> wheel().named("x\\demo-1.0-py3-none-any.whl").write(at));
    }

    private static WheelFixture platform(String name, String platforms) {
        StringBuilder tags = new StringBuilder();
        for (String platform : platforms.split("\\.", -1)) {
            tags.append("Tag: cp311-cp311-" + platform + "\n");
        }
        return wheel().put(INFO + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: false\n" + tags)
                .named(name);
    }

    private void metadataDirectory() {
        String notFound = "Invalid distribution file. WHEEL not found at demo-1.0.dist-info/WHEEL";
        error("DI-01", notFound, "none", at -> {
            WheelFixture fixture = wheel().withoutRecord();
            fixture.files.keySet().removeIf(path -> path.startsWith(INFO));
            return fixture.write(at);
        });
        error(
                "DI-02",
                ACCEPTED,
                "two",
                at -> wheel().put("other-1.0.dist-info/METADATA", "Name: other\n")
                        .write(at));
        error(
                "DI-03",
                "Invalid distribution file. WHEEL not found at other-1.0.dist-info/WHEEL",
                "name",
                at -> wheel().named("other-1.0-py3-none-any.whl").write(at));
        error(
                "DI-04",
                "Invalid distribution file. WHEEL not found at demo-1.1.dist-info/WHEEL",
                "version",
                at -> wheel().named("demo-1.1-py3-none-any.whl").write(at));
        error(
                "DI-05",
                "Wheel '" + WheelFixture.NAME + "' does not contain the required METADATA file:"
                        + " demo-1.0.dist-info/METADATA",
                "no METADATA",
                at -> wheel().remove(INFO + "METADATA").write(at));
        error(
                "DI-06",
                notFound,
                "no WHEEL",
                at -> wheel().remove(INFO + "WHEEL").write(at));
        error(
                "DI-07",
                "Wheel '" + WheelFixture.NAME + "' does not contain the required RECORD file:"
                        + " demo-1.0.dist-info/RECORD",
                "no RECORD",
                at -> wheel().withoutRecord().write(at));
        error(
                "DI-08",
                ACCEPTED,
                "INSTALLER",
                at -> wheel().put(INFO + "INSTALLER", "pip\n").write(at));
        warning(
                "DI-09",
                "jws",
                at -> wheel().put(INFO + "RECORD.jws", "{}")
                        .record(lines -> lines.replaceAll("(?m)^.*RECORD\\.jws.*\n", ""))
                        .write(at));
        error(
                "WH-01",
                ACCEPTED,
                "missing",
                at -> wheelFile("Root-Is-Purelib: true\nTag: py3-none-any\n").write(at));
        error(
                "WH-01",
                ACCEPTED,
                "2.0",
                at -> wheelFile("Wheel-Version: 2.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
                        .write(at));
        warning(
                "WH-01",
                "1.9",
                at -> wheelFile("Wheel-Version: 1.9\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
                        .write(at));
        error(
                "WH-02",
                ACCEPTED,
                "missing",
                at -> wheelFile("Wheel-Version: 1.0\nTag: py3-none-any\n").write(at));
        error(
                "WH-02",
                ACCEPTED,
                "yes",
                at -> wheelFile("Wheel-Version: 1.0\nRoot-Is-Purelib: yes\nTag: py3-none-any\n")
                        .write(at));
        legal(
                "WH-02",
                "TRUE",
                at -> wheelFile("Wheel-Version: 1.0\nRoot-Is-Purelib: TRUE\nTag: py3-none-any\n")
                        .write(at));
        warning(
                "WH-03",
                "false and any",
                at -> wheelFile("Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-any\n")
                        .write(at));
        error(
                "WH-04",
                ACCEPTED,
                "so",
                at -> wheel().put("demo/_x.cpython-311-x86_64-linux-gnu.so", "ELF")
                        .write(at));
        error(
                "WH-05",
                ACCEPTED,
                "other",
                at -> wheelFile("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py2-none-any\n")
                        .write(at));
        error(
                "WH-05",
                ACCEPTED,
                "unexpanded and other",
                at -> wheelFile("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py2.py3-none-any\n")
                        .write(at));
        error(
                "WH-05",
                ACCEPTED,
                "unexpanded, as poetry-core writes it",
                at -> wheelFile("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py2.py3-none-any\n")
                        .named("demo-1.0-py2.py3-none-any.whl")
                        .write(at));
        error(
                "WH-06",
                ACCEPTED,
                "build",
                at -> wheelFile("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\nBuild: 2\n")
                        .named("demo-1.0-1-py3-none-any.whl")
                        .write(at));
        error(
                "WH-07",
                ACCEPTED,
                "latin-1",
                at -> wheel().put(
                                INFO + "WHEEL",
                                "Wheel-Version: 1.0\nGenerator: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1))
                        .write(at));
    }

    private static WheelFixture wheelFile(String text) {
        return wheel().put(INFO + "WHEEL", text);
    }

    private void record() {
        String hash = WheelFixture.hash(utf8("def main():\n    print('hello')\n"));
        error(
                "RC-01",
                ACCEPTED,
                "hash",
                at -> wheel().record(lines -> lines.replace(hash, WheelFixture.hash(utf8("other"))))
                        .write(at));
        error(
                "RC-02",
                ACCEPTED,
                "size",
                at -> wheel().record(lines -> lines.replace(hash + ",31", hash + ",32"))
                        .write(at));
        error(
                "RC-03",
                ACCEPTED,
                "not listed",
                at -> wheel().record(lines -> lines.replaceAll("(?m)^demo/cli.*\n", ""))
                        .write(at));
        error(
                "RC-04",
                ACCEPTED,
                "not present",
                at -> wheel().record(lines -> "demo/ghost.py,sha256=" + hash + ",3\n" + lines)
                        .write(at));
        error(
                "RC-05",
                ACCEPTED,
                "twice",
                at -> wheel().record(lines -> lines + "demo/cli.py,sha256=" + hash + ",31\n")
                        .write(at));
        error(
                "RC-06",
                ACCEPTED,
                "md5",
                at -> wheel().record(lines -> lines.replace("sha256=" + hash, "md5=1B2M2Y8AsgTpgAmY7PhCfg"))
                        .write(at));
        legal(
                "RC-06",
                "sha512",
                at -> wheel().put("demo/data.bin", "x")
                        .record(lines ->
                                lines.replaceAll("demo/data.bin,[^,]*,", "demo/data.bin,sha512=" + sha512("x") + ","))
                        .write(at));
        error(
                "RC-07",
                ACCEPTED,
                "padded",
                at -> wheel().record(lines -> lines.replace(hash, hash + "=")).write(at));
        error(
                "RC-08",
                ACCEPTED,
                "no hash",
                at -> wheel().record(lines -> lines.replace("sha256=" + hash, ""))
                        .write(at));
        error(
                "RC-09",
                ACCEPTED,
                "two columns",
                at -> wheel().record(lines -> lines.replace(hash + ",31", hash)).write(at));
        error(
                "RC-10",
                ACCEPTED,
                "absolute",
                at -> wheel().record(lines -> lines + "/etc/passwd,sha256=" + hash + ",31\n")
                        .write(at));
        error(
                "RC-10",
                ACCEPTED,
                "backslash",
                at -> wheel().record(lines -> lines.replace("demo/cli.py", "demo\\cli.py"))
                        .write(at));
        error(
                "RC-11",
                "Wheel '" + WheelFixture.NAME + "' does not contain the required RECORD file:"
                        + " demo-1.0.dist-info/RECORD",
                "latin-1",
                at -> wheel().withoutRecord()
                        .put(INFO + "RECORD", "demo/caf\u00e9.py,,\n".getBytes(StandardCharsets.ISO_8859_1))
                        .write(at));
        legal(
                "RC-12",
                "CRLF and commas",
                at -> wheel().put("demo/a,b.txt", "x")
                        .record(lines -> lines.replace("\n", "\r\n"))
                        .write(at));
    }

    private static String sha512(String text) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-512").digest(utf8(text)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void contents() {
        String words =
                "Wheel '" + WheelFixture.NAME + "' has invalid entry points defined in the entry_points.txt file";
        error(
                "EP-01",
                words,
                "no section",
                at -> entryPoints("demo = demo.cli:main\n").write(at));
        error(
                "EP-01",
                words,
                "option twice",
                at -> entryPoints("[console_scripts]\na = demo.cli:main\na = demo.cli:main\n")
                        .write(at));
        error(
                "EP-01",
                words,
                "section twice",
                at -> entryPoints("[a]\nx = y\n[a]\nz = y\n").write(at));
        error(
                "EP-01",
                words,
                "colon",
                at -> entryPoints("[console_scripts]\na : demo.cli\n").write(at));
        legal(
                "EP-01",
                "comments, case",
                at -> entryPoints("# c\n[x]\nA = demo\na = demo\n\n# c\n[y]\nb = demo\n")
                        .write(at));
        error(
                "EP-02",
                words,
                "path",
                at -> entryPoints("[console_scripts]\n../a = demo.cli:main\n").write(at));
        error(
                "EP-03",
                ACCEPTED,
                "no callable",
                at -> entryPoints("[console_scripts]\na = demo.cli\n").write(at));
        error(
                "EP-04",
                words,
                "latin-1",
                at -> wheel().put(INFO + "entry_points.txt", "[caf\u00e9]\n".getBytes(StandardCharsets.ISO_8859_1))
                        .write(at));
        warning(
                "EP-05",
                "module",
                at -> entryPoints("[gui_scripts]\na = demo.gui:main\n").write(at));
        legal(
                "EP-05",
                "package",
                at -> entryPoints("[gui_scripts]\na = demo:main [extra]\n").write(at));
        error(
                "DA-01",
                ACCEPTED,
                "etc",
                at -> wheel().put("demo-1.0.data/etc/x.conf", "x").write(at));
        error(
                "DA-02",
                ACCEPTED,
                "other",
                at -> wheel().put("other-1.0.data/data/x.conf", "x").write(at));
        warning(
                "DA-03",
                "sub",
                at -> wheel().put("demo-1.0.data/scripts/sub/x", "#!python\n").write(at));
        warning(
                "DA-04",
                "absolute",
                at -> wheel().put("demo-1.0.data/scripts/x", "#!/usr/bin/python3\n")
                        .write(at));
        legal(
                "DA-04",
                "#!python and sh",
                at -> wheel().put("demo-1.0.data/scripts/x", "#!python\n")
                        .put("demo-1.0.data/scripts/y", "#!/bin/sh\n")
                        .write(at));
        warning(
                "CT-01",
                "pyc",
                at -> wheel().put("demo/__pycache__/cli.cpython-311.pyc", "x").write(at));
        warning(
                "CT-02",
                "copy",
                at -> wheel().put("demo/copy.py", "def main():\n    print('hello')\n")
                        .write(at));
        warning("CT-03", "README", at -> wheel().put("README.md", "x").write(at));
        warning("CT-04", "my-mod", at -> wheel().put("demo/my-mod.py", "x").write(at));
        warning("CT-05", "tests", at -> wheel().put("tests/__init__.py", "").write(at));
        warning("CT-06", "__init__", at -> wheel().put("__init__.py", "").write(at));
        warning(
                "CT-07",
                "data only",
                at -> wheel().remove("demo/cli.py")
                        .remove("demo/__init__.py")
                        .remove(INFO + "entry_points.txt")
                        .put("demo-1.0.data/data/share/x", "x")
                        .write(at));
        error(
                "CT-08",
                ACCEPTED,
                "empty",
                at -> wheel().remove("demo/cli.py")
                        .remove("demo/__init__.py")
                        .remove(INFO + "entry_points.txt")
                        .write(at));
        warning("CT-09", "two", at -> wheel().put("other/__init__.py", "").write(at));
        legal("CT-09", "underscore", at -> wheel().put("_demo.py", "").write(at));
        warning("CT-10", "stuff", at -> wheel().put("stuff/x.txt", "x").write(at));
        warning("CT-11", "setup.py", at -> wheel().put("setup.py", "x").write(at));
        warning(
                "CT-11",
                "egg-info",
                at -> wheel().put("demo.egg-info/PKG-INFO", "x").write(at));
        for (String secret :
                List.of("demo/.env", "demo/.pypirc", ".git/config", "demo/.git/HEAD", "demo/id_rsa", ".env.local")) {
            error("CT-12", ACCEPTED, secret, at -> wheel().put(secret, "x").write(at));
        }
        error(
                "CT-12",
                ACCEPTED,
                "private key",
                at -> wheel().put("demo/server.pem", "-----BEGIN RSA PRIVATE KEY-----\nx\n")
                        .write(at));
        warning(
                "CT-12",
                "private key of a test",
                at -> wheel().put("demo/tests/server.pem", "-----BEGIN PRIVATE KEY-----\nx\n")
                        .write(at));
        legal(
                "CT-12",
                "example and certificate",
                at -> wheel().put("demo/.env.example", "x")
                        .put("demo/ca.pem", "-----BEGIN CERTIFICATE-----\n")
                        .write(at));
        error(
                "CT-13",
                ACCEPTED,
                "0.9",
                at -> wheel().put("demo/__init__.py", "__version__ = '0.9'\n").write(at));
        legal(
                "CT-13",
                "equal as PEP 440",
                at -> wheel().put("demo/__init__.py", "__version__ = 'v1.0.0'\n")
                        .write(at));
        legal(
                "CT-14",
                "world-writable",
                at -> wheel().entry("demo/cli.py", entry -> entry.mode = 0100666)
                        .write(at));
        error(
                "CT-15",
                "Invalid distribution file. PyArmor-encrypted content is not allowed. See"
                        + " https://pypi.org/policy/acceptable-use-policy/ for more information.",
                "PyArmor",
                at -> wheel().put("demo/x.py", "__pyarmor__(__name__, __file__, b'')")
                        .write(at));
        warning(
                "SB-01",
                "sbom",
                at -> wheel().put(INFO + "sboms/x.json", "{\"a\": \"file:///home/me\"}")
                        .write(at));
    }

    private static WheelFixture entryPoints(String text) {
        return wheel().put(INFO + "entry_points.txt", text);
    }

    private void sdists() {
        error(
                "SD-01",
                "Invalid distribution file. File is not a tarfile",
                "text",
                at -> Files.write(at.resolve(SdistFixture.NAME), utf8("not gzip")));
        error(
                "SD-01",
                "Invalid distribution file. File is not a tarfile",
                "gzip of text",
                at -> Files.write(at.resolve(SdistFixture.NAME), SdistFixture.gzip(utf8("not tar".repeat(300)))));
        error(
                "SD-01",
                "Invalid distribution file. None",
                "plain tar",
                at -> sdist().plain().write(at));
        error(
                "SD-01",
                "Invalid distribution file. None",
                "cut off",
                at -> sdist().bytes(all -> Arrays.copyOf(all, all.length - 20)).write(at));
        error(
                "SD-01",
                ACCEPTED,
                "trailing",
                at -> sdist().bytes(all -> concat(all, utf8("garbage"))).write(at));
        legal(
                "SD-01",
                "zero padding",
                at -> sdist().bytes(all -> Arrays.copyOf(all, all.length + 512)).write(at));
        error(
                "SD-01",
                ACCEPTED,
                "two gzip members",
                at -> sdist().bytes(all -> {
                            byte[] empty = gzipped(new byte[0]);
                            return concat(empty, all);
                        })
                        .write(at));
        for (int flag : new int[] {2, 4}) {
            error(
                    "SD-01",
                    ACCEPTED,
                    "gzip header with flag " + flag,
                    at -> sdist().bytes(all -> {
                                byte[] head = Arrays.copyOf(all, 10);
                                head[3] = (byte) flag;
                                return concat(concat(head, new byte[2]), Arrays.copyOfRange(all, 10, all.length));
                            })
                            .write(at));
        }
        error(
                "SD-02",
                "Invalid distribution file. Incorrect number of top-level directories in sdist",
                "two",
                at -> sdist().put("other/x", "x").write(at));
        error(
                "SD-02",
                "Invalid distribution file. Incorrect number of top-level directories in sdist",
                "none",
                at -> sdist().rename(path -> path.substring(TOP.length())).write(at));
        error(
                "SD-03",
                "Invalid distribution file. PKG-INFO not found at demo-1.0/PKG-INFO",
                "./",
                at -> sdist().rename(path -> "./" + path).write(at));
        error(
                "SD-04",
                "Invalid distribution file. PKG-INFO not found at demo-1.0/PKG-INFO",
                "missing",
                at -> sdist().remove(TOP + "PKG-INFO").write(at));
        error(
                "SD-04",
                ACCEPTED,
                "link",
                at -> sdist().remove(TOP + "PKG-INFO")
                        .member(TOP + "PKG-INFO", TarConstants.LF_SYMLINK, entry -> entry.setLinkName("pyproject.toml"))
                        .write(at));
        error(
                "SD-05",
                "Filename 'demo-1.0.tar.gz' is invalid, should be 'demo-1.1.tar.gz'.",
                "version",
                at -> sdist().put(
                                TOP + "PKG-INFO",
                                "Metadata-Version: 2.2\nName: demo\nVersion: 1.1\nSummary: x\nDescription-Content-Type: text/plain\n\nx\n")
                        .put(TOP + "pyproject.toml", "[project]\nname = 'demo'\ndynamic = ['version']\n")
                        .write(at));
        error(
                "SD-05",
                "Start filename for 'someone-else' with 'someone_else'.",
                "name",
                at -> sdist().put(
                                TOP + "PKG-INFO",
                                "Metadata-Version: 2.2\nName: someone-else\nVersion: 1.0\nSummary: x\nDescription-Content-Type: text/plain\n\nx\n")
                        .write(at));
        error(
                "SD-06",
                ACCEPTED,
                "plain",
                at -> sdist().rename(path -> path.replace("demo-1.0/", "demo/")).write(at));
        error(
                "SD-07",
                ACCEPTED,
                "neither",
                at -> sdist().remove(TOP + "pyproject.toml").write(at));
        warning(
                "SD-07",
                "setup.py",
                at -> sdist().remove(TOP + "pyproject.toml")
                        .put(TOP + "setup.py", "x")
                        .write(at));
        error(
                "SD-08",
                "Filename 'Demo-1.0.tar.gz' is invalid, should be 'demo-1.0.tar.gz'.",
                "case",
                at -> sdist().named("Demo-1.0.tar.gz").write(at));
        error(
                "SD-09",
                "Filename 'demo-1.0.zip' is invalid, should be 'demo-1.0.tar.gz'.",
                "zip",
                at -> sdist().named("demo-1.0.zip").write(at));
        error(
                "SD-09",
                "Invalid file extension: Use .tar.gz, .whl or .zip extension. See"
                        + " https://www.python.org/dev/peps/pep-0527 and https://peps.python.org/pep-0715/ for more information",
                "egg",
                at -> sdist().named("demo-1.0-py3.11.egg").write(at));
        error(
                "SD-10",
                ACCEPTED,
                "absolute",
                at -> sdist().member(TOP + "evil", TarConstants.LF_SYMLINK, entry -> entry.setLinkName("/etc/passwd"))
                        .write(at));
        error(
                "SD-10",
                ACCEPTED,
                "parent",
                at -> sdist().member(TOP + "evil", TarConstants.LF_SYMLINK, entry -> entry.setLinkName("../x"))
                        .write(at));
        error(
                "SD-10",
                ACCEPTED,
                "hard link",
                at -> sdist().member(TOP + "evil", TarConstants.LF_LINK, entry -> entry.setLinkName("../../etc/passwd"))
                        .write(at));
        legal(
                "SD-11",
                "inside",
                at -> sdist().member(
                                TOP + "src/demo/link",
                                TarConstants.LF_SYMLINK,
                                entry -> entry.setLinkName("../../PKG-INFO"))
                        .member(TOP + "hard", TarConstants.LF_LINK, entry -> entry.setLinkName(TOP + "PKG-INFO"))
                        .write(at));
        error(
                "SD-12",
                ACCEPTED,
                "fifo",
                at -> sdist().member(TOP + "pipe", TarConstants.LF_FIFO, entry -> {})
                        .write(at));
        error(
                "SD-12",
                ACCEPTED,
                "device",
                at -> sdist().member(TOP + "null", TarConstants.LF_CHR, entry -> {})
                        .write(at));
        error(
                "SD-13",
                ACCEPTED,
                "parent",
                at -> sdist().put(TOP + "../../evil.py", "x").write(at));
        error(
                "SD-13",
                "ValueError: Can't mix absolute and relative paths",
                "root",
                at -> sdist().put("/tmp/evil.py", "x").write(at));
        error(
                "SD-14",
                "Invalid distribution file. tar archive not accepted: Sparse members are not allowed. See"
                        + " https://docs.pypi.org/archives for more information",
                "pax",
                at -> sdist().member(
                                TOP + "sparse",
                                TarConstants.LF_NORMAL,
                                entry -> entry.addPaxHeader("GNU.sparse.major", "1"))
                        .write(at));
        warning(
                "SD-15",
                "set-uid",
                at -> sdist().member(TOP + "x", TarConstants.LF_NORMAL, entry -> entry.setMode(04755))
                        .write(at));
        error(
                "SD-16",
                ACCEPTED,
                "twice",
                at -> sdist().member(TOP + "PKG-INFO2", TarConstants.LF_NORMAL, entry -> {})
                        .member(TOP + "PKG-INFO2", TarConstants.LF_NORMAL, entry -> {})
                        .write(at));
        for (String name : List.of("./", "/", "x/../", "./x/../")) {
            error(
                    "SD-16",
                    ACCEPTED,
                    "second name " + name,
                    at -> sdist().put(TOP + name + "PKG-INFO", "Name: evil\n").write(at));
        }
        error(
                "SD-16",
                ACCEPTED,
                "behind a link",
                at -> sdist().link("sub", ".")
                        .member(TOP + "sub/PKG-INFO", TarConstants.LF_NORMAL, entry -> {})
                        .write(at));
        error(
                "SD-16",
                ACCEPTED,
                "file as folder",
                at -> sdist().put(TOP + "a", "").put(TOP + "a/b", "").write(at));
        error(
                "SD-16",
                ACCEPTED,
                "folder as file, neighbours",
                at -> sdist().put(TOP + "a/b", "")
                        .put(TOP + "a-b", "")
                        .put(TOP + "a", "")
                        .write(at));
        error("SD-16", ACCEPTED, "link to nothing", at -> sdist().link("x", "").write(at));
        error(
                "SD-16",
                ACCEPTED,
                "link through links",
                at -> sdist().member(TOP + "d/", TarConstants.LF_DIR, entry -> {})
                        .link("d/s", ".")
                        .link("x", "d/s/s/s/..")
                        .write(at));
        for (String target : List.of(TOP + "missing", TOP + "d", TOP + "later", TOP + "s")) {
            error(
                    "SD-16",
                    ACCEPTED,
                    "hard link to " + target,
                    at -> sdist().member(TOP + "d", TarConstants.LF_DIR, entry -> {})
                            .link("s", "pyproject.toml")
                            .member(TOP + "hard", TarConstants.LF_LINK, entry -> entry.setLinkName(target))
                            .member(TOP + "later", TarConstants.LF_NORMAL, entry -> {})
                            .write(at));
        }
        legal(
                "SD-16",
                "links",
                at -> sdist().link("src/up", "../src/demo")
                        .link("down", "src/demo/./__init__.py")
                        .member(TOP + "one", TarConstants.LF_LINK, entry -> entry.setLinkName(TOP + "PKG-INFO"))
                        .member(TOP + "two", TarConstants.LF_LINK, entry -> entry.setLinkName(TOP + "one"))
                        .write(at));
        error(
                "SD-30",
                ACCEPTED,
                "PKG-INFO",
                at -> sdist().put(TOP + "PKG-INFO", "Metadata-Version: 9.9\nName: evil\n" + " ".repeat(5 << 20))
                        .write(at));
        error(
                "SD-30",
                ACCEPTED,
                "pyproject.toml",
                at -> sdist().put(TOP + "pyproject.toml", "=" + " ".repeat(5 << 20))
                        .write(at));
        warning(
                "SD-31",
                "case",
                at -> sdist().put(TOP + "src/a.py", "")
                        .put(TOP + "src/A.py", "")
                        .write(at));
        warning(
                "SD-31",
                "directories",
                at -> sdist().put(TOP + "src/a.py", "")
                        .put(TOP + "SRC/b.py", "")
                        .write(at));
        error(
                "SD-31",
                ACCEPTED,
                "metadata",
                at -> sdist().put(TOP + "pkg-info", "Name: evil\n").write(at));
        error(
                "SD-31",
                ACCEPTED,
                "build system",
                at -> sdist().put(TOP + "PyProject.toml", "").write(at));
        warning("SD-32", "device", at -> sdist().put(TOP + "src/aux.py", "").write(at));
        warning(
                "SD-32",
                "another name",
                at -> sdist().put(TOP + "src/demo/__init__.py.", "").write(at));
        legal(
                "SD-16",
                "a directory twice",
                at -> sdist().member(TOP + "src/", TarConstants.LF_DIR, entry -> {})
                        .member(TOP + "src/", TarConstants.LF_DIR, entry -> {})
                        .write(at));
        warning(
                "SD-17",
                "1.1",
                at -> sdist().put(
                                TOP + "PKG-INFO",
                                "Metadata-Version: 1.1\nName: demo\nVersion: 1.0\nSummary: x\nDescription: x\n")
                        .write(at));
        error(
                "SD-18",
                "License-File LICENSE does not exist in distribution file demo-1.0.tar.gz at demo-1.0/LICENSE",
                "license",
                at -> sdist().put(
                                TOP + "PKG-INFO",
                                "Metadata-Version: 2.4\nName: demo\nVersion: 1.0\nSummary: x\nLicense-File: LICENSE\nDescription-Content-Type: text/plain\n\nx\n")
                        .write(at));
        error(
                "SD-19",
                "'version' is not allowed as a dynamic field",
                "dynamic",
                at -> sdist().put(
                                TOP + "PKG-INFO",
                                "Metadata-Version: 2.2\nName: demo\nVersion: 1.0\nSummary: x\nDynamic: Version\nDescription-Content-Type: text/plain\n\nx\n")
                        .write(at));
        error(
                "SD-20",
                "Invalid distribution file. File is both a zip and a tar file",
                "polyglot",
                at -> sdist().bytes(all -> concat(all, wheel().zip().bytes())).write(at));
        error(
                "SD-21",
                ACCEPTED,
                "latin-1",
                at -> Files.write(at.resolve(SdistFixture.NAME), SdistFixture.gzip(withLatin1Name())));
        warning("SD-22", "GNU", at -> Files.write(at.resolve(SdistFixture.NAME), SdistFixture.gzip(withGnuName())));
        error(
                "SD-29",
                ACCEPTED,
                "member",
                at -> Files.write(
                        at.resolve(SdistFixture.NAME),
                        SdistFixture.gzip(concat(
                                sdist().plain().build(),
                                new TarFixture().add('0', TOP + "key", "secret").bytes()))));
        warning(
                "SD-29",
                "bytes",
                at -> Files.write(
                        at.resolve(SdistFixture.NAME),
                        SdistFixture.gzip(concat(sdist().plain().build(), utf8("bytes")))));
        warning("SD-23", "long", at -> sdist().put(TOP + "d".repeat(210), "x").write(at));
        error("SD-24", ACCEPTED, "secret", at -> sdist().put(TOP + ".env", "x").write(at));
        error(
                "SD-24",
                ACCEPTED,
                "secret of a repository",
                at -> sdist().put(TOP + "tests/.ssh/id_rsa", "x").write(at));
        warning(
                "SD-24",
                "fixture",
                at -> sdist().put(TOP + "tests/fixtures/.netrc", "x").write(at));
        warning("SD-24", "dist", at -> sdist().put(TOP + "dist/old.whl", "x").write(at));
        warning(
                "SD-24",
                "byte code",
                at -> sdist().put(TOP + "src/__pycache__/x.pyc", "x").write(at));
        legal(
                "SD-24",
                "a module called build",
                at -> sdist().put(TOP + "src/demo/build/__init__.py", "x").write(at));
        error(
                "SD-25",
                ACCEPTED,
                "toml",
                at -> sdist().put(TOP + "pyproject.toml", "[build-system\n").write(at));
        error("SD-25", ACCEPTED, "not UTF-8", at -> {
            SdistFixture fixture = sdist();
            fixture.files.put(TOP + "pyproject.toml", new byte[] {'#', (byte) 0xFF, '\n'});
            return fixture.write(at);
        });
        error(
                "SD-26",
                ACCEPTED,
                "version",
                at -> sdist().put(TOP + "pyproject.toml", "[project]\nname = 'demo'\nversion = '1.1'\n")
                        .write(at));
        error(
                "SD-26",
                ACCEPTED,
                "name",
                at -> sdist().put(TOP + "pyproject.toml", "[project]\nname = 'omed'\nversion = '1.0'\n")
                        .write(at));
        legal(
                "SD-26",
                "the same name",
                at -> sdist().put(TOP + "pyproject.toml", "[project]\nname = 'Demo'\nversion = '1.0.0'\n")
                        .write(at));
        for (String name : List.of("pyproject.toml", "setup.py", "setup.cfg")) {
            error(
                    "SD-33",
                    ACCEPTED,
                    name,
                    at -> sdist().remove(TOP + name).link(name, "other").write(at));
        }
        error(
                "SD-27",
                ACCEPTED,
                "bomb",
                at -> sdist().put(TOP + "zeros", "\0".repeat(70 << 20)).write(at));
    }

    private static byte[] withLatin1Name() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(out, "ISO-8859-1")) {
            base(tar);
            tar.putArchiveEntry(new TarArchiveEntry(TOP + "caf\u00e9", true));
            tar.closeArchiveEntry();
        }
        return out.toByteArray();
    }

    private static byte[] withGnuName() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(out, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            base(tar);
            tar.putArchiveEntry(new TarArchiveEntry(TOP + "d".repeat(120), true));
            tar.closeArchiveEntry();
        }
        return out.toByteArray();
    }

    private static void base(TarArchiveOutputStream tar) throws IOException {
        for (Map.Entry<String, byte[]> file : sdist().files.entrySet()) {
            TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
            entry.setSize(file.getValue().length);
            tar.putArchiveEntry(entry);
            tar.write(file.getValue());
            tar.closeArchiveEntry();
        }
    }

    private static byte[] gzipped(byte[] data) {
        try {
            return SdistFixture.gzip(data);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Most rules of metadata have files of their own in the corpus. */
    private void metadataFields() {
        for (String header : List.of(
                "Content-Transfer-Encoding: base64",
                "content-transfer-encoding: 8bit",
                "Content-Type: multipart/mixed; boundary=x",
                "Content-Type: text/plain; charset=UTF-8",
                "CONTENT-TYPE:")) {
            error("MD-32", ACCEPTED, header, at -> metadata("1.0\n" + header).write(at));
        }
        legal(
                "MD-32",
                "the version of MIME",
                at -> metadata("1.0\nMIME-Version: 1.0").write(at));
        warning(
                "MD-28",
                "the version of MIME",
                at -> metadata("1.0\nMIME-Version: 1.0").write(at));
        for (String blank : List.of(
                "\n ", "\r\n\t", "\u000b", "\f", "\u001c", "\u001d", "\u001e", "\u001f", "\u0085", "\u00a0",
                "\u2003")) {
            String shown = " blank " + (int) blank.charAt(0);
            error(
                    "MD-05",
                    ACCEPTED,
                    "after a" + shown,
                    at -> metadata(blank + "1.0").write(at));
            if (blank.length() == 1) {
                error(
                        "MD-05",
                        ACCEPTED,
                        "before a" + shown,
                        at -> metadata("1.0" + blank).write(at));
            }
        }
        legal("MD-05", "blanks and tabs", at -> metadata("\t 1.0").write(at));
    }

    private static WheelFixture metadata(String version) {
        return wheel().put(
                        INFO + "METADATA",
                        "Metadata-Version: 2.1\nName: demo\nVersion: " + version + "\nSummary: x\n\n# Demo\n");
    }

    private Map<String, Case> all() {
        framing();
        headers();
        installedPaths();
        grammar();
        names();
        metadataDirectory();
        record();
        contents();
        sdists();
        metadataFields();
        return cases;
    }

    @TestFactory
    Stream<DynamicTest> rules() {
        List<DynamicTest> tests = new ArrayList<>();
        all().forEach((name, one) -> tests.add(dynamicTest(name, () -> check(one))));
        return tests.stream();
    }

    private void check(Case one) throws IOException {
        Path file = one.maker().make(Files.createTempDirectory(temp, "case"));
        List<Finding> findings = new DistVerifier().verify(file);
        List<String> severities = findings.stream()
                .filter(finding -> finding.rule().equals(one.rule()))
                .filter(finding -> finding.severity() != Severity.NOTE)
                .map(finding -> finding.severity().name())
                .distinct()
                .toList();
        assertThat(severities)
                .as("%s", findings)
                .isEqualTo(one.severity().isEmpty() ? List.of() : List.of(one.severity()));
        assertThat(findings.stream()
                        .filter(finding -> finding.severity() == Severity.ERROR)
                        .filter(finding -> !finding.rule().equals(one.rule()))
                        .filter(finding ->
                                !JUSTIFIED.getOrDefault(one.rule(), Set.of()).contains(finding.rule()))
                        .toList())
                .as("errors besides the one defect")
                .isEmpty();
        assertThat(findings.stream()
                        .filter(Finding::enforcedByPypi)
                        .findFirst()
                        .flatMap(Finding::pypi)
                        .orElse(ACCEPTED))
                .isEqualTo(
                        one.pypi().startsWith(FRAMING)
                                ? one.pypi() + ". See https://docs.pypi.org/archives for more information"
                                : one.pypi());
    }

    @Test
    void everyRuleOfTheseGroupsHasAFileThatBreaksIt() {
        Set<String> tried = all().values().stream().map(Case::rule).collect(Collectors.toCollection(TreeSet::new));
        Set<String> known = RuleCatalogue.standard().rules().stream()
                .map(Rule::id)
                .filter(id -> !id.startsWith("MD-") && !id.startsWith("PR-"))
                .collect(Collectors.toCollection(TreeSet::new));
        // These need files too large or too long-named for here: see ArchiveLimitsTest and the corpus.
        known.removeAll(Set.of("ZIP-28", "RC-13", "SD-28", "UP-03", "FN-07"));
        // No file breaks this one: see DistVerifierTest.
        known.remove("VF-01");
        assertThat(tried).containsAll(known);
    }

    @Test
    void enforcedRulesSayWhenAndInWhichWords() {
        for (Rule rule : RuleCatalogue.standard().rules()) {
            assertThat(rule.pypi().isPresent()).as(rule.id()).isEqualTo(rule.stage() != PypiStage.NEVER);
        }
    }
}
