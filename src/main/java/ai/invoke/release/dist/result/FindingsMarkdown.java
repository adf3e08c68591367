package ai.invoke.release.dist.result;

import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.text.LetterCase;

/** Findings as a section of a report or of the page that a CI service shows. */
public final class FindingsMarkdown {

    private FindingsMarkdown() {}

    /**
     * Writes a section for the summary of a CI job.
     *
     * @param verification what was found
     * @return GitHub flavoured Markdown; text from archives cannot become markup
     */
    public static String section(Verification verification) {
        StringBuilder text = new StringBuilder("### verify-dist: ")
                .append(verification.summary())
                .append("\n\n");
        verification.byFile().forEach((file, findings) -> {
            text.append("**").append(escape(file)).append("**: ");
            if (findings.isEmpty()) {
                text.append("ok\n\n");
                return;
            }
            text.append(Verification.words(findings))
                    .append("\n\n| | rule | what | where | how to fix it |\n| --- | --- | --- | --- | --- |\n");
            findings.forEach(each -> row(text, each));
            text.append('\n');
        });
        return text.toString();
    }

    private static void row(StringBuilder text, Judged judged) {
        Finding finding = judged.finding();
        text.append("| ")
                .append(
                        judged.ignored()
                                ? "ignored"
                                : LetterCase.lower(finding.severity().name()))
                .append(" | ")
                .append(finding.rule())
                .append(" | ")
                .append(escape(finding.message()))
                .append(judged.remark()
                        .map(remark -> " (" + escape(remark) + ")")
                        .orElse(""))
                .append(" | ")
                .append(finding.place().map(FindingsMarkdown::escape).orElse(""))
                .append(" | ")
                .append(escape(finding.hint()))
                .append(" |\n");
    }

    private static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '|', '\\', '`', '*', '_', '[', ']', '#', '@', '~' ->
                    safe.append('\\').appendCodePoint(c);
                case '\n', '\r' -> safe.append(' ');
                default -> safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }
}
