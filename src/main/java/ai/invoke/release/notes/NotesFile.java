package ai.invoke.release.notes;

/**
 * A file of the release as the notes show it.
 *
 * @param name the file name
 * @param role what it is
 * @param size its length in bytes
 * @param sha256 lower-case hex digest
 */
public record NotesFile(String name, Role role, long size, String sha256) {

    /** What a file is for. */
    public enum Role {
        /** A wheel. */
        WHEEL,
        /** A source distribution. */
        SDIST,
        /** An installer zip. */
        INSTALLER,
        /** Anything else. */
        OTHER
    }
}
