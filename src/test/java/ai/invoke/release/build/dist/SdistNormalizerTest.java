package ai.invoke.release.build.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.dist.content.ContentLimits;
import ai.invoke.release.dist.tar.TarFixture;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives are written and read by Python's own tarfile. */
class SdistNormalizerTest {

    private static final String WRITE = """
            import io, sys, tarfile
            out, order, mode, when, fmt = sys.argv[1], sys.argv[2], int(sys.argv[3], 8), float(sys.argv[4]), int(sys.argv[5])
            names = ["demo-1/a.py", "demo-1/ü mlaut.txt", "demo-1/" + "long/" * 40 + "name.py", "demo-1/run.sh"]
            with tarfile.open(out, "w:gz", format=fmt) as tar:
                top = tarfile.TarInfo("demo-1"); top.type = tarfile.DIRTYPE; top.mode = 0o775; top.mtime = when
                tar.addfile(top)
                for name in sorted(names, reverse=order == "reverse"):
                    info = tarfile.TarInfo(name)
                    info.mode, info.mtime, info.uname, info.uid = mode | (0o100 if name.endswith(".sh") else 0), when, "me", 1000
                    data = name.encode() * 1000
                    info.size = len(data)
                    tar.addfile(info, io.BytesIO(data))
                hard = tarfile.TarInfo("demo-1/hard.py"); hard.type = tarfile.LNKTYPE; hard.linkname = "demo-1/a.py"
                hard.mtime = when
                tar.addfile(hard)
                soft = tarfile.TarInfo("demo-1/soft"); soft.type = tarfile.SYMTYPE; soft.linkname = "a.py"; soft.mtime = when
                tar.addfile(soft)
            """;

    private static final String READ = """
            import sys, tarfile
            with tarfile.open(sys.argv[1], "r:gz", errorlevel=2) as tar:
                for m in tar:
                    data = tar.extractfile(m).read() if m.isreg() else b""
                    print(m.name, m.type.decode(), oct(m.mode), m.mtime, m.uid, repr(m.uname), m.linkname, len(data), data[:6])
            """;

    @TempDir
    Path temporary;

    private final ProcessRunner runner = new ProcessRunner(System.getenv());

    private String python(String script, Object... arguments) {
        Command command = Command.of(
                temporary,
                Stream.concat(
                                Stream.of("python3", "-X", "utf8", "-c", script),
                                Stream.of(arguments).map(String::valueOf))
                        .toList());
        Outcome outcome = runner.run(command);
        assertThat(outcome).isInstanceOf(Outcome.Exited.class);
        assertThat(outcome.succeeded()).as(outcome.toString()).isTrue();
        return ((Outcome.Exited) outcome).output();
    }

    @Test
    void equalContentGivesEqualBytesThatPythonReads() throws Exception {
        Path one = temporary.resolve("one.tar.gz");
        Path two = temporary.resolve("two.tar.gz");
        python(WRITE, one, "sorted", "0644", "1700000000.25", 2);
        python(WRITE, two, "reverse", "0600", "1234567890", 1);
        assertThat(Sha256.of(one)).isNotEqualTo(Sha256.of(two));

        SdistNormalizer.normalize(one, temporary.resolve("n1.tar.gz"), 1_767_323_045L);
        SdistNormalizer.normalize(two, temporary.resolve("n2.tar.gz"), 1_767_323_045L);

        assertThat(Sha256.of(temporary.resolve("n1.tar.gz"))).isEqualTo(Sha256.of(temporary.resolve("n2.tar.gz")));
        String listing = python(READ, temporary.resolve("n1.tar.gz"));
        assertThat(listing.lines()).hasSize(7);
        assertThat(listing)
                .contains("demo-1 5 0o755 1767323045 0 ''")
                .contains("demo-1/a.py 0 0o644 1767323045 0 ''  11000 b'demo-1'")
                .contains("demo-1/hard.py 0 0o644 1767323045 0 ''  11000 b'demo-1'")
                .contains("demo-1/run.sh 0 0o755")
                .contains("demo-1/soft 2 0o777 1767323045 0 '' a.py")
                .contains("demo-1/ü mlaut.txt 0 0o644")
                .contains("long/name.py 0 0o644");
    }

