package ai.invoke.release.notes;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What notes may use that the local history does not tell.
 *
 * @param accounts the login of a commit's author as GitHub knows it, by commit id
 * @param labels the labels of pull requests, by their numbers
 * @param introduction Markdown for the beginning of the notes
 * @param generatedNotes what GitHub would write
 */
public record NotesInputs(
        Map<String, String> accounts,
        Map<Integer, List<String>> labels,
        Optional<String> introduction,
        Optional<String> generatedNotes) {

    /** Nothing: the local history has to do. */
    public static final NotesInputs NONE = new NotesInputs(Map.of(), Map.of(), Optional.empty(), Optional.empty());

    /** Takes unmodifiable copies. */
    public NotesInputs {
        accounts = Map.copyOf(accounts);
        labels = Map.copyOf(labels);
    }

    /**
     * The same with another introduction.
     *
     * @param text Markdown
     * @return a copy
     */
    public NotesInputs withIntroduction(String text) {
        return new NotesInputs(accounts, labels, Optional.of(text), generatedNotes);
    }
}
