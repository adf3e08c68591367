package ai.invoke.release.dist.metadata.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.invoke.release.dist.metadata.RstMistakes;
import ai.invoke.release.text.PythonText;
import ai.invoke.release.version.SpecifierSet;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values as long as a whole file, made to tire patterns and recursion: an answer, in bounded time and stack. */
class AbsurdValuesTest {

    private static final int MANY = 60_000;

    private static Stream<String> absurd() {
        return Stream.of(
                        "1.", "a.", "a@", "(", "[", "%41", "'", "\"\\", "a-", "== 1,", "MIT OR ", "(c", "a;", "/../",
                        "a\n")
                .flatMap(part -> Stream.of(
                        ">=" + part.repeat(MANY),
                        "https://x/" + part.repeat(MANY),
                        "demo; python_version == " + part.repeat(MANY),
                        "text/markdown; x=\"" + part.repeat(MANY),
                        "a@" + part.repeat(MANY)));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("absurd")
    void everyReaderAnswers(String text) {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            SpecifierSet.tryParse(text);
            EmailAddress.in(text.substring(0, 20_000)).forEach(EmailAddress::fault);
            assertThat(EmailAddress.fault(text)).isPresent();
            HttpUrl.isTakenByPypi(text);
            assertThat(HttpUrl.isWellFormed(text)).isFalse();
            RstMistakes.first(text);
            assertThat(PythonText.repr(text)).hasSizeGreaterThan(text.length());
            assertThatThrownBy(() -> Requirement.parse(text)).isInstanceOf(SyntaxException.class);
            assertThatThrownBy(() -> ContentType.parse(text)).isInstanceOf(SyntaxException.class);
            assertThatThrownBy(() -> LicenseExpression.parse(text)).isInstanceOf(SyntaxException.class);
        });
    }
}
