package ai.invoke.release.notes;

import java.util.Arrays;
import java.util.Optional;

/** What a template for release notes or a title can name. The documentation and the error messages come from here. */
public enum NotesVariable {
    /** Name of the project. */
    PROJECT("project", "name of the project as PyPI knows it"),
    /** Version as the tag spells it. */
    VERSION("version", "version as the tag spells it, without the prefix, for instance 5.0.0.a1"),
    /** Version in PEP 440 normal form. */
    NORMALIZED_VERSION("normalizedVersion", "version in PEP 440 normal form, as in file names, for instance 5.0.0a1"),
    /** The word true for a pre-release. */
    PRERELEASE("prerelease", "'true' for an alpha, beta, release candidate or development release, else empty"),
    /** The tag. */
    TAG("tag", "the tag, for instance v5.4.0"),
    /** Tag of the release before. */
    PREVIOUS_TAG("previousTag", "tag of the release before this one, empty for the first"),
    /** Full commit id. */
    COMMIT("commit", "the full commit id"),
    /** Short commit id. */
    SHORT_COMMIT("shortCommit", "the first 10 digits of the commit id"),
    /** Day of the commit. */
    DATE("date", "day of the commit in UTC, for instance 2026-03-01"),
    /** Owner and name at GitHub. */
    REPOSITORY("repository", "owner/name at GitHub, empty when not known"),
    /** Web address of the repository. */
    REPOSITORY_URL("repositoryUrl", "web address of the repository, empty when not known"),
    /** Web address of the comparison. */
    COMPARE_URL("compareUrl", "web address that compares previousTag with tag, empty when there is none"),
    /** The wheel's name. */
    WHEEL("wheel", "file name of the wheel, empty when there is none or more than one"),
    /** The sdist's name. */
    SDIST("sdist", "file name of the sdist, empty when there is none"),
    /** The installer's name. */
    INSTALLER("installer", "file name of the installer zip, empty when there is none or more than one"),
    /** Table of files. */
    ASSETS("assets", "table of the files with sizes and sha256, empty when there are none"),
    /** List of commits. */
    CHANGES(
            "changes",
            "list of the commits since previousTag without merges: grouped when most follow Conventional Commits, at most 20 a"
                    + " group, bots in one line"),
    /** List of people. */
    CONTRIBUTORS("contributors", "list of the external contributors since previousTag, empty when there are none"),
    /** List of new people. */
    NEW_CONTRIBUTORS(
            "newContributors",
            "list of those external contributors who had no commit before previousTag, with what they did first"),
    /** The checksum file's name. */
    CHECKSUMS("checksums", "file name of the checksums of all files, empty when there is none"),
    /** Text for the beginning. */
    INTRODUCTION("introduction", "introduction from a file or from the release before, empty when there is none"),
    /** GitHub's own notes. */
    GENERATED_NOTES("generatedNotes", "the notes that GitHub generates, as the collect goal fetched them");

    private final String key;
    private final String meaning;

    NotesVariable(String key, String meaning) {
        this.key = key;
        this.meaning = meaning;
    }

    /**
     * The name between the braces.
     *
     * @return for instance {@code previousTag}
     */
    public String key() {
        return key;
    }

    /**
     * What it stands for.
     *
     * @return one line for the documentation
     */
    public String meaning() {
        return meaning;
    }

    /**
     * Finds a variable.
     *
     * @param key the name between the braces
     * @return empty when there is none of this name
     */
    public static Optional<NotesVariable> of(String key) {
        return Arrays.stream(values())
                .filter(variable -> variable.key.equals(key))
                .findFirst();
    }
}
