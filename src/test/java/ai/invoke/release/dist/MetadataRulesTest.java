package ai.invoke.release.dist;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.dist.rule.Severity;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MetadataRulesTest {

    private static Stream<Corpus.Row> broken() {
        return Corpus.rows("broken").stream().filter(row -> row.rule().startsWith("MD-"));
    }

    private static Stream<Corpus.Row> good() {
        return Stream.concat(
                Corpus.rows("good").stream()
                        .filter(row -> !row.path().toString().contains("demo_local")),
                Corpus.rows("broken").stream().filter(row -> row.advice().equals("ok")));
    }

    private static List<Finding> metadata(Corpus.Row row) {
        return new DistVerifier()
                .verify(row.path()).stream()
                        .filter(finding -> finding.rule().startsWith("MD-")
                                || finding.rule().matches("SD-1[89]"))
                        .toList();
    }

    @ParameterizedTest
    @MethodSource("broken")
    void everyDefectIsFoundByItsRule(Corpus.Row row) {
        List<Finding> findings = metadata(row).stream()
                .filter(finding -> finding.rule().equals(row.rule()))
                .toList();

        switch (row.advice()) {
            case "error" -> assertThat(findings).extracting(Finding::severity).contains(Severity.ERROR);
            case "warn" -> assertThat(findings).extracting(Finding::severity).containsOnly(Severity.WARNING);
            default -> assertThat(findings).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("broken")
    void pypisOwnWordsAreForeseen(Corpus.Row row) {
        List<String> answers = metadata(row).stream()
                .flatMap(finding -> finding.pypi().stream())
                .toList();

        if (row.warehouse().startsWith("REJECT ")) {
            assertThat(answers).first().isEqualTo(row.warehouse().substring("REJECT ".length()));
        } else {
            assertThat(answers).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("good")
    void nothingIsSaidAgainstGoodMetadata(Corpus.Row row) {
        assertThat(metadata(row))
                .filteredOn(finding -> finding.severity() == Severity.ERROR)
                .isEmpty();
    }

    @Test
    void aLocalVersionIsTheOnlyErrorOfAWellMadeWheel() {
        Corpus.Row local = Corpus.rows("good").stream()
                .filter(row -> row.path().toString().contains("demo_local"))
                .findFirst()
                .orElseThrow();

        assertThat(metadata(local))
                .filteredOn(finding -> finding.severity() == Severity.ERROR)
                .extracting(Finding::rule, finding -> finding.pypi().orElse(""))
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        "MD-30", "The use of local versions in '1.0+cu118' is not allowed."));
    }
}
