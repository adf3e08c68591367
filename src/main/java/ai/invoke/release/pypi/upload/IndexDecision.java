package ai.invoke.release.pypi.upload;

import ai.invoke.release.pypi.index.IndexFile;

/** What to do with one file, after a look at the index. */
public sealed interface IndexDecision {

    /**
     * The file that this is about.
     *
     * @return the one that is to be released
     */
    UploadFile file();

    /**
     * The index does not show it.
     *
     * @param file the file
     */
    record Upload(UploadFile file) implements IndexDecision {}

    /**
     * The index has these bytes.
     *
     * @param file the file
     * @param proof the digest that the index shows, for instance {@code sha256 0123…}
     */
    record Done(UploadFile file, String proof) implements IndexDecision {}

    /**
     * The index has other bytes under this name, or does not say which.
     *
     * @param file the file
     * @param present what the index has
     */
    record Conflict(UploadFile file, IndexFile present) implements IndexDecision {}
}
