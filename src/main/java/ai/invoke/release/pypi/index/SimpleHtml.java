package ai.invoke.release.pypi.index;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The HTML form of a project's page (PEP 503, PEP 592), for indexes that have no other. */
final class SimpleHtml {

    private static final Pattern ANCHOR =
            Pattern.compile("(?is)<a\\s((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+'){0,64}+)>([^<]*+)</a\\s*+>");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("(?is)([a-z-]++)(?:\\s*+=\\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\\s\"'>]++)))?+");
    // Gitea once wrote a dash in place of the equals sign.
    private static final Pattern HASH = Pattern.compile("(?i)[#&](sha256|md5)[=-]([0-9a-f]++)");
    /** What a page says that lists no file yet. */
    private static final Pattern TITLE = Pattern.compile("(?is)<(title|h1)[^<>]*+>\\s*+(links\\s+for|simple\\s+index)");

    /** Ends at the next tag in any case, so that a page of unfinished tags is looked at once. */
    private static final Pattern META = Pattern.compile("(?is)<meta\\s([^<>]*+)>");

    private SimpleHtml() {}

    /** Reads a page; empty when it is of a newer kind or is no such page at all. */
    static Optional<ProjectPage> parse(String html, URI page) {
        Map<String, String> meta = meta(html);
        Optional<String> version = Optional.ofNullable(meta.get("pypi:repository-version"));
        boolean known = version.isPresent();
        if (known && !version.get().startsWith("1.")) {
            return Optional.empty();
        }
        List<IndexFile> files = new ArrayList<>();
        Matcher anchor = ANCHOR.matcher(html);
        while (anchor.find()) {
            String name = unescape(anchor.group(2)).strip();
            if (name.endsWith(".whl") || name.endsWith(".tar.gz") || name.endsWith(".zip")) {
                files.add(file(name, anchor.group(1), page));
            }
        }
        if (files.isEmpty() && !known && !TITLE.matcher(html).find()) {
            return Optional.empty();
        }
        return Optional.of(new ProjectPage(true, Optional.ofNullable(meta.get("pypi:project-status")), files));
    }

    /** The first content of each name. */
    private static Map<String, String> meta(String html) {
        Map<String, String> found = new HashMap<>();
        Matcher meta = META.matcher(html);
        while (meta.find()) {
            Map<String, String> attributes = new HashMap<>();
            Matcher attribute = ATTRIBUTE.matcher(meta.group(1));
            while (attribute.find()) {
                attributes.putIfAbsent(attribute.group(1).toLowerCase(Locale.ROOT), unescape(value(attribute)));
            }
            String name = attributes.get("name");
            String content = attributes.get("content");
            if (name != null && content != null) {
                found.putIfAbsent(name.toLowerCase(Locale.ROOT), content);
            }
        }
        return found;
    }

    private static IndexFile file(String name, String attributes, URI page) {
        Optional<URI> url = Optional.empty();
        IndexFile.Hashes hashes = IndexFile.Hashes.UNTOLD;
        Optional<String> yanked = Optional.empty();
        Matcher attribute = ATTRIBUTE.matcher(attributes);
        while (attribute.find()) {
            String value = unescape(value(attribute));
            switch (attribute.group(1).toLowerCase(Locale.ROOT)) {
                case "href" -> {
                    url = SimpleJson.link(page, value);
                    Matcher hash = HASH.matcher(value);
                    while (hash.find()) {
                        hashes = hashes.with(hash.group(1), hash.group(2));
                    }
                }
                case "data-yanked" -> yanked = Optional.of(value);
                default -> {}
            }
        }
        return new IndexFile(name, url, hashes, Optional.empty(), Optional.empty(), yanked);
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
