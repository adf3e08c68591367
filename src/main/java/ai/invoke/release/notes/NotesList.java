package ai.invoke.release.notes;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a template can go through one by one: a section that begins with {@code each}. Documentation and errors come from here. */
public enum NotesList {
    /** The commits. */
    CHANGES(
            "changes",
            "the commits since previousTag without merges and bots",
            "subject sha shortSha pullRequest url author type group"),
    /** The external contributors. */
    CONTRIBUTORS(
            "contributors",
            "the external contributors since previousTag",
            "name login mention commits firstTime firstChange firstUrl"),
    /** The files. */
    ASSETS("assets", "the files of the release", "name size sha256 role");

    private final String key;
    private final String meaning;
    private final String fields;

    NotesList(String key, String meaning, String fields) {
        this.key = key;
        this.meaning = meaning;
        this.fields = fields;
    }

    /**
     * The name behind {@code each}.
     *
     * @return for instance {@code changes}
     */
    public String key() {
        return key;
    }

    /**
     * What it goes through.
     *
     * @return one line for the documentation
     */
    public String meaning() {
        return meaning;
    }

    /**
     * What each entry has; a field without a value is empty.
     *
     * @return names that are known inside the section only
     */
    public List<String> fields() {
        return List.of(fields.split(" "));
    }

    /**
     * Finds a list.
     *
     * @param key the name behind {@code each}
     * @return empty when there is none of this name
     */
    public static Optional<NotesList> of(String key) {
        return Arrays.stream(values()).filter(list -> list.key.equals(key)).findFirst();
    }
}
