package ai.invoke.release.notes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The templates for a project that brings none. */
public final class DefaultTemplate {

    /** The title of a release. */
    public static final String TITLE = "{{project}} {{tag}}";

    private static final String RESOURCE = "default-template.md";

    private DefaultTemplate() {}

    /**
     * The template for the notes.
     *
     * @return install command, changes, thanks, files, compare link
     */
    public static Template notes() {
        try (InputStream stream = DefaultTemplate.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the plugin");
            }
            return Template.parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8), RESOURCE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }

    /**
     * The template for the title.
     *
     * @return project and tag
     */
    public static Template title() {
        return Template.parse(TITLE, "title");
    }
}
