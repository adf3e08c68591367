package ai.invoke.release.version;

import java.util.Optional;

/**
 * Whether a tag and the version in a file are the same release: compared as PEP 440 versions, never as text. Two texts that
 * are equal but no versions are no match.
 *
 * @param tag the tag
 * @param raw the version as the file spells it
 */
public record TagVerdict(TagName tag, String raw) {

    /** How a tag and a version compare. */
    public enum Outcome {
        /** The same version, spelt the same. */
        MATCH,
        /** The same version, spelt differently; worth a word to the user, as file names use the normal form. */
        SPELT_DIFFERENTLY,
        /** The tag and the file have different versions. */
        MISMATCH,
        /** The tag is no version. */
        TAG_INVALID,
        /** The text in the file is no version. */
        FILE_INVALID,
        /** Neither is a version. */
        BOTH_INVALID
    }

    /**
     * Compares the tag with the version in the file.
     *
     * @return one of the outcomes
     */
    public Outcome outcome() {
        Optional<PyVersion> inTag = tag.version();
        Optional<PyVersion> inFile = PyVersion.tryParse(raw);
        if (inTag.isEmpty() || inFile.isEmpty()) {
            return inTag.isPresent()
                    ? Outcome.FILE_INVALID
                    : inFile.isPresent() ? Outcome.TAG_INVALID : Outcome.BOTH_INVALID;
        }
        if (!inTag.equals(inFile)) {
            return Outcome.MISMATCH;
        }
        return tag.versionText().equals(raw) ? Outcome.MATCH : Outcome.SPELT_DIFFERENTLY;
    }

    /**
     * Whether tag and file name the same version.
     *
     * @return however they are spelt
     */
    public boolean matches() {
        return outcome() == Outcome.MATCH || outcome() == Outcome.SPELT_DIFFERENTLY;
    }
}
