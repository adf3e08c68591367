package ai.invoke.release.dist.metadata;

/** Says whether PyPI could render a reStructuredText description. */
public interface DescriptionRenderer {

    /** What a renderer has to say. */
    sealed interface Verdict {

        /** The description renders. */
        record Renders() implements Verdict {}

        /**
         * The description does not render.
         *
         * @param why what docutils says, with the line
         */
        record Fails(String why) implements Verdict {}

        /**
         * The description was not checked.
         *
         * @param why what was missing
         */
        record NotChecked(String why) implements Verdict {}
    }

    /**
     * Renders a description and drops the result.
     *
     * @param text reStructuredText
     * @return the verdict
     */
    Verdict render(String text);

    /**
     * The renderer for when there is no Python with docutils: it knows a few mistakes that docutils surely refuses, and
     * says of everything else that it was not checked.
     *
     * @return the renderer
     */
    static DescriptionRenderer withoutPython() {
        return text -> RstMistakes.first(text)
                .<Verdict>map(Verdict.Fails::new)
                .orElseGet(() -> new Verdict.NotChecked("no Python with readme_renderer or docutils"));
    }
}
