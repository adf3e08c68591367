package ai.invoke.release.console;

/** How a part of a line is shown, where a console can. The names are those of Maven's own styles. */
@FunctionalInterface
public interface Styles {

    /** Shows nothing but the text: a file, a log, a test. */
    Styles NONE = (style, text) -> text;

    /** What a part of a line means. */
    enum Style {
        /** What must be read, for instance a fingerprint. */
        STRONG,
        /** It is as it should be. */
        SUCCESS,
        /** It did not fail, and somebody should look at it. */
        WARNING,
        /** It is wrong. */
        FAILURE
    }

    /**
     * A part of a line as the console shows it. Pad it before: what is added here has no width, but a length.
     *
     * @param style what the part means
     * @param text the part, without a line break
     * @return the text, perhaps with escape sequences around it
     */
    String in(Style style, String text);

    /**
     * A text that must be read.
     *
     * @param text the part
     * @return the text as the console shows it
     */
    default String strong(String text) {
        return in(Style.STRONG, text);
    }
}
