package ai.invoke.release.version.source;

import ai.invoke.release.fuzz.FuzzTarget;
import ai.invoke.release.fuzz.FuzzTarget.Claim;
import ai.invoke.release.fuzz.Scratch;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.version.source.VersionFile.Literal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Where projects say their version. */
public final class SourceFuzz {

    private SourceFuzz() {}

    public static List<FuzzTarget> targets() {
        return List.of(
                new FuzzTarget(
                        "version-file",
                        SourceFuzz::versionFile,
                        List.of(
                                List.of("", "(", ""),
                                List.of("", "f'{", ""),
                                List.of("", "\\\n", ""),
                                List.of("", "'", ""),
                                List.of("", "\"\"\"", ""),
                                List.of("", "__version__ = ", "'1'\n"),
                                List.of("", "__version__ = '1'\n", ""),
                                List.of("", "if x:\n ", ""),
                                List.of("x = ", "(y := ", ""),
                                List.of("", "\n", ""),
                                List.of("", " ", ""),
                                List.of("#", "coding:\t", ""),
                                List.of("", "a,", ""),
                                List.of("", "a;", ""),
                                List.of("", "f'{(a:=1)}';", ""),
                                List.of("a", "\u0301\u0323", ""),
                                List.of("__version__ = '1'\n", "exec(a, b);", ""),
                                List.of("__version__ = '1'\n[", "for a in b ", "]"),
                                List.of("", "async ", ""),
                                List.of("", "try:\n pass\nfinally:\n pass\n", ""))),
                FuzzTarget.of(
                        "project-toml",
                        SourceFuzz::projectToml,
                        List.of(List.of("[project]\nversion = '", " ", "'"), List.of("a = ", "[", ""))),
                FuzzTarget.of(
                        "setup-cfg",
                        input -> SetupCfg.read(SourceFiles.ofDisk(), Scratch.file("setup.cfg", input))
                                .value("metadata", "version"),
                        List.of(
                                List.of("[metadata]\nversion = 1", "\n a", ""),
                                List.of("", "[", "]"),
                                List.of("", "[a]\n", ""),
                                List.of("[metadata]\n", "\u0130", "= 1"),
                                List.of("[metadata]\n", "\u03A3", "= 1"),
                                List.of("", "=", ""),
                                List.of("", " ", ""))),
                FuzzTarget.of(
                        "setup-py",
                        SourceFuzz::setupPy,
                        List.of(
                                List.of("", "setup(", ""),
                                List.of("setup(", "a=b,", ")"),
                                List.of("", "setup()\n", ""),
                                List.of("setup(version=", "(", ""))));
    }

    /** A literal must be what Python's syntax tree binds last, and nothing else in the file may bind the name. */
    private static Optional<Claim> versionFile(byte[] input) {
        return VersionFile.parse(input, VersionFile.ATTRIBUTE) instanceof Literal literal
                ? Optional.of(new Claim(
                        List.of("version_ast", Base64.getEncoder().encodeToString(input), literal.value()),
                        literal.value()))
                : Optional.empty();
    }

    private static void projectToml(byte[] input) {
        try {
            ProjectToml.read(SourceFiles.ofDisk(), Scratch.file("pyproject.toml", input), "pyproject.toml")
                    .literal("project", "version");
        } catch (ReleaseException documented) {
            if (documented.problems().isEmpty()) {
                throw new AssertionError("no problem", documented);
            }
        }
    }

    private static void setupPy(byte[] input) {
        try {
            SetupPy.read(SourceFiles.ofDisk(), Scratch.file("setup.py", input)).argument("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
