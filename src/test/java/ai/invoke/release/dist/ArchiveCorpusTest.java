package ai.invoke.release.dist;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.dist.rule.Severity;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples that break a rule about archives, names and contents. */
class ArchiveCorpusTest {

    private static final Set<String> PREFIXES = Set.of("ZIP", "DI", "WH", "RC", "FN", "EP", "DA", "CT", "SD");

    /** A version that is not PEP 440 stands in the file's name and in METADATA alike; PyPI meets METADATA first. */
    private static final Map<String, Set<String>> JUSTIFIED =
            Map.of("f_version_invalid-1.0final-py3-none-any.whl", Set.of("MD-05"));

    static Stream<Corpus.Row> broken() {
        return Corpus.rows("broken").stream()
                .filter(row ->
                        PREFIXES.contains(row.rule().substring(0, row.rule().indexOf('-'))));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void eachDefectIsFoundAndNothingElseIsCalledBroken(Corpus.Row row) {
        CorpusVerdict.check(row, JUSTIFIED.getOrDefault(row.path().getFileName().toString(), Set.of()));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void pypisAnswerIsForetoldWordForWord(Corpus.Row row) {
        if (!JUSTIFIED.containsKey(row.path().getFileName().toString())) {
            CorpusVerdict.checkPypi(row);
        }
    }

    @Test
    void goodFilesHaveNoErrorOfTheseRules() {
        for (Corpus.Row row : Corpus.rows("good")) {
            List<Finding> errors = new DistVerifier()
                    .verify(row.path()).stream()
                            .filter(finding -> finding.severity() == Severity.ERROR)
                            .filter(finding -> PREFIXES.contains(
                                    finding.rule().substring(0, finding.rule().indexOf('-'))))
                            .toList();
            assertThat(errors).as(row.toString()).isEmpty();
        }
    }
}
