package ai.invoke.release.dist.metadata;

import ai.invoke.release.text.LetterCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Mistakes in reStructuredText that can be told without docutils. Only lines at the left margin are looked at, as anything
 * indented may be literal; so what is found is surely wrong, and most mistakes are not found.
 */
public final class RstMistakes {

    /** The directives of docutils 0.23 in English. Those of Sphinx are unknown to PyPI. */
    private static final Set<String> DIRECTIVES = Set.of(
            "admonition",
            "attention",
            "caution",
            "class",
            "code",
            "code-block",
            "compound",
            "container",
            "contents",
            "csv-table",
            "danger",
            "date",
            "default-role",
            "epigraph",
            "error",
            "figure",
            "footer",
            "header",
            "highlights",
            "hint",
            "image",
            "important",
            "include",
            "line-block",
            "list-table",
            "math",
            "meta",
            "note",
            "parsed-literal",
            "pull-quote",
            "raw",
            "replace",
            "restructuredtext-test-directive",
            "role",
            "rst-class",
            "rubric",
            "section-numbering",
            "sectnum",
            "sidebar",
            "sourcecode",
            "table",
            "target-notes",
            "tip",
            "title",
            "topic",
            "unicode",
            "warning");

    private static final Set<String> DISABLED = Set.of("raw", "include");

    private static final Pattern DIRECTIVE =
            Pattern.compile("\\.\\.[ ]+([A-Za-z0-9]++(?:[-_+:.][A-Za-z0-9]++)*+)[ ]?::(?:[ ].*)?");

    private RstMistakes() {}

    /**
     * The first mistake of a text.
     *
     * @param text reStructuredText
     * @return what docutils would call an error or a warning, with its line; empty when none is seen
     */
    public static Optional<String> first(String text) {
        List<String> block = new ArrayList<>();
        int line = 0;
        boolean mayBeQuoted = false;
        for (String each : text.split("\\R", -1)) {
            line++;
            String trimmed = each.stripTrailing();
            if (!trimmed.isEmpty()) {
                block.add(trimmed);
                continue;
            }
            Optional<String> mistake = mayBeQuoted ? Optional.empty() : inBlock(block, line - block.size());
            if (mistake.isPresent()) {
                return mistake;
            }
            // After "::" even lines at the margin may be literal, when all begin with the same punctuation.
            mayBeQuoted = block.isEmpty()
                    ? mayBeQuoted
                    : block.get(block.size() - 1).endsWith("::")
                            || (mayBeQuoted
                                    && Character.isWhitespace(block.get(0).charAt(0)));
            block.clear();
        }
        return mayBeQuoted ? Optional.empty() : inBlock(block, line - block.size() + 1);
    }

    private static Optional<String> inBlock(List<String> block, int line) {
        if (block.isEmpty()) {
            return Optional.empty();
        }
        if (block.get(0).startsWith("``")) {
            return literal(block, line);
        }
        Matcher directive = DIRECTIVE.matcher(block.get(0));
        if (!directive.matches()) {
            return Optional.empty();
        }
        String name = LetterCase.lower(directive.group(1));
        if (DISABLED.contains(name)) {
            return Optional.of("line " + line + ": the directive \"" + name + "\" is disabled on PyPI");
        }
        return DIRECTIVES.contains(name)
                ? Optional.empty()
                : Optional.of("line " + line + ": unknown directive \"" + name + "\"");
    }

    /** A paragraph that opens an inline literal, as a Markdown fence does, and never closes it. */
    private static Optional<String> literal(List<String> block, int line) {
        // A section title or a table could begin so as well; then the second line is all punctuation or indented.
        if (block.size() > 1 && !Character.isLetterOrDigit(block.get(1).charAt(0))) {
            return Optional.empty();
        }
        String paragraph = String.join("\n", block);
        boolean opens = paragraph.length() > 2 && !Character.isWhitespace(paragraph.charAt(2));
        return opens && paragraph.indexOf("``", 3) < 0
                ? Optional.of("line " + line + ": an inline literal (``) that is not closed; is this Markdown?")
                : Optional.empty();
    }
}
