package ai.invoke.release.dist;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.dist.rule.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What must come out for one example of the corpus. */
public final class CorpusVerdict {

    private CorpusVerdict() {}

    /**
     * The rule of the example is found as severely as its advice says, and no other rule calls the file broken.
     *
     * @param row an example
     * @param justified rules that rightly see the same defect as an error of their own
     */
    public static void check(Corpus.Row row, Set<String> justified) {
        List<Finding> findings = new DistVerifier().verify(row.path());
        Optional<Severity> worst = findings.stream()
                .filter(finding -> finding.rule().equals(row.rule()))
                .map(Finding::severity)
                .min(Comparator.naturalOrder());
        switch (row.advice()) {
            case "error" -> assertThat(worst).as("%s: %s", row, findings).contains(Severity.ERROR);
            case "warn" -> assertThat(worst).as("%s: %s", row, findings).contains(Severity.WARNING);
            default ->
                assertThat(worst.filter(severity -> severity != Severity.NOTE))
                        .as("%s: %s", row, findings)
                        .isEmpty();
        }
        assertThat(findings.stream()
                        .filter(finding -> finding.severity() == Severity.ERROR)
                        .filter(finding -> !finding.rule().equals(row.rule()))
                        .filter(finding -> !justified.contains(finding.rule()))
                        .toList())
                .as("errors besides the one defect of " + row)
                .isEmpty();
    }

    /**
     * The first enforced finding carries PyPI's own words, and there is one exactly when PyPI refuses the file.
     *
     * @param row an example
     */
    public static void checkPypi(Corpus.Row row) {
        Optional<String> answer = new DistVerifier()
                .verify(row.path()).stream()
                        .filter(Finding::enforcedByPypi)
                        .findFirst()
                        .flatMap(Finding::pypi);
        if (row.warehouse().startsWith("REJECT ")) {
            // The table cuts answers off after some two hundred characters.
            assertThat(answer.orElse("ok"))
                    .as(row.toString())
                    .startsWith(row.warehouse().substring("REJECT ".length()));
            assertThat(row.warehouse().length() < 200 ? answer.orElse("ok") : "")
                    .as(row.toString())
                    .hasSizeLessThanOrEqualTo(Math.max(0, row.warehouse().length() - "REJECT ".length()));
        } else {
            assertThat(answer).as(row.toString()).isEmpty();
        }
    }
}
