package ai.invoke.release.dist;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.dist.content.ContentLimits;
import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import ai.invoke.release.dist.rule.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistVerifierTest {

    @TempDir
    private Path temp;

    private record Broken(Throwable failure) implements RuleGroup {

        @Override
        public String title() {
            return "Broken rules";
        }

        @Override
        public List<Rule> rules() {
            return List.of();
        }

        @Override
        public void check(DistContents contents, Findings findings) {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }
    }

    @Test
    void aGroupThatFailsIsAFindingAndTheOthersStillJudge() throws Exception {
        Path wheel = new WheelFixture().remove("demo-1.0.dist-info/WHEEL").write(temp);
        for (Throwable failure : List.of(new IndexOutOfBoundsException("7"), new StackOverflowError())) {
            List<RuleGroup> groups = new ArrayList<>(RuleCatalogue.standard().groups());
            groups.add(0, new Broken(failure));
            DistVerifier verifier = new DistVerifier(new RuleCatalogue(groups), ContentLimits.standard());
            List<Finding> findings = verifier.verify(wheel);
            assertThat(findings).anySatisfy(finding -> {
                assertThat(finding.rule()).isEqualTo("VF-01");
                assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                assertThat(finding.file()).isEqualTo(WheelFixture.NAME);
                assertThat(finding.message())
                        .contains("Broken rules", failure.getClass().getSimpleName(), "DistVerifierTest");
            });
            assertThat(findings).extracting(Finding::rule).contains("DI-06");
        }
    }

    @Test
    void aVersionFileThatIsNoPythonDoesNotEndTheCheck() throws Exception {
        Path wheel = new WheelFixture().put("demo/__init__.py", "async:\n").write(temp);
        assertThat(new DistVerifier().verify(wheel))
                .extracting(Finding::severity)
                .doesNotContain(Severity.ERROR);
    }
}
