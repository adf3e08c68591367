package ai.invoke.release.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever gets a commit merged writes a line of the release notes. */
class MarkdownTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '\u00a7',
            value = {
                "[click](https://evil.example)\u00a7\\[click\\](https:&#8203;//evil.example)",
                "[click](javascript:alert(1))\u00a7\\[click\\](javascript:alert(1))",
                "![](http://evil.example/x.png)\u00a7!\\[\\](http:&#8203;//evil.example/x.png)",
                "<script>alert(1)</script>\u00a7\\<script\\>alert(1)\\</script\\>",
                "<img src=x onerror=alert(1)>\u00a7\\<img src=x onerror=alert(1)\\>",
                "ping @everyone\u00a7ping @&#8203;everyone",
                "thanks @acme/team\u00a7thanks @&#8203;acme/team",
                "# heading\u00a7\\# heading",
                "fixes #12 | and a table\u00a7fixes #12 \\| and a table",
                "`code` and **bold**\u00a7\\`code\\` and \\*\\*bold\\*\\*",
                "www.evil.example\u00a7www&#8203;.evil.example",
                "&#60;script&#62;\u00a7\\&#60;script\\&#62;"
            })
    void subjectsReadTheSameAndDoNothing(String subject, String written) {
        assertThat(Markdown.inline(subject)).isEqualTo(written);
    }

    /** The mark of a plan in a commit must not make somebody's draft ours, nor ours somebody's. */
    @Test
    void aSubjectCannotCarryTheMarkOfAPlan() {
        String mark = "<!-- invokeai-release-plan: " + "ab".repeat(32) + " -->";
        assertThat(Markdown.inline(mark)).doesNotContain(" -->").doesNotContain(mark);
    }

    @Test
    void controlCharactersAndDirectionMarksAreShownOrGone() {
        String written = Markdown.inline("a\u001b[31mred\u202Egpj.exe\r\n::error::x\u0000");
        assertThat(written.codePoints()).noneMatch(c -> c < 0x20 || c == 0x202E || c == 0x1b);
        assertThat(written).doesNotContain("\n");
    }

    @Test
    @Timeout(20)
    void aVeryLongSubjectTakesLinearTime() {
        for (String part : new String[] {"[", "@a", "<", "\\", "&#", "http://", "\u202E", " "}) {
            assertThatCode(() -> Markdown.inline(part.repeat(100_000 / part.length())))
                    .doesNotThrowAnyException();
        }
    }
}
