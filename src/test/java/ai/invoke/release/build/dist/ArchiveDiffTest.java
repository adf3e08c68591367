package ai.invoke.release.build.dist;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that differ in one thing, written by Python. */
class ArchiveDiffTest {

    private static final String WRITE = """
            import io, os, sys, tarfile, zipfile, gzip
            os.chdir(sys.argv[1])

            def wheel(name, members, method=zipfile.ZIP_DEFLATED, level=6):
                with zipfile.ZipFile(name + ".whl", "w") as archive:
                    for path, data, mode, minute in members:
                        info = zipfile.ZipInfo(path, (2026, 1, 2, 3, minute, 4))
                        info.external_attr, info.compress_type = (0o100000 | mode) << 16, method
                        archive.writestr(info, data, compresslevel=level)

            def sdist(name, members, when=1767323045):
                with open(name + ".tar.gz", "wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=when) as zipped:
                    with tarfile.open(fileobj=zipped, mode="w") as archive:
                        for path, data, kind, link, owner in members:
                            info = tarfile.TarInfo(path)
                            info.type, info.linkname, info.uname, info.mode, info.mtime = kind, link, owner, 0o644, 1767323045
                            info.size = len(data)
                            archive.addfile(info, io.BytesIO(data))

            a, b = ("a.py", b"a" * 1000, 0o644, 4), ("b.py", b"b" * 1000, 0o644, 4)
            wheel("plain", [a, b])
            wheel("order", [b, a])
            wheel("mode", [a, ("b.py", b"b" * 1000, 0o755, 4)])
            wheel("time", [a, ("b.py", b"b" * 1000, 0o644, 5)])
            wheel("content", [a, ("b.py", b"x = '/somewhere/else/b.py'", 0o644, 4)])
            wheel("stored", [a, b], zipfile.ZIP_STORED)
            wheel("level", [a, b], level=1)
            wheel("more", [a, b, ("c.py", b"", 0o644, 4)])
            wheel("twice", [a, b, b])
            f, s = ("p/f", b"f", tarfile.REGTYPE, "", ""), ("p/s", b"", tarfile.SYMTYPE, "f", "")
            sdist("plain", [f, s])
            sdist("link", [f, ("p/s", b"", tarfile.SYMTYPE, "g", "")])
            sdist("owner", [("p/f", b"f", tarfile.REGTYPE, "", "me"), s])
            sdist("header", [f, s], 1767323046)
            """;

    @TempDir
    Path temporary;

    @Test
    void saysWhichMembersDifferAndHow() throws Exception {
        Path script = Files.writeString(temporary.resolve("write.py"), WRITE);
        Outcome written = new ProcessRunner(System.getenv())
                .run(Command.of(temporary, "python3", "-I", "-W", "ignore", script.toString(), temporary.toString()));
        assertThat(written.succeeded()).as(written.toString()).isTrue();

        assertThat(wheel("plain")).isEmpty();
        assertThat(wheel("order")).containsExactly("the order of the members: a.py and b.py stand at the same place");
        assertThat(wheel("mode")).containsExactly("b.py: mode (0644 and 0755)");
        assertThat(wheel("time")).containsExactly("b.py: time (2026-01-02T03:04:04 and 2026-01-02T03:05:04)");
        assertThat(wheel("content"))
                .containsExactly("b.py: content (1000 and 26 bytes; it names the folder of the build)");
        assertThat(wheel("stored"))
                .containsExactly("a.py: method (DEFLATED and STORED)", "b.py: method (DEFLATED and STORED)");
        assertThat(wheel("more")).containsExactly("c.py: only in the second build");
        assertThat(wheel("twice")).containsExactly("b.py (2): only in the second build");
        assertThat(sdist("plain")).isEmpty();
        assertThat(sdist("link")).containsExactly("p/s: link (f and g)");
        assertThat(sdist("owner")).containsExactly("p/f: owner (0:0 : and 0:0 me:)");
        assertThat(sdist("header"))
                .containsExactly("all members are equal; the compression or the headers of the archive differ");
    }

    private List<String> wheel(String name) throws Exception {
        return new ArchiveDiff(Path.of("/somewhere/else"))
                .between(temporary.resolve("plain.whl"), temporary.resolve(name + ".whl"));
    }

    private List<String> sdist(String name) throws Exception {
        return new ArchiveDiff(Path.of("/somewhere/else"))
                .between(temporary.resolve("plain.tar.gz"), temporary.resolve(name + ".tar.gz"));
    }
}
