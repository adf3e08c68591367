package ai.invoke.release.pypi.index;

import ai.invoke.release.text.LetterCase;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The HTML form of a project's page (PEP 503, PEP 592), for indexes that have no other. */
final class SimpleHtml {

    /** Blanks of HTML. */
    private static final String BLANK = "[ \\t\\n\\f\\r]";
    /** What is a blank to Python and not to browsers stands in no name or unquoted value, so that reading ends there. */
    private static final String NO_BLANK = "[^\\s\\x00\\x1c-\\x1f\\x85\\p{Z}\"'<>";

    private static final String VALUE =
            BLANK + "*+=" + BLANK + "*+(?:\"([^\"]*+)\"|'([^']*+)'|(" + NO_BLANK + "=`]" + NO_BLANK + "`]*+))";
    private static final Pattern START = Pattern.compile("<([a-zA-Z][a-zA-Z0-9:-]*+)((?:" + BLANK + "++" + NO_BLANK
            + "/=]++(?:" + VALUE + ")?+){0,64}+)" + BLANK + "*+(?<closed>/?+)>");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("\\G" + BLANK + "++(" + NO_BLANK + "/=]++)(?:" + VALUE + ")?+");
    private static final Pattern END = Pattern.compile("</([a-zA-Z][a-zA-Z0-9:-]*+)" + BLANK + "*+>");
    private static final Set<String> CODE = Set.of("script", "style");
    /** What stands in them is text, whatever it looks like. */
    private static final Set<String> TEXT_ONLY = Set.of(
            "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext");
    // Gitea once wrote a dash in place of the equals sign.
    private static final Pattern HASH = Pattern.compile("(?i)[#&](sha256|md5)[=-]([0-9a-f]++)");
    /** What a page says that lists no file yet. */
    private static final Pattern TITLE = Pattern.compile("(?is)<(title|h1)[^<>]*+>\\s*+(links\\s+for|simple\\s+index)");

    private final String html;
    private final URI page;
    private final Map<String, String> meta = new HashMap<>();
    private final List<IndexFile> files = new ArrayList<>();

    private SimpleHtml(String html, URI page) {
        this.html = html;
        this.page = page;
    }

    /**
     * Reads a page; empty when it is of a newer kind or is no such page at all. Reading ends where browsers and Python's reader may
     * disagree on what is a tag, so that no link is seen that others do not see.
     */
    static Optional<ProjectPage> parse(String html, URI page) {
        SimpleHtml reader = new SimpleHtml(html, page);
        reader.read();
        Optional<String> version = Optional.ofNullable(reader.meta.get("pypi:repository-version"));
        boolean known = version.isPresent();
        if (known && !version.get().startsWith("1.")) {
            return Optional.empty();
        }
        if (reader.files.isEmpty() && !known && !TITLE.matcher(html).find()) {
            return Optional.empty();
        }
        return Optional.of(
                new ProjectPage(true, Optional.ofNullable(reader.meta.get("pypi:project-status")), reader.files));
    }

    private void read() {
        int at = html.indexOf('<');
        while (at >= 0) {
            int end = tag(at);
            at = end < 0 ? -1 : html.indexOf('<', end);
        }
    }

    /** The end of what begins with this {@code <}; -1 when readers may disagree on it. */
    private int tag(int at) {
        char next = at + 1 < html.length() ? html.charAt(at + 1) : ' ';
        return switch (next) {
            case '!' -> html.startsWith("<!--", at) ? comment(at + 4) : declaration(at);
            // A processing instruction, which is a comment to browsers.
            case '?' -> html.indexOf('>', at);
            case '/' -> lookingAt(END, at).map(Matcher::end).orElse(-1);
            default ->
                Character.isLetter(next) ? lookingAt(START, at).map(this::start).orElse(-1) : at + 1;
        };
    }

    private int comment(int from) {
        int end = html.indexOf("--", from);
        return end >= 0 && html.startsWith("-->", end) && !html.startsWith("-", from) && !html.startsWith(">", from)
                ? end + 3
                : -1;
    }

    private int declaration(int at) {
        boolean type = html.regionMatches(true, at, "<!doctype", 0, 9);
        return type ? html.indexOf('>', at) : -1;
    }

    private Optional<Matcher> lookingAt(Pattern pattern, int at) {
        Matcher matcher = pattern.matcher(html).region(at, html.length());
        return matcher.lookingAt() ? Optional.of(matcher) : Optional.empty();
    }

    private int start(Matcher tag) {
        String name = LetterCase.lower(tag.group(1));
        boolean closed = !tag.group("closed").isEmpty();
        if (TEXT_ONLY.contains(name)) {
            return closed ? -1 : endOf(name, tag.end());
        }
        if (name.equals("meta")) {
            meta(attributes(tag.group(2)));
        } else if (name.equals("a") && !closed) {
            link(attributes(tag.group(2)), tag.end());
        }
        return tag.end();
    }

    /** Where the text of such an element ends: at its own end tag, and only in a script or a style after any other tag. */
    private int endOf(String name, int from) {
        int end = html.indexOf(CODE.contains(name) ? "</" : "<", from);
        return end >= 0
                        && html.regionMatches(true, end, "</" + name, 0, name.length() + 2)
                        && !html.substring(from, end).contains("<!--")
                ? end
                : -1;
    }

    private void link(Map<String, String> attributes, int from) {
        int end = html.indexOf('<', from);
        if (end < 0
                || lookingAt(END, end)
                        .filter(tag -> tag.group(1).equalsIgnoreCase("a"))
                        .isEmpty()) {
            return;
        }
        String name = unescape(html.substring(from, end)).strip();
        boolean distribution = name.endsWith(".whl") || name.endsWith(".tar.gz") || name.endsWith(".zip");
        if (distribution && name.chars().allMatch(SimpleHtml::belongsInAName)) {
            files.add(file(name, attributes, page));
        }
    }

    /** No distribution has any other character in its name, and readers do not agree on all of those. */
    private static boolean belongsInAName(int character) {
        return character > ' ' && character < 0x7F && "&<>\"'".indexOf(character) < 0;
    }

    /** Of an attribute that is there twice the first one counts. */
    private static Map<String, String> attributes(String text) {
        Map<String, String> attributes = new HashMap<>();
        Matcher attribute = ATTRIBUTE.matcher(text);
        while (attribute.find()) {
            attributes.putIfAbsent(LetterCase.lower(attribute.group(1)), unescape(value(attribute)));
        }
        return attributes;
    }

    /** The first content of each name. */
    private void meta(Map<String, String> attributes) {
        String name = attributes.get("name");
        String content = attributes.get("content");
        if (name != null && content != null) {
            meta.putIfAbsent(LetterCase.lower(name), content);
        }
    }

    private static IndexFile file(String name, Map<String, String> attributes, URI page) {
        IndexFile.Hashes hashes = IndexFile.Hashes.UNTOLD;
        String href = attributes.get("href");
        Matcher hash = HASH.matcher(href == null ? "" : href);
        while (hash.find()) {
            hashes = hashes.with(hash.group(1), hash.group(2));
        }
        return new IndexFile(
                name,
                href == null ? Optional.empty() : SimpleJson.link(page, href),
                hashes,
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(attributes.get("data-yanked")));
    }

    private static String value(Matcher attribute) {
        for (int group = 2; group <= 4; group++) {
            String value = attribute.group(group);
            if (value != null) {
                return value;
            }
        }
        return "";
    }

    private static String unescape(String text) {
        return HtmlText.unescape(text);
    }
}
