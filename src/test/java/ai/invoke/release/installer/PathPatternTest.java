package ai.invoke.release.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {

    @ParameterizedTest
    @CsvSource({
        "*.py, a.py, true, false",
        "*.py, lib/a.py, false, false",
        "lib/*.py, lib/a.py, true, false",
        "lib/*.py, lib, false, true",
        "lib/*.py, libs, false, false",
        "**/*.py, a.py, true, true",
        "**/*.py, a/b/c.py, true, true",
        "**, a/b, true, true",
        "lib/, lib/a/b, true, true",
        "lib/, lib, true, true",
        "lib/**, other, false, false",
        "a/**/z, a/z, true, true",
        "a/**/z, a/b/c/z, true, true",
        "a/**/z, b/z, false, false",
        "install.*.in, install.sh.in, true, false",
        "install.*.in, installXshXin, false, false",
        "lib\\*.py, lib/a.py, true, false",
        "A.txt, a.txt, false, false",
        "?.txt, ab.txt, false, false",
        "(a|b)+[c].txt, (a|b)+[c].txt, true, false",
    })
    void meansWhatAntMeans(String pattern, String path, boolean matches, boolean below) {
        List<String> segments = List.of(path.split("/"));
        assertThat(new PathPattern(pattern).matches(segments)).isEqualTo(matches);
        assertThat(new PathPattern(pattern).couldMatchBelow(segments)).isEqualTo(below);
    }

    @ParameterizedTest
    @ValueSource(strings = {"**/", "*a", "a*/**/"})
    void manyStarsTakeNoTime(String repeated) {
        PathPattern pattern = new PathPattern(repeated.repeat(20) + "b");
        List<String> path = new ArrayList<>(Collections.nCopies(60, "a"));
        path.add("a".repeat(120));
        assertThat(assertTimeoutPreemptively(
                        Duration.ofSeconds(10),
                        () -> pattern.matches(path) || pattern.matches(List.of("a".repeat(120)))))
                .isFalse();
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> pattern.couldMatchBelow(path));
    }
}
