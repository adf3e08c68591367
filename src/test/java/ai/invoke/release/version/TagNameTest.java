package ai.invoke.release.version;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.version.TagVerdict.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagNameTest {

    @Test
    void judgesEveryTagOfTheRealProject() {
        List<List<String>> rows = Tsv.read("invokeai-tags.tsv");
        assertThat(rows).hasSize(335);
        List<String> differences = new ArrayList<>();
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        int equalTextYetInvalid = 0;
        int speltUnlikeItsFiles = 0;
        for (List<String> row : rows) {
            TagName tag = TagName.of("refs/tags/" + row.get(0), "v");
            Optional<PyVersion> version = tag.version();
            List<String> tagActual = List.of(
                    String.valueOf(version.isPresent()),
                    version.map(v -> String.valueOf(v.isPrerelease())).orElse("-"),
                    version.map(PyVersion::normalized).orElse("-"));
            if (!tagActual.equals(List.of(row.get(4), row.get(7), row.get(8)))
                    || tag.problem().isPresent() == version.isPresent()) {
                differences.add(row + " but was " + tagActual);
            }
            if (!row.get(3).equals("-")) {
                TagVerdict verdict = new TagVerdict(tag, row.get(3));
                counts.merge(verdict.outcome(), 1, Integer::sum);
                boolean sameText = tag.versionText().equals(row.get(3));
                boolean normal = version.filter(v -> v.normalized().equals(tag.versionText()))
                        .isPresent();
                speltUnlikeItsFiles += verdict.matches() && !normal ? 1 : 0;
                equalTextYetInvalid += sameText && !verdict.matches() ? 1 : 0;
                if (!String.valueOf(verdict.matches()).equals(row.get(5))
                        || !String.valueOf(sameText).equals(row.get(6))) {
                    differences.add(row + " but was " + verdict.outcome());
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(equalTextYetInvalid).isEqualTo(3);
        assertThat(speltUnlikeItsFiles).isEqualTo(48);
        assertThat(counts)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Outcome.MATCH, 300,
                        Outcome.MISMATCH, 7,
                        Outcome.TAG_INVALID, 7,
                        Outcome.FILE_INVALID, 1,
                        Outcome.BOTH_INVALID, 3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v2.2.5p2 | \"p2\" is not part | spell it v2.2.5.post2",
                "v4.2.4-mgpu | \"-mgpu\" is not part | spell it v4.2.4, or v4.2.4+mgpu (legal, but PyPI refuses local versions)",
                "v.2.3.1-rc1 | \".2.3.1-rc1\" is not part | spell it v2.3.1-rc1",
                "v3-latest | \"-latest\" is not part | a release needs a tag of its own with its version, for instance v1.2.3",
                "v3-latest-test | \"-latest-test\" is not part | a release needs a tag of its own",
                "v4.2.9-canvas-20240823 | \"-canvas-20240823\" | spell it v4.2.9, or v4.2.9+canvas.20240823 (legal",
                "version_0.9 | \"ersion_0.9\" | spell it v0.9",
                "release-1.14 | \"release-1.14\" | spell it v1.14",
                "vinstaller-test-delete | \"installer-test-delete\" | a release needs a tag",
                "vv1.0 | \"v1.0\" | spell it v1.0",
                "v1.0-SNAPSHOT | \"-SNAPSHOT\" | spell it v1.0.dev0",
                "v1.0-M2 | \"-M2\" | spell it v1.0a2",
                "v1.0-final | \"-final\" | spell it v1.0",
                "v1.0- | \"-\" | spell it v1.0",
                "v1.0..1 | it holds .. | name the tag alone",
                "v1.0--rc1 | \"--rc1\" | spell it v1.0-rc1",
                "v1.0+ | it ends too early | spell it v1.0",
                "v | it is empty | a release needs a tag",
                "v3.4.0rc2-EXPERIMENTAL(for_x) | \"-EXPERIMENTAL(for_x)\" | spell it v3.4.0rc2",
                "v2.1.3p1-hot | \"p1-hot\" | spell it v2.1.3",
            })
    void saysWhatIsWrongAndWhatWouldBeRight(String name, String wrong, String advice) {
        assertThat(TagName.of(name, "v").problem().orElseThrow().toString())
                .contains(wrong)
                .contains("-> " + advice);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1 .0",
                " v1.0",
                "v1..0",
                "v1.0\n",
                "v1.0\u0000",
                "v1.0~1",
                "v1:0",
                "v1*",
                "v1?",
                "v[1]",
                "v1\\0",
                "-v1.0",
                "/v1",
                "v1/",
                "v1.",
                "v1.lock",
                "a//v1",
                ".v/1.lock/2",
                "@",
                "v1@{0}",
                "",
                "v1\u007f",
                "v1\ud800",
            })
    void refusesWhatGitWouldRefuse(String name) {
        TagName tag = TagName.of(name, "v");
        assertThat(tag.version()).isEmpty();
        assertThat(tag.problem().orElseThrow().toString())
                .contains("is not")
                .doesNotContain("\u0000")
                .doesNotContain("\ud800");
    }

    @ParameterizedTest
    @CsvSource({
        "v1.0, v, 1.0, 1.0",
        "1.0, v, 1.0, 1.0",
        "V1.0, v, V1.0, 1.0",
        "refs/tags/v5.0.0.a1, v, 5.0.0.a1, 5.0.0a1",
        "release/1.0, release/, 1.0, 1.0",
        "app-v1.0, app-, v1.0, -",
        "app-v1.0, app-v, 1.0, 1.0",
        "v1.0, app-v, v1.0, -",
        "1.0, '', 1.0, 1.0",
        "v1.0, '', v1.0, 1.0",
        "v1!2.0, v, 1!2.0, 1!2.0",
    })
    void takesThePrefixOff(String ref, String prefix, String text, String normalized) {
        TagName tag = TagName.of(ref, prefix);
        assertThat(tag.versionText()).isEqualTo(text);
        assertThat(tag.version().map(PyVersion::normalized).orElse("-")).isEqualTo(normalized);
        assertThat(tag.ref()).startsWith("refs/tags/").endsWith(tag.name());
    }

    @ParameterizedTest
    @CsvSource({
        "v5.0.0.a1, 5.0.0a1, SPELT_DIFFERENTLY",
        "v1.0, 1.0.0, SPELT_DIFFERENTLY",
        "v1.0, v1.0, SPELT_DIFFERENTLY",
        "v1.0+CU118, 1.0+cu118, SPELT_DIFFERENTLY",
        "v1.0+x, 1.0, MISMATCH",
        "v1.0, 1.0, MATCH",
        "v1.0, 1.0 beta, FILE_INVALID",
    })
    void comparesAsVersions(String tag, String raw, Outcome outcome) {
        assertThat(new TagVerdict(TagName.of(tag, "v"), raw).outcome()).isEqualTo(outcome);
    }

    @Test
    void explainsAHostileTextInBoundedTimeAndLength() {
        Misspelling misspelling = Misspelling.of("1.0" + "-x".repeat(1_000_000)).orElseThrow();
        assertThat(misspelling.reason()).hasSizeLessThan(300);
        assertThat(misspelling.suggestions()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "^^|it is empty",
                "v1 .0|it holds a space",
                "v1\u0001|it holds the character U+0001",
                "v1\u001f0|it holds the character U+001F",
                "v1\u007f|it holds the character U+007F",
                "v1\ud83d|it holds the character U+D83D",
                "\ud83d1|it holds the character U+D83D",
                "v1\ude00|it holds the character U+DE00",
                "\ude00|it holds the character U+DE00",
                "v1\ude00\ud83d|it holds the character U+DE00",
                "v1~1|it holds ~",
                "~|it holds ~",
                "v1..2|it holds ..",
                "v1@{0}|it holds @{",
                "a//v1|it holds //",
                "-v1|it starts with -",
                "/v1|it starts with /",
                "@|it starts with @",
                "v1/|it ends with /",
                "v1.|it ends with .",
                "v1.lock|it ends with .lock",
                "a.lock/v1|a part of it starts with a dot or ends with .lock",
                "a/.v1|a part of it starts with a dot or ends with .lock",
            })
    void saysWhatGitWouldRefuse(String name, String why) {
        assertThat(TagName.of(name, "v").problem().orElseThrow().toString())
                .contains("is not a name that git allows for a tag: " + why + System.lineSeparator());
    }

    @Test
    void lettersOutsideOfTheBasicPlaneAreAllowedByGit() {
        assertThat(TagName.of("v1.0\ud83d\ude00", "v").problem().orElseThrow().toString())
                .contains("is not a PEP 440 version");
    }
}
