package ai.invoke.sandbox.server;

/** Text inside HTML. */
public final class Html {

    private Html() {}

    /**
     * A text as HTML, in elements and in attributes.
     *
     * @param text any text
     * @return without {@code <}, {@code &} and quotes
     */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#x27;");
    }
}
