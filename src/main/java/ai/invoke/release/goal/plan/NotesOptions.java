package ai.invoke.release.goal.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the release notes are written, as the user chose it in the POM.
 *
 * @param previousTag the tag to compare with; empty to choose the release before this one by PEP 440
 * @param template the template of the notes; empty for the plugin's own
 * @param title the template of the title; empty for the plugin's own
 * @param internal the project's own people, who are not thanked: see {@link
 *     ai.invoke.release.notes.ContributorRules#internal()}
 * @param bots further programs that are not thanked: see {@link ai.invoke.release.notes.ContributorRules#bots()}
 */
public record NotesOptions(
        Optional<String> previousTag,
        Optional<Path> template,
        Optional<String> title,
        List<String> internal,
        List<String> bots) {

    /** Takes unmodifiable copies. */
    public NotesOptions {
        internal = List.copyOf(internal);
        bots = List.copyOf(bots);
    }
}
