package ai.invoke.release.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.testing.Growth;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK is the judge of what a glob means. */
class GlobTest {

    private static final int ROUNDS = 60_000;

    private static String drawn(Random random, List<String> pieces, int most) {
        return random.ints(random.nextInt(most + 1), 0, pieces.size())
                .mapToObj(pieces::get)
                .collect(Collectors.joining());
    }

    private static Optional<PathMatcher> jdk(String pattern) {
        try {
            return Optional.of(FileSystems.getDefault().getPathMatcher("glob:" + pattern));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void patternsForPathsMeanWhatTheyMeanToTheJdk() {
        Random random = new Random(9);
        List<String> pieces = List.of(
                "a", "b", "c", "/", ".", "-", "*", "*", "**", "**/", "?", "{", ",", "}", "{,a}", "[", "]", "[a-b]",
                "[!a]", "\\", "😀");
        List<String> letters = List.of("a", "b", "c", "/", ".", "-", ",", "😀", "[", "}");
        int read = 0;
        int fitting = 0;
        while (read < ROUNDS) {
            String pattern = drawn(random, pieces, 7);
            Optional<PathMatcher> judge = jdk(pattern);
            if (judge.isEmpty()) {
                continue;
            }
            Glob glob = Glob.path(pattern);
            for (int i = 0; i < 4; i++) {
                Path path = Path.of(drawn(random, letters, 5));
                boolean fits = judge.get().matches(path);
                assertThat(glob.matches(path.toString()))
                        .as("%s for %s", pattern, path)
                        .isEqualTo(fits);
                read++;
                fitting += fits ? 1 : 0;
            }
        }
        assertThat(fitting).isGreaterThan(ROUNDS / 20);
    }

    @Test
    void simplePatternsHaveAStarAndAQuestionMarkOnly() {
        Random random = new Random(9);
        List<String> pieces = List.of("a", "b", "/", "*", "*", "?", "[a]", "{a,b}", "\\", ".", "\n", "😀");
        for (int i = 0; i < ROUNDS; i++) {
            String pattern = drawn(random, pieces, 7);
            String text = drawn(random, List.of("a", "b", "/", "[a]", "{a,b}", "\\", ".", "\n", "😀"), 5);
            String regex = pattern.codePoints()
                    .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                    .collect(Collectors.joining());
            assertThat(Glob.simple(pattern).matches(text))
                    .as("%s for %s", pattern, text)
                    .isEqualTo(
                            Pattern.compile(regex, Pattern.DOTALL).matcher(text).matches());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"[]a].txt ; ].txt", "[a-c-e] ; -", "[--a] ; -", "[!]] ; a", "** ; a\\n/b", "*.PDF ; a.PDF"})
    void takesWhatTheJdkRefusesAsShellsDo(String pattern, String text) {
        assertThat(Glob.path(pattern).matches(text.translateEscapes())).isTrue();
    }

    @Test
    void caseMattersEverywhere() {
        assertThat(Glob.path("*.PDF").matches("a.pdf")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "a[b", "[a/b]", "[b-a]", "{a", "{a,{b}}", "a\\"})
    void whatHasNoMeaningIsRefused(String pattern) {
        assertThatThrownBy(() -> Glob.path(pattern)).isInstanceOf(PatternSyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*a", "?*", "**/", "{,a}", "{,**/}", "{*,a}", "[!b]*", "a"})
    void isFastWhateverThePatternAndTheName(String repeated) {
        Glob many = Glob.path(repeated.repeat(20) + "!");
        Growth.isLinear("name", List.of("", "a", ""), input -> {
            many.matches(new String(input));
            return Optional.empty();
        });
        String name = "a".repeat(200);
        Growth.isLinear("pattern", List.of("", repeated, "!"), input -> {
            Glob.path(new String(input)).matches(name);
            return Optional.empty();
        });
    }
}
