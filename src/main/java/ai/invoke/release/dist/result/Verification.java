package ai.invoke.release.dist.result;

import ai.invoke.release.dist.rule.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that was found in a release.
 *
 * @param files what was looked at, by name
 * @param findings in the order in which they are shown
 */
public record Verification(List<VerifiedFile> files, List<Judged> findings) {

    /** Takes unmodifiable copies. */
    public Verification {
        files = List.copyOf(files);
        findings = List.copyOf(findings);
    }

    /**
     * How many findings count with a severity.
     *
     * @param severity error, warning or note
     * @return without the ignored ones
     */
    public int count(Severity severity) {
        return (int) findings.stream()
                .filter(each -> !each.ignored() && each.finding().severity() == severity)
                .count();
    }

    /**
     * How many are ignored.
     *
     * @return at least 0
     */
    public int ignored() {
        return (int) findings.stream().filter(Judged::ignored).count();
    }

    /**
     * The findings that stop the release.
     *
     * @return errors that are not ignored
     */
    public List<Judged> errors() {
        return findings.stream()
                .filter(each -> !each.ignored() && each.finding().severity() == Severity.ERROR)
                .toList();
    }

    /**
     * The findings of each file, files without any included, then those of the release as a whole.
     *
     * @return file name to findings, worst first
     */
    public Map<String, List<Judged>> byFile() {
        Map<String, List<Judged>> groups = new LinkedHashMap<>();
        files.forEach(file -> groups.put(file.name(), new ArrayList<>()));
        findings.forEach(each -> groups.computeIfAbsent(each.finding().file(), name -> new ArrayList<>())
                .add(each));
        // Stable, so that within one severity PyPI's order stays.
        Comparator<Judged> worstFirst = Comparator.comparing(Judged::ignored)
                .thenComparing(each -> each.finding().severity());
        groups.values().forEach(group -> group.sort(worstFirst));
        return groups;
    }

    /**
     * The numbers in words.
     *
     * @return for instance {@code 2 errors, 1 warning}, or {@code nothing found}
     */
    public String summary() {
        return words(findings);
    }

    static String words(List<Judged> findings) {
        Verification group = new Verification(List.of(), findings);
        List<String> parts = new ArrayList<>();
        part(parts, group.count(Severity.ERROR), "error");
        part(parts, group.count(Severity.WARNING), "warning");
        part(parts, group.count(Severity.NOTE), "note");
        if (group.ignored() > 0) {
            parts.add(group.ignored() + " ignored");
        }
        return parts.isEmpty() ? "nothing found" : String.join(", ", parts);
    }

    private static void part(List<String> parts, int number, String word) {
        if (number > 0) {
            parts.add(number + " " + word + (number == 1 ? "" : "s"));
        }
    }
}
