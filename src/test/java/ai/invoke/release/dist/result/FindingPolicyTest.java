package ai.invoke.release.dist.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.dist.rule.Severity;
import ai.invoke.release.problem.ProjectException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FindingPolicyTest {

    private static final Finding TASTE = finding("CT-05", Severity.WARNING, Optional.empty());
    private static final Finding ENFORCED =
            finding("MD-12", Severity.ERROR, Optional.of("'x' is not a valid classifier."));

    static Finding finding(String rule, Severity severity, Optional<String> pypi) {
        return new Finding(
                rule, severity, "a-1-py3-none-any.whl", Optional.of("a/b"), "message", "hint", "source", pypi);
    }

    @Test
    void anIgnoredRuleIsStillListed() {
        Judged judged = new FindingPolicy(Set.of("CT-05"), Map.of(), false, true)
                .judge(List.of(TASTE))
                .get(0);

        assertThat(judged.ignored()).isTrue();
        assertThat(judged.finding().severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void whatPypiRefusesCannotBeWishedAway() {
        FindingPolicy ignoring = new FindingPolicy(Set.of("MD-12"), Map.of(), false, true);
        FindingPolicy softening = new FindingPolicy(Set.of(), Map.of("MD-12", Severity.NOTE), false, true);

        for (FindingPolicy policy : List.of(ignoring, softening)) {
            Judged judged = policy.judge(List.of(ENFORCED)).get(0);
            assertThat(judged.ignored()).isFalse();
            assertThat(judged.finding().severity()).isEqualTo(Severity.ERROR);
            assertThat(judged.remark())
                    .hasValueSatisfying(remark -> assertThat(remark).contains("PyPI refuses"));
        }
    }

    @Test
    void anotherIndexMayTakeIt() {
        Judged judged = new FindingPolicy(Set.of("MD-12"), Map.of(), false, false)
                .judge(List.of(ENFORCED))
                .get(0);

        assertThat(judged.ignored()).isTrue();
    }

    @Test
    void warningsAndSingleRulesCanBeMadeStricter() {
        assertThat(new FindingPolicy(Set.of(), Map.of(), true, true)
                        .judge(List.of(TASTE))
                        .get(0)
                        .finding()
                        .severity())
                .isEqualTo(Severity.ERROR);
        assertThat(new FindingPolicy(Set.of(), Map.of("CT-05", Severity.ERROR), false, true)
                        .judge(List.of(TASTE))
                        .get(0)
                        .finding()
                        .severity())
                .isEqualTo(Severity.ERROR);
    }

    @Test
    void misspelledWishesAreNamedAllAtOnce() {
        assertThatThrownBy(() -> FindingPolicy.of(
                        List.of("CT-5"), Map.of("CT-05", "fatal", "XX-1", "note"), false, true, Set.of("CT-05")))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll("'CT-5'", "'fatal'", "'XX-1'");
        assertThat(FindingPolicy.of(List.of(" ct-05 "), Map.of("CT-05", "Note"), false, true, Set.of("CT-05")))
                .isEqualTo(new FindingPolicy(Set.of("CT-05"), Map.of("CT-05", Severity.NOTE), false, true));
    }
}
