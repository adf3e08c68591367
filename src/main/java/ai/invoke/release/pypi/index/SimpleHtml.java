package ai.invoke.release.pypi.index;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The HTML form of a project's page (PEP 503, PEP 592), for indexes that have no other. */
final class SimpleHtml {

    private static final Pattern ANCHOR =
            Pattern.compile("(?is)<a\\s((?:[^>\"']++|\"[^\"]*+\"|'[^']*+'){0,64}+)>([^<]*+)</a\\s*+>");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("(?is)([a-z-]++)(?:\\s*+=\\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\\s\"'>]++)))?+");
    // Gitea once wrote a dash in place of the equals sign.
    private static final Pattern HASH = Pattern.compile("(?i)[#&](sha256|md5)[=-]([0-9a-f]++)");
    /** What a page says that lists no file yet. */
    private static final Pattern TITLE = Pattern.compile("(?is)<(title|h1)[^>]*+>\\s*+(links\\s+for|simple\\s+index)");

    private static final Pattern VERSION =
            Pattern.compile("(?is)<meta\\s[^>]*?name=\"pypi:repository-version\"[^>]*?content=\"([^\"]*+)\"");
    private static final Pattern STATUS =
            Pattern.compile("(?is)<meta\\s[^>]*?name=\"pypi:project-status\"[^>]*?content=\"([^\"]*+)\"");

    private SimpleHtml() {}

    /** Reads a page; empty when it is of a newer kind or is no such page at all. */
    static Optional<ProjectPage> parse(String html, URI page) {
        Matcher version = VERSION.matcher(html);
        boolean known = version.find();
        if (known && !version.group(1).startsWith("1.")) {
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
        Matcher status = STATUS.matcher(html);
        return Optional.of(new ProjectPage(
                true, status.find() ? Optional.of(unescape(status.group(1))) : Optional.empty(), files));
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
