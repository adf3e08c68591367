package ai.invoke.release.goal.tag;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.testing.Heard;
import ai.invoke.release.version.PyVersion;
import ai.invoke.release.version.source.DeclaredVersion;
import ai.invoke.release.version.source.VersionSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BumpVersionTest {

    @TempDir
    Path temp;

    private final Heard heard = new Heard();

    private BumpVersion.Result bump(String to) {
        return bump(Optional.empty(), Optional.empty(), to);
    }

    private BumpVersion.Result bump(Optional<Path> file, Optional<String> pattern, String to) {
        return new BumpVersion(heard).run(new BumpVersion.Request(temp, file, pattern, to));
    }

    private SortedMap<String, String> contents() throws IOException {
        SortedMap<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(temp)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(temp.relativize(file).toString(), Files.readString(file, ISO_8859_1));
            }
        }
        return contents;
    }

    private static String version(Path project) {
        DeclaredVersion declared = new VersionSource(project).find(Optional.empty(), Optional.empty());
        return PyVersion.parse(((DeclaredVersion.Literal) declared).text()).normalized();
    }

    /** Every place where check-version finds a literal. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("ai.invoke.release.goal.tag.ProjectShapesTest#literals")
    void onlyTheLiteralThatIsReadIsEdited(String name, String where, String files) throws IOException {
        ProjectShapesTest.write(temp, files);
        SortedMap<String, String> before = contents();

        BumpVersion.Result result = bump("1.2.4rc1");

        assertThat(version(temp)).isEqualTo("1.2.4rc1");
        assertThat(result.where()).hasToString(where);
        SortedMap<String, String> after = contents();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        String file = where.substring(0, where.lastIndexOf(':'));
        before.forEach((path, text) -> {
            if (!path.equals(file)) {
                assertThat(after.get(path)).isEqualTo(text);
            }
        });
        String old = before.get(file);
        String now = after.get(file);
        int start = 0;
        while (old.charAt(start) == now.charAt(start)) {
            start++;
        }
        String rest = old.substring(start);
        assertThat(old.substring(0, start)).as("what is before it").contains("1");
        assertThat(now).as("what is behind it").endsWith(rest.substring(rest.indexOf('\n')));
        bump("1.2.3");
        before.replaceAll((path, text) -> text.replace("(1, 2, '3')", "(1, 2, 3)"));
        assertThat(contents()).as("and back").isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.3, patch, 1.2.4",
        "1.2, patch, 1.2.1",
        "1.2.4rc1, patch, 1.2.4",
        "1.2.3.post2, patch, 1.2.4",
        "1.2.3, rc, 1.2.4rc1",
        "1.2.4rc9, rc, 1.2.4rc10",
        "1.2.4a3, rc, 1.2.4rc1",
        "1.2.4.dev3, rc, 1.2.4rc1",
        "6.14.0-rc1, rc, 6.14.0-rc2",
        "6.13.5.rc1, rc, 6.13.5.rc2",
        "1.2.3, post, 1.2.3.post1",
        "4.2.9post1, post, 4.2.9post2",
        "1.2.3, 2.0.0-rc1, 2.0.0-rc1",
    })
    void theNextOneIsFound(String before, String to, String after) throws IOException {
        Files.writeString(temp.resolve("pyproject.toml"), "[project]\nname = \"x\"\nversion = \"" + before + "\"\n");
        assertThat(bump(to).after()).isEqualTo(after);
        assertThat(temp.resolve("pyproject.toml")).hasContent("[project]\nname = \"x\"\nversion = \"" + after + "\"\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.2.3|1.2.3|is 1.2.3 already",
                "1.2.3|1.2.4p1|1.2.4.post1",
                "1.2.3|1.2.4+cpu|give 1.2.4",
                "1.2.3|next|nor one of patch, rc and post",
                "1.2.3rc1|post|is a pre-release, which gets no post-release",
                "one|patch|so it has no next",
            })
    void whatIsNoNextVersionIsRefusedAndNothingWritten(String before, String to, String said) throws IOException {
        Files.writeString(temp.resolve("pyproject.toml"), "[project]\nname = \"x\"\nversion = \"" + before + "\"\n");
        SortedMap<String, String> there = contents();
        assertThatThrownBy(() -> bump(to)).isInstanceOf(ProjectException.class).hasMessageContaining(said);
        assertThat(contents()).isEqualTo(there);
    }

    @Test
    void allOtherBytesStayAlsoThoseThatAreNoText() throws IOException {
        Path file = temp.resolve("v.py");
        byte[] before = ("\uFEFF# 1.2.3 of \u00e9\r\nold = '1.2.3'; __version__ = '1.2.3'  # 1.2.3\r\nlast = '1.2.3'")
                .getBytes(UTF_8);
        Files.write(file, before);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x---"));

        bump(Optional.of(Path.of("v.py")), Optional.empty(), "patch");

        assertThat(Files.readAllBytes(file))
                .isEqualTo(
                        ("\uFEFF# 1.2.3 of \u00e9\r\nold = '1.2.3'; __version__ = '1.2.4'  # 1.2.3\r\nlast = '1.2.3'")
                                .getBytes(UTF_8));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rwxr-x---");

        Files.write(file, "# -*- coding: latin-1 -*-\r# \u00e9\r__version__ = '1.2.3'\r".getBytes(ISO_8859_1));
        bump(Optional.of(Path.of("v.py")), Optional.empty(), "patch");
        assertThat(Files.readAllBytes(file))
                .isEqualTo("# -*- coding: latin-1 -*-\r# \u00e9\r__version__ = '1.2.4'\r".getBytes(ISO_8859_1));
    }

    @Test
    void aLinkStaysALinkAndAPatternFindsItsPlace() throws IOException {
        Files.writeString(temp.resolve("real.txt"), "a 1.2.3\nversion: 1.2.3;\n");
        Files.createSymbolicLink(temp.resolve("link.txt"), Path.of("real.txt"));

        bump(Optional.of(Path.of("link.txt")), Optional.of("^version: ([^;]+);"), "post");

        assertThat(temp.resolve("link.txt")).isSymbolicLink();
        assertThat(temp.resolve("real.txt")).hasContent("a 1.2.3\nversion: 1.2.3.post1;\n");
    }

    @Test
    void aSpellingThatCannotBeEditedWithCertaintyIsRefused() throws IOException {
        Path file = Files.writeString(temp.resolve("v.py"), "__version__ = '1.' '2.3'\n");
        assertThatThrownBy(() -> bump(Optional.of(Path.of("v.py")), Optional.empty(), "patch"))
                .hasMessageContaining("v.py:1: the version 1.2.3 is spelt in a way that cannot be edited")
                .hasMessageContaining("write 1.2.4 there by hand");
        assertThat(file).hasContent("__version__ = '1.' '2.3'\n");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ai.invoke.release.goal.tag.ProjectShapesTest#computed")
    void aComputedVersionIsRefusedWithAdvice(String name, String said, String files) throws IOException {
        ProjectShapesTest.write(temp, files);
        SortedMap<String, String> before = contents();
        assertThatThrownBy(() -> bump("patch"))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining(said)
                .hasMessageContaining("there is no literal to edit");
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void whatElseSaysTheVersionIsTold() throws IOException {
        Files.writeString(
                temp.resolve("pyproject.toml"),
                "[build-system]\nrequires=[]\nbuild-backend='maturin'\n[project]\nname='x'\ndynamic=['version']\n");
        Files.writeString(temp.resolve("Cargo.toml"), "[package]\nname = \"x\"\nversion = \"1.2.3\"\n");
        Files.writeString(temp.resolve("Cargo.lock"), "[[package]]\nname = \"x\"\nversion = \"1.2.3\"\n");

        assertThat(bump("rc").after()).isEqualTo("1.2.4-rc.1");
        assertThat(bump("1.2.0").after()).isEqualTo("1.2.0");

        assertThat(String.join("\n", heard.warnings))
                .contains("Cargo.lock still says version 1.2.3", "1.2.0 is lower than 1.2.4rc1");
        assertThat(heard.lines)
                .contains("Cargo.toml:3: 1.2.3 -> 1.2.4-rc.1")
                .anyMatch(line -> line.startsWith("next ") && line.contains("mvn invokeai-release:tag-release"));
    }
}
