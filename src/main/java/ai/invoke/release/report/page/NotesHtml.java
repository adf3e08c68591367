package ai.invoke.release.report.page;

import ai.invoke.release.text.LetterCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Release notes as GitHub shows them, as far as that is safe: HTML is shown as text, comments are left out, images become links, since the
 * page asks no server. Only {@code plan} uses this, so that no other goal loads the library.
 */
final class NotesHtml {

    /** Headings of the page stand above those of the notes. */
    private static final int TOP_LEVEL = 3;

    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), StrikethroughExtension.create());

    /** What GitHub makes a link of in plain text: an address, a number of an issue, a person. Possessive: linear over any text. */
    private static final Pattern REFERENCE = Pattern.compile(
            "https://[^\\s<>\"']++|(?<![\\w/#&])#[0-9]{1,9}+(?!\\w)|(?<![\\w/@.])@[A-Za-z0-9][A-Za-z0-9-]{0,38}+(?![\\w/])");

    private final String repository;
    private final String web;

    /**
     * A renderer.
     *
     * @param web where people are, for instance {@code https://github.com}
     * @param repository where issues are, for instance {@code https://github.com/owner/name}
     */
    NotesHtml(String web, String repository) {
        this.web = web;
        this.repository = repository;
    }

    String render(String markdown) {
        Node document = Parser.builder()
                .extensions(EXTENSIONS)
                .includeSourceSpans(IncludeSourceSpans.NONE)
                .maxOpenBlockParsers(100)
                .build()
                .parse(PageText.clean(markdown.replace("\r\n", "\n").replace("\t", "    ")));
        document.accept(new Comments());
        document.accept(new References());
        Headings headings = new Headings();
        document.accept(headings);
        headings.shift();
        document.accept(new Images());
        document.accept(new Links());
        return HtmlRenderer.builder()
                .extensions(EXTENSIONS)
                .escapeHtml(true)
                .sanitizeUrls(true)
                .percentEncodeUrls(true)
                .attributeProviderFactory(context -> (node, tag, attributes) -> attributes(node, attributes))
                .build()
                .render(document);
    }

    private static void attributes(Node node, Map<String, String> attributes) {
        if (node instanceof Link) {
            attributes.put("rel", "noreferrer noopener");
        }
        if (node instanceof org.commonmark.node.FencedCodeBlock
                || node instanceof org.commonmark.node.IndentedCodeBlock) {
            attributes.remove("class");
        }
    }

    /** GitHub hides comments. */
    private static final class Comments extends AbstractVisitor {

        @Override
        public void visit(HtmlBlock block) {
            String text = block.getLiteral().strip();
            if (text.startsWith("<!--") && text.indexOf("-->") == text.length() - 3) {
                block.unlink();
            }
        }

        @Override
        public void visit(HtmlInline inline) {
            if (inline.getLiteral().startsWith("<!--")) {
                inline.unlink();
            }
        }
    }

    private static final class Headings extends AbstractVisitor {

        private final List<Heading> found = new ArrayList<>();

        @Override
        public void visit(Heading heading) {
            found.add(heading);
            visitChildren(heading);
        }

        /** No level is left out, whatever the notes do. */
        void shift() {
            int last = TOP_LEVEL - 1;
            int smallest = found.stream().mapToInt(Heading::getLevel).min().orElse(1);
            for (Heading heading : found) {
                int level = Math.min(6, Math.min(last + 1, heading.getLevel() - smallest + TOP_LEVEL));
                heading.setLevel(level);
                last = level;
            }
        }
    }

    private static final class Images extends AbstractVisitor {

        @Override
        public void visit(Image image) {
            Link link = new Link(image.getDestination(), image.getTitle());
            link.appendChild(new Text("[image] "));
            while (image.getFirstChild() != null) {
                link.appendChild(image.getFirstChild());
            }
            image.insertBefore(link);
            image.unlink();
        }
    }

    /** Only what leads to a page of the web, or writes a mail, stays a link: a relative one would lead to a file of this machine. */
    private static final class Links extends AbstractVisitor {

        @Override
        public void visit(Link link) {
            visitChildren(link);
            String address = LetterCase.lower(link.getDestination());
            if (!address.startsWith("https://") && !address.startsWith("http://") && !address.startsWith("mailto:")) {
                while (link.getFirstChild() != null) {
                    link.insertBefore(link.getFirstChild());
                }
                link.unlink();
            }
        }
    }

    private final class References extends AbstractVisitor {

        @Override
        public void visit(Link link) {
            // No link in a link.
        }

        @Override
        public void visit(Code code) {
            // Code stays as it is.
        }

        @Override
        public void visit(Text text) {
            String literal = text.getLiteral();
            Matcher reference = REFERENCE.matcher(literal);
            int end = 0;
            while (reference.find()) {
                String word = reference.group().replaceFirst("[.,:;!?)]{1,20}+$", "");
                before(text, literal.substring(end, reference.start()));
                Link link = new Link(address(word), null);
                link.appendChild(new Text(word));
                text.insertBefore(link);
                end = reference.start() + word.length();
            }
            if (end > 0) {
                before(text, literal.substring(end));
                text.unlink();
            }
        }

        private String address(String word) {
            return switch (word.charAt(0)) {
                case '#' -> repository + "/issues/" + word.substring(1);
                case '@' -> web + "/" + word.substring(1);
                default -> word;
            };
        }

        private static void before(Text text, String literal) {
            if (!literal.isEmpty()) {
                text.insertBefore(new Text(literal));
            }
        }
    }
}
