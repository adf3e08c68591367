package ai.invoke.release.dist.result;

import ai.invoke.release.dist.rule.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Findings as a person reads them in a terminal: grouped by file, aligned, worst first. */
public final class FindingsText {

    private FindingsText() {}

    /**
     * Writes the findings as lines for a console.
     *
     * @param verification what was found
     * @return lines without a line break
     */
    public static List<String> lines(Verification verification) {
        List<String> lines = new ArrayList<>();
        int width = verification.byFile().keySet().stream()
                .mapToInt(String::length)
                .max()
                .orElse(0);
        verification.byFile().forEach((file, findings) -> {
            lines.add(
                    pad(file, Math.min(width, 60)) + "  " + (findings.isEmpty() ? "ok" : Verification.words(findings)));
            findings.forEach(each -> finding(each, lines));
        });
        return lines;
    }

    private static void finding(Judged judged, List<String> lines) {
        Finding finding = judged.finding();
        String what = judged.ignored() ? "ignored" : finding.severity().name().toLowerCase(Locale.ROOT);
        lines.add("  " + pad(what, 7) + "  " + pad(finding.rule(), 6) + "  " + finding.message());
        String indent = " ".repeat(19);
        finding.place().ifPresent(place -> lines.add(indent + "in " + place));
        judged.remark().ifPresent(remark -> lines.add(indent + remark));
    }

    private static String pad(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }
}
