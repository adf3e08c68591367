package ai.invoke.release.build.python;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.testing.Growth;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "-c more.txt;more.txt",
                "  -r   more.txt  ;more.txt",
                "-cmore.txt;more.txt",
                "-c=more.txt;more.txt",
                "--constraint more.txt;more.txt",
                "--constraint=  more.txt;more.txt",
                "--requirement\tmore.txt;more.txt",
                "--constraint =more.txt;=more.txt",
                "-c a file.txt # why;a file.txt",
                "-c a#b.txt  # why # not;a#b.txt",
                "-c # why;# why",
            })
    void whatALineIncludes(String line, String file) {
        assertThat(Constraints.included(line)).hasValue(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "demo==1.0",
                "# -c x",
                "-e .",
                "-c",
                "-c  ",
                "--constraint",
                "--constraint=",
                "--constraintx",
                "demo -c x"
            })
    void whatIncludesNothing(String line) {
        assertThat(Constraints.included(line)).isEmpty();
    }

    @Test
    void aLineOfWhiteSpaceIsReadOnce() {
        for (List<String> text : List.of(
                List.of("-c a", " ", "b"),
                List.of("-c", " ", ""),
                List.of("", " ", "-c"),
                List.of("-c a", " #", ""),
                List.of("-c a", "#", ""))) {
            Growth.isLinear("constraints", text, input -> {
                Constraints.included(new String(input, StandardCharsets.ISO_8859_1));
                return Optional.empty();
            });
        }
    }
}
