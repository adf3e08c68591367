package ai.invoke.release.goal.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the release notes are written, as the user chose it in the POM.
 *
 * @param previousTag the tag to compare with; empty to choose the release before this one by PEP 440
 * @param template the template of the notes; empty for the plugin's own
 * @param title the template of the title; empty for the plugin's own
 * @param internal the project's own people, who are not thanked: see {@link
 *     ai.invoke.release.notes.ContributorRules#internal()}
 * @param bots further programs that are not thanked: see {@link ai.invoke.release.notes.ContributorRules#bots()}
 * @param introduction a file with text for the beginning; empty for none
 * @param carryIntroduction whether to take the introduction of the release before where there is no file
 */
public record NotesOptions(
        Optional<String> previousTag,
        Optional<Path> template,
        Optional<String> title,
        List<String> internal,
        List<String> bots,
        Optional<Path> introduction,
        boolean carryIntroduction) {

    /** Takes unmodifiable copies. */
    public NotesOptions {
        internal = List.copyOf(internal);
        bots = List.copyOf(bots);
    }

    /**
     * Options without an introduction.
     *
     * @param previousTag the tag to compare with
     * @param template the template of the notes
     * @param title the template of the title
     * @param internal the project's own people
     * @param bots further programs
     */
    public NotesOptions(
            Optional<String> previousTag,
            Optional<Path> template,
            Optional<String> title,
            List<String> internal,
            List<String> bots) {
        this(previousTag, template, title, internal, bots, Optional.empty(), false);
    }

    /**
     * The same with further people of the project's own.
     *
     * @param members logins
     * @return a copy
     */
    public NotesOptions withMembers(List<String> members) {
        return new NotesOptions(
                previousTag,
                template,
                title,
                Stream.concat(internal.stream(), members.stream()).toList(),
                bots,
                introduction,
                carryIntroduction);
    }
}
