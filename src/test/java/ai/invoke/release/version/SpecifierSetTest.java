package ai.invoke.release.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The answers of {@code packaging} 26.3. */
class SpecifierSetTest {

    private static final List<String> VERSIONS = List.of(
            ("0.9 1.0.dev1 1.0a1.dev2 1.0a1 1.0b2 1.0rc1 1.0 1.0.0 1.0+local 1.0+local.2 1.0.post1.dev3 1.0.post1"
                            + " 1.0.post1+abc 1.0.1 1.1.dev0 1.1 1.1.2 1.2 1.9.9 1.10 2.0.dev1 2.0rc1 2.0 3.11.7 1!0.5 1!1.0")
                    .split(" "));

    static Stream<List<String>> table() {
        return Tsv.read("specifiers.tsv").stream();
    }

    @ParameterizedTest
    @MethodSource("table")
    void readsAndMatchesAsPackaging(List<String> row) {
        Optional<SpecifierSet> set = SpecifierSet.tryParse(row.get(0));

        assertThat(set.map(found -> found.clauses().stream()
                                .map(SpecifierSet.Clause::toString)
                                .sorted()
                                .collect(Collectors.joining(",")))
                        .orElse("none"))
                .isEqualTo(row.get(1));
        assertThat(VERSIONS.stream()
                        .filter(version -> set.filter(found -> found.matches(PyVersion.parse(version)))
                                .isPresent())
                        .collect(Collectors.joining(" ")))
                .isEqualTo(row.get(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ">=3.11,<3.13 | <3.13,>=3.11",
                "<3.13, >=3.11.0 | <3.13,>=3.11",
                ">=3.11,>=3.11.0.0 | >=3.11",
                "==1.0 | ==1",
                "==1.0.* | ==1.0.*",
                "===1.0 | ===1.0",
                "~=1.0 | ~=1.0",
                "~=1.0.0 | ~=1.0.0",
                ">=1.0c1 | >=1rc1",
                ">1!1.0.post0 | >1!1.post0",
                ">=10.0 | >=10",
            })
    void setsThatMeanTheSameHaveOneForm(String text, String canonical) {
        assertThat(SpecifierSet.tryParse(text).orElseThrow().canonical()).isEqualTo(canonical);
    }

    @Test
    void isShownAsWritten() {
        assertThat(SpecifierSet.tryParse(" >= 1.0 ,,<2").orElseThrow()).hasToString(">=1.0,<2");
    }

    @Test
    void aClauseThatNobodyWroteIsRefused() {
        String longest = ">=" + "1.".repeat(1998) + "1";

        assertThat(SpecifierSet.tryParse(longest)).isPresent();
        assertThat(SpecifierSet.tryParse(longest + ".11")).isEmpty();
        assertThat(SpecifierSet.tryParse(">=" + "1".repeat(3000))).isPresent();
    }
}
