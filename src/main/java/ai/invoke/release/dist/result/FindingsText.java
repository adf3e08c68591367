package ai.invoke.release.dist.result;

import ai.invoke.release.console.Styles;
import ai.invoke.release.console.Styles.Style;
import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.dist.rule.Severity;
import ai.invoke.release.text.LetterCase;
import java.util.ArrayList;
import java.util.List;

/** Findings as a person reads them in a terminal: grouped by file, aligned, worst first. */
public final class FindingsText {

    private FindingsText() {}

    /**
     * Writes the findings as lines for a console.
     *
     * @param verification what was found
     * @param styles how parts of the lines are shown
     * @return lines without a line break
     */
    public static List<String> lines(Verification verification, Styles styles) {
        List<String> lines = new ArrayList<>();
        int width = verification.byFile().keySet().stream()
                .mapToInt(String::length)
                .max()
                .orElse(0);
        verification.byFile().forEach((file, findings) -> {
            lines.add(pad(file, Math.min(width, 60)) + "  "
                    + (findings.isEmpty() ? styles.in(Style.SUCCESS, "ok") : Verification.words(findings)));
            findings.forEach(each -> finding(each, styles, lines));
        });
        return lines;
    }

    private static void finding(Judged judged, Styles styles, List<String> lines) {
        Finding finding = judged.finding();
        lines.add("  " + what(judged, styles) + "  " + pad(finding.rule(), 6) + "  " + finding.message());
        String indent = " ".repeat(19);
        finding.place().ifPresent(place -> lines.add(indent + "in " + place));
        judged.remark().ifPresent(remark -> lines.add(indent + remark));
    }

    private static String what(Judged judged, Styles styles) {
        if (judged.ignored()) {
            return pad("ignored", 7);
        }
        Severity severity = judged.finding().severity();
        String word = pad(LetterCase.lower(severity.name()), 7);
        return switch (severity) {
            case ERROR -> styles.in(Style.FAILURE, word);
            case WARNING -> styles.in(Style.WARNING, word);
            case NOTE -> word;
        };
    }

    private static String pad(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }
}