    @Test
    void aTruncatedSdistIsAnErrorAndLeavesNoSpool() throws Exception {
        Path one = temporary.resolve("one.tar.gz");
        python(WRITE, one, "sorted", "0644", "1700000000", 2);
        byte[] bytes = Files.readAllBytes(one);
        Path half = Files.write(temporary.resolve("half.tar.gz"), java.util.Arrays.copyOf(bytes, bytes.length / 2));

        assertThatThrownBy(() -> SdistNormalizer.normalize(half, temporary.resolve("n.tar.gz"), 0))
                .isInstanceOf(ProjectException.class);
        assertThat(temporary.resolve("n.tar.gz.spool")).doesNotExist();
    }

    private void refuses(String why, byte[] tar, ContentLimits limits) throws IOException {
        Path sdist = temporary.resolve("demo-1.tar.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(sdist))) {
            gzip.write(tar);
        }
        assertThatThrownBy(() -> SdistNormalizer.normalize(sdist, temporary.resolve("n.tar.gz"), 0, limits))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("demo-1.tar.gz: ")
                .hasMessageContaining(why);
        assertThat(temporary.resolve("n.tar.gz.spool")).doesNotExist();
    }

    /** Each of these was rewritten into something that no check could find any more. */
    @Test
    void whatWouldBeRepairedIsRefused() throws Exception {
        ContentLimits limits = ContentLimits.standard();
        refuses("demo-1/x is neither", tar().add('3', "demo-1/x", "").bytes(), limits);
        refuses("demo-1/x is neither", tar().add('4', "demo-1/x", "").bytes(), limits);
        refuses("demo-1/x is neither", tar().add('6', "demo-1/x", "").bytes(), limits);
        for (char type : "01236".toCharArray()) {
            refuses(
                    "ends with a slash: demo-1/x/",
                    tar().add(type, "demo-1/x/", "").bytes(),
                    limits);
        }
        refuses("demo-1/a.py occurs twice", tar().add('0', "demo-1/a.py", "b").bytes(), limits);
        refuses("demo-1/a.py occurs twice", tar().add('5', "demo-1/a.py/", "").bytes(), limits);
        refuses("demo-1/a.py occurs twice", tar().add('2', "demo-1/a.py", "").bytes(), limits);
        refuses("is a sparse file", tar().add('S', "demo-1/s", "").bytes(), limits);
        refuses("a member has the type", tar().add('Z', "demo-1/z", "").bytes(), limits);
        refuses(
                "bytes follow the end",
                tar().raw(new byte[1024]).add('0', "demo-1/z", "key").bytes(),
                limits);
    }

    @Test
    void whatIsTooMuchIsRefused() throws Exception {
        ContentLimits small = new ContentLimits(5, 400, 100, 100, 1 << 16, 50);
        refuses(
                "more than 65,536 bytes",
                tar().add('0', "demo-1/x", "x".repeat(70_000)).bytes(),
                small);
        byte[] declared = tar().add('0', "demo-1/x", "", header -> TarFixture.put(header, 124, 12, "40000000000"))
                .bytes();
        refuses("unpacks to more than", declared, ContentLimits.standard());
        TarFixture many = tar();
        TarFixture headers = tar();
        for (int i = 0; i < 10; i++) {
            many.add('0', "demo-1/m" + i, "");
            headers.add('g', "p", TarFixture.record("comment", "c".repeat(20_000)));
        }
        refuses("more than 5 members", many.bytes(), small);
        refuses("unpacks to more than", headers.add('0', "demo-1/y", "").bytes(), small);
        refuses(
                "an extended header of",
                tar().add('L', "p", "n".repeat(2 << 20)).add('0', "y", "").bytes(),
                small);
    }

    private static TarFixture tar() {
        return new TarFixture().add('5', "demo-1/", "").add('0', "demo-1/a.py", "a");
    }
}
