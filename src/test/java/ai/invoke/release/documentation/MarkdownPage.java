package ai.invoke.release.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * A page of the documentation: its snippets, inline code, headings and links.
 *
 * @param file where it is
 * @param text all of it
 * @param snippets fenced blocks
 * @param codes inline code
 * @param links where links and images lead
 * @param headings plain text of the headings
 */
record MarkdownPage(
        Path file, String text, List<Snippet> snippets, List<Found> codes, List<Found> links, List<String> headings) {

    static final Path SITE = Path.of("src/site/markdown");

    private static final Parser PARSER = Parser.builder()
            .extensions(List.of(TablesExtension.create()))
            .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
            .build();

    /**
     * A fenced block.
     *
     * @param where file and line
     * @param language the word after the fence, or empty
     * @param text what is between the fences
     */
    record Snippet(String where, String language, String text) {}

    /**
     * Something inline.
     *
     * @param where file and line
     * @param text the code, or the destination of the link
     */
    record Found(String where, String text) {}

    static MarkdownPage read(Path file) {
        try {
            String text = Files.readString(file);
            Reader reader = new Reader(file);
            PARSER.parse(text).accept(reader);
            return new MarkdownPage(
                    file, text, reader.snippets, reader.codes, reader.links, List.copyOf(reader.headings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that users and contributors read, but not the history. */
    static List<MarkdownPage> all() {
        List<Path> files = new ArrayList<>(
                Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "src/it/README.md")
                        .map(Path::of)
                        .toList());
        try (Stream<Path> walk = Files.list(SITE)) {
            walk.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files.stream().map(MarkdownPage::read).toList();
    }

    boolean isOfTheSite() {
        return file.startsWith(SITE);
    }

    /** The anchors of its headings and of its own {@code <a id="…">}, as the site or GitHub makes them. */
    Set<String> anchors() {
        Set<String> anchors = new TreeSet<>();
        headings.forEach(heading -> anchors.add(isOfTheSite() ? ofDoxia(heading.strip()) : ofGitHub(heading.strip())));
        java.util.regex.Pattern.compile("<a id=\"([^\"]++)\"")
                .matcher(text)
                .results()
                .forEach(id -> anchors.add(id.group(1)));
        return anchors;
    }

    /** Blanks become low lines, and what XML does not take in an id its bytes in hex, as DoxiaUtils.encodeId has it. */
    private static String ofDoxia(String heading) {
        StringBuilder id = new StringBuilder(heading.matches("[A-Za-z].*") ? "" : "a");
        for (byte one : heading.replaceAll("\\s", "_").getBytes(StandardCharsets.UTF_8)) {
            boolean kept = one == '-' || one == '_' || one == '.' || one > 0 && Character.isLetterOrDigit(one);
            id.append(kept ? String.valueOf((char) one) : String.format(".%02X", one));
        }
        return id.toString();
    }

    private static String ofGitHub(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-');
    }

    private static final class Reader extends AbstractVisitor {

        private final Path file;
        private final List<Snippet> snippets = new ArrayList<>();
        private final List<Found> codes = new ArrayList<>();
        private final List<Found> links = new ArrayList<>();
        private final List<String> headings = new ArrayList<>();

        Reader(Path file) {
            this.file = file;
        }

        private String where(Node node) {
            Node at = node;
            while (at.getSourceSpans().isEmpty()) {
                at = at.getParent();
            }
            return file + ":" + (at.getSourceSpans().get(0).getLineIndex() + 1);
        }

        @Override
        public void visit(FencedCodeBlock block) {
            snippets.add(new Snippet(where(block), block.getInfo().strip(), block.getLiteral()));
        }

        @Override
        public void visit(Code code) {
            codes.add(new Found(where(code), code.getLiteral()));
        }

        @Override
        public void visit(Link link) {
            links.add(new Found(where(link), link.getDestination()));
            visitChildren(link);
        }

        @Override
        public void visit(Image image) {
            links.add(new Found(where(image), image.getDestination()));
        }

        @Override
        public void visit(Heading heading) {
            StringBuilder text = new StringBuilder();
            heading.accept(new AbstractVisitor() {
                @Override
                public void visit(Text node) {
                    text.append(node.getLiteral());
                }

                @Override
                public void visit(Code node) {
                    text.append(node.getLiteral());
                }

                @Override
                public void visit(HtmlInline node) {
                    // An anchor of its own.
                }
            });
            headings.add(text.toString());
            visitChildren(heading);
        }

        @Override
        public void visit(CustomBlock block) {
            visitChildren(block);
        }

        @Override
        public void visit(CustomNode node) {
            visitChildren(node);
        }
    }
}
