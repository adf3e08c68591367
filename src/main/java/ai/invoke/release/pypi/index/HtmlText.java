package ai.invoke.release.pypi.index;

import ai.invoke.release.text.LetterCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person sees of an HTML page, block by block. No page is refused: whatever is not proper HTML is text.
 *
 * @param title the page's title, empty when it has none
 * @param preformatted the blocks inside of {@code pre}
 * @param section the blocks inside of elements of the class {@code content-section}, where Nexus says what is wrong
 * @param headings the blocks inside of {@code h1}
 * @param blocks all blocks of the body
 */
record HtmlText(
        String title, List<String> preformatted, List<String> section, List<String> headings, List<String> blocks) {

    private static final Set<String> HIDDEN = Set.of("script", "style", "noscript", "template", "svg");
    private static final Set<String> INLINE = Set.of(
            "a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "kbd", "label", "mark", "q", "s", "samp",
            "small", "span", "strong", "sub", "sup", "tt", "u", "var", "wbr");
    private static final int LONGEST_TAG = 8192;
    private static final Pattern TAG =
            Pattern.compile("<(/?)([A-Za-z][A-Za-z0-9]*+)((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+'){0,64}+)>");
    private static final Pattern SECTION = Pattern.compile("(?i)\\bclass\\s*+=\\s*+[\"']?[^\"'>=]*content-section");
    private static final Pattern END = Pattern.compile("</([A-Za-z][A-Za-z0-9]*+)[^<>]*+>");
    private static final Pattern ENTITY = Pattern.compile("&(#x[0-9A-Fa-f]{1,6}|#[0-9]{1,7}|[A-Za-z]{2,6});");

    static HtmlText of(String html) {
        return new Reader(html).read();
    }

    /** Text with its entities written out, as far as error pages use any. */
    static String unescape(String text) {
        return ENTITY.matcher(text)
                .replaceAll(found ->
                        Matcher.quoteReplacement(character(found.group(1)).orElse(found.group())));
    }

    private static Optional<String> character(String entity) {
        if (entity.startsWith("#")) {
            boolean hex = entity.charAt(1) == 'x';
            int code = Integer.parseInt(entity.substring(hex ? 2 : 1), hex ? 16 : 10);
            return Character.isValidCodePoint(code) ? Optional.of(Character.toString(code)) : Optional.empty();
        }
        return Optional.ofNullable(
                switch (entity) {
                    case "lt" -> "<";
                    case "gt" -> ">";
                    case "quot" -> "\"";
                    case "apos" -> "'";
                    case "amp" -> "&";
                    case "nbsp" -> " ";
                    case "ndash" -> "–";
                    case "mdash" -> "—";
                    case "hellip" -> "…";
                    default -> null;
                });
    }

    /** Goes through a page once. */
    private static final class Reader {

        private final String html;
        private final StringBuilder text = new StringBuilder();
        private final List<String> preformatted = new ArrayList<>();
        private final List<String> section = new ArrayList<>();
        private final List<String> headings = new ArrayList<>();
        private final List<String> blocks = new ArrayList<>();
        private String title = "";
        private String sectionTag = "";
        private int sectionDepth;
        private boolean inTitle;
        private boolean inPre;
        private boolean inHeading;

        Reader(String html) {
            this.html = html;
        }

        HtmlText read() {
            Matcher tag = TAG.matcher(html);
            int at = 0;
            while (at < html.length()) {
                int open = html.indexOf('<', at);
                if (open < 0) {
                    break;
                }
                text.append(html, at, open);
                if (html.startsWith("<!--", open)) {
                    at = after("-->", open + 4);
                } else if (html.startsWith("<!", open) || html.startsWith("<?", open)) {
                    at = after(">", open);
                } else if (tag.region(open, Math.min(html.length(), open + LONGEST_TAG))
                        .lookingAt()) {
                    at = element(tag);
                } else {
                    text.append('<');
                    at = open + 1;
                }
            }
            text.append(html, Math.min(at, html.length()), html.length());
            endBlock();
            return new HtmlText(title, preformatted, section, headings, blocks);
        }

        private int after(String end, int from) {
            int found = html.indexOf(end, from);
            return found < 0 ? html.length() : found + end.length();
        }

        private int element(Matcher tag) {
            boolean closing = !tag.group(1).isEmpty();
            String name = LetterCase.lower(tag.group(2));
            if (!closing && HIDDEN.contains(name)) {
                endBlock();
                Matcher end = END.matcher(html);
                int from = tag.end();
                while (end.find(from)) {
                    if (end.group(1).equalsIgnoreCase(name)) {
                        return end.end();
                    }
                    from = end.end();
                }
                return html.length();
            }
            if (INLINE.contains(name)) {
                return tag.end();
            }
            endBlock();
            switch (name) {
                case "title" -> inTitle = !closing;
                case "pre" -> inPre = !closing;
                case "h1" -> inHeading = !closing;
                default -> {}
            }
            if (sectionDepth > 0 && name.equals(sectionTag)) {
                sectionDepth += closing ? -1 : 1;
            } else if (sectionDepth == 0
                    && !closing
                    && SECTION.matcher(tag.group(3)).find()) {
                sectionTag = name;
                sectionDepth = 1;
            }
            return tag.end();
        }

        private void endBlock() {
            String block = unescape(text.toString()).replaceAll("\\s+", " ").strip();
            text.setLength(0);
            if (block.isEmpty()) {
                return;
            }
            if (inTitle) {
                title = block;
                return;
            }
            blocks.add(block);
            if (inPre) {
                preformatted.add(block);
            }
            if (inHeading) {
                headings.add(block);
            }
            if (sectionDepth > 0) {
                section.add(block);
            }
        }
    }
}
