package ai.invoke.release.report.page;

import ai.invoke.release.text.Printable;

/** Foreign text in a page. */
final class PageText {

    private static final int LONGEST = 20_000;

    private PageText() {}

    /** Text in which nothing is markup, no control character is left, and no character turns the direction of reading. */
    static String text(String foreign) {
        return escape(Printable.prose(foreign, LONGEST));
    }

    /** Without what no reader sees: control characters, and those that turn the direction of reading. Line ends stay. */
    static String clean(String foreign) {
        StringBuilder text = new StringBuilder(foreign.length());
        foreign.codePoints()
                .filter(point -> point == '\n' || Printable.isPlain(point))
                .forEach(text::appendCodePoint);
        return text.toString();
    }

    /** Text of several lines in which nothing is markup. */
    static String escape(String foreign) {
        return clean(foreign)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
