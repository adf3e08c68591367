package ai.invoke.release.dist.result;

import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.dist.rule.Severity;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.LetterCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which findings stop a release.
 *
 * @param ignored rules that are listed but do not count
 * @param severities rules with another severity than their own
 * @param warningsAsErrors whether a warning stops the release
 * @param forPypi whether the files go to PyPI or TestPyPI, so that what they refuse cannot be wished away
 */
public record FindingPolicy(
        Set<String> ignored, Map<String, Severity> severities, boolean warningsAsErrors, boolean forPypi) {

    /** Takes unmodifiable copies. */
    public FindingPolicy {
        ignored = Set.copyOf(ignored);
        severities = Map.copyOf(severities);
    }

    /**
     * Every rule as it is.
     *
     * @return the policy for a release to PyPI
     */
    public static FindingPolicy standard() {
        return new FindingPolicy(Set.of(), Map.of(), false, true);
    }

    /**
     * A policy from what stands in a POM.
     *
     * @param ignored rule ids
     * @param severities rule id to {@code error}, {@code warning} or {@code note}
     * @param warningsAsErrors whether a warning stops the release
     * @param forPypi whether the files go to PyPI
     * @param known the ids of all rules
     * @return the policy
     * @throws ProjectException when a rule or a severity is unknown; names all of them
     */
    public static FindingPolicy of(
            List<String> ignored,
            Map<String, String> severities,
            boolean warningsAsErrors,
            boolean forPypi,
            Set<String> known) {
        List<Problem> problems = new ArrayList<>();
        Set<String> off = new TreeSet<>();
        for (String id : ignored) {
            off.add(rule(id, "ignoreRules", known, problems));
        }
        Map<String, Severity> other = new TreeMap<>();
        severities.forEach((id, text) -> {
            String rule = rule(id, "ruleSeverities", known, problems);
            severity(text)
                    .ifPresentOrElse(
                            severity -> other.put(rule, severity),
                            () -> problems.add(Problem.of("ruleSeverities: " + id + " has the severity '" + text + "'")
                                    .next("write error, warning or note")));
        });
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        return new FindingPolicy(off, other, warningsAsErrors, forPypi);
    }

    private static String rule(String id, String parameter, Set<String> known, List<Problem> problems) {
        String rule = LetterCase.upper(id.strip());
        if (!known.contains(rule)) {
            problems.add(Problem.of(parameter + " names the rule '" + id.strip() + "', which does not exist")
                    .next("the ids are listed on the page of rules, and in findings.json beside each finding"));
        }
        return rule;
    }

    private static Optional<Severity> severity(String text) {
        return Arrays.stream(Severity.values())
                .filter(severity -> severity.name().equalsIgnoreCase(text.strip()))
                .findFirst();
    }

    /**
     * Applies the user's options.
     *
     * @param findings as the rules made them
     * @return the same findings in the same order
     */
    public List<Judged> judge(List<Finding> findings) {
        return findings.stream().map(this::judge).toList();
    }

    private Judged judge(Finding finding) {
        boolean fixed = forPypi && finding.enforcedByPypi() && finding.severity() == Severity.ERROR;
        boolean unwanted = ignored.contains(finding.rule());
        Severity wished = severities.getOrDefault(finding.rule(), finding.severity());
        if (fixed && (unwanted || wished != Severity.ERROR)) {
            return new Judged(
                    finding,
                    false,
                    Optional.of("PyPI refuses the file for this, so " + finding.rule()
                            + " cannot be ignored or softened for a release to PyPI"));
        }
        if (unwanted) {
            return new Judged(with(finding, wished), true, Optional.empty());
        }
        Severity counts = warningsAsErrors && wished == Severity.WARNING ? Severity.ERROR : wished;
        Optional<String> remark = counts == finding.severity()
                ? Optional.empty()
                : Optional.of("configured; the rule's own severity is "
                        + LetterCase.lower(finding.severity().name()));
        return new Judged(with(finding, counts), false, remark);
    }

    private static Finding with(Finding finding, Severity severity) {
        return new Finding(
                finding.rule(),
                severity,
                finding.file(),
                finding.place(),
                finding.message(),
                finding.hint(),
                finding.source(),
                finding.pypi());
    }
}
