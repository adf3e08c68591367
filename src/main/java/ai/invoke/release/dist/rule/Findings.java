package ai.invoke.release.dist.rule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Collects what the rules find in one file. Of one rule it keeps the first {@value #PER_RULE} and counts the rest, so that
 * an archive with a million defects costs no more than one with twenty. Not thread-safe.
 */
public final class Findings {

    /** So many findings of one rule are listed one by one. */
    public static final int PER_RULE = 20;

    private final String fileName;
    private final List<Draft> drafts = new ArrayList<>();
    private final Map<Rule, Integer> counts = new LinkedHashMap<>();

    /**
     * Creates an empty collection.
     *
     * @param fileName the file's name without directories
     */
    public Findings(String fileName) {
        this.fileName = fileName;
    }

    /**
     * Takes one more.
     *
     * @param draft a breach of a rule
     */
    public void add(Draft draft) {
        if (counts.merge(draft.rule(), 1, Integer::sum) <= PER_RULE) {
            drafts.add(draft);
        }
    }

    /**
     * Whether a rule is broken, so that a consequence of the same defect need not be reported a second time.
     *
     * @param rule the rule
     * @return true when there is at least one finding of it
     */
    public boolean has(Rule rule) {
        return counts.containsKey(rule);
    }

    /**
     * All findings.
     *
     * @return what PyPI refuses first, in PyPI's order, then the rest in the order of the catalogue
     */
    public List<Finding> sorted() {
        List<Draft> ordered = new ArrayList<>(drafts);
        counts.forEach((rule, count) -> {
            if (count > PER_RULE) {
                ordered.add(more(rule, count - PER_RULE));
            }
        });
        ordered.sort(Comparator.comparing(Findings::stage));
        return ordered.stream().map(draft -> draft.finish(fileName)).toList();
    }

    private Draft more(Rule rule, int rest) {
        Draft last = drafts.stream()
                .filter(draft -> draft.rule().equals(rule))
                .reduce((first, second) -> second)
                .orElseThrow();
        Severity worst = drafts.stream()
                .filter(draft -> draft.rule().equals(rule))
                .map(Draft::severity)
                .min(Comparator.naturalOrder())
                .orElse(rule.severity());
        return new Draft(
                rule,
                last.values(),
                Optional.empty(),
                worst,
                "and " + rest + " more of the same kind",
                Optional.empty());
    }

    private static PypiStage stage(Draft draft) {
        return draft.pypi().isPresent() ? draft.rule().stage() : PypiStage.NEVER;
    }
}
