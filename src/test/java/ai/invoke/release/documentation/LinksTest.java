package ai.invoke.release.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.documentation.MarkdownPage.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No link inside of the documentation leads nowhere. Links to other sites are not followed. */
class LinksTest {

    private static final Pattern ELSEWHERE = Pattern.compile("(?:https?|mailto):.*+");
    /** Pages that {@code mvn site} generates. */
    private static final Pattern GENERATED = Pattern.compile("(?:plugin-info|CHANGELOG|[\\w-]++-mojo)\\.html");

    private static final List<MarkdownPage> PAGES = MarkdownPage.all();

    private static final Map<Path, MarkdownPage> BY_FILE = byFile();

    private static Map<Path, MarkdownPage> byFile() {
        Map<Path, MarkdownPage> pages = new TreeMap<>();
        PAGES.forEach(page -> pages.put(page.file().normalize(), page));
        return pages;
    }

    @Test
    void linksAndAnchorsExist() {
        List<String> dead = new ArrayList<>();
        int followed = 0;
        for (MarkdownPage page : PAGES) {
            for (Found link : page.links()) {
                if (!ELSEWHERE.matcher(link.text()).matches()) {
                    followed++;
                    if (!leadsSomewhere(page, link.text())) {
                        dead.add(link.where() + ": " + link.text());
                    }
                }
            }
        }
        assertThat(followed).isGreaterThan(100);
        assertThat(dead).isEmpty();
    }

    private static boolean leadsSomewhere(MarkdownPage from, String link) {
        String[] parts = link.split("#", 2);
        if (from.isOfTheSite() && GENERATED.matcher(parts[0]).matches()) {
            return List.of("plugin-info.html", "CHANGELOG.html").contains(parts[0])
                    || new GoalCatalogue().goals().containsKey(parts[0].replace("-mojo.html", ""));
        }
        Path folder = from.file().toAbsolutePath().getParent();
        Path file = parts[0].isEmpty()
                ? from.file().toAbsolutePath()
                : folder.resolve(from.isOfTheSite() ? parts[0].replaceFirst("\\.html$", ".md") : parts[0]);
        Path inRepository = Path.of("").toAbsolutePath().relativize(file.normalize());
        if (parts.length == 2) {
            MarkdownPage to = BY_FILE.get(inRepository);
            return to != null && to.anchors().contains(parts[1]);
        }
        // Inside of the site a page links to the rendered ones and to what src/site/resources holds.
        return Files.exists(file) && !(from.isOfTheSite() && parts[0].endsWith(".md"))
                || from.isOfTheSite() && Files.exists(Path.of("src/site/resources", parts[0]));
    }

    @Test
    void headingsOfAPageHaveAnchorsOfTheirOwn() {
        for (MarkdownPage page : PAGES) {
            Set<String> seen = new HashSet<>();
            if (!page.file().endsWith("CHANGELOG.md")) {
                assertThat(page.headings().stream().filter(heading -> !seen.add(heading)))
                        .as(page.file().toString())
                        .isEmpty();
            }
        }
    }

    @Test
    void theMenuHasEveryPageAndNoOther() throws IOException {
        Set<String> menu = new TreeSet<>();
        Pattern.compile("<item [^>]*href=\"([^\"]++)\"")
                .matcher(Files.readString(Path.of("src/site/site.xml")))
                .results()
                .map(item -> item.group(1))
                .filter(href -> !GENERATED.matcher(href).matches())
                .forEach(menu::add);
        Set<String> files = new TreeSet<>();
        try (Stream<Path> list = Files.list(MarkdownPage.SITE)) {
            list.map(file -> file.getFileName().toString().replace(".md", ".html"))
                    .forEach(files::add);
        }
        assertThat(menu).isEqualTo(files);
    }

    @Test
    void theReadmeListsEveryGoal() {
        Set<String> listed = new TreeSet<>();
        Pattern.compile("(?m)^\\| \\[?`[^|]*+\\|")
                .matcher(BY_FILE.get(Path.of("README.md")).text())
                .results()
                .forEach(row -> Pattern.compile("[a-z]++(?:-[a-z]++)*+(?=[`,])")
                        .matcher(row.group())
                        .results()
                        .forEach(goal -> listed.add(goal.group())));
        listed.remove("help");
        assertThat(listed).isEqualTo(new GoalCatalogue().goals().keySet());
    }
}
