package ai.invoke.release.pypi.upload;

import java.util.Optional;

/** How an upload ended. */
public sealed interface UploadOutcome {

    /**
     * The index has exactly these bytes.
     *
     * @param alreadyThere whether it had them before the answer that told so
     * @param remark what the index said beside its consent
     */
    record Stored(boolean alreadyThere, Optional<String> remark) implements UploadOutcome {}

    /**
     * The index does not want the file; sending it again would change nothing.
     *
     * @param reason the kind of refusal
     * @param status the status of the answer
     * @param words what the index said, without secrets
     * @param advice what to do
     */
    record Refused(Reason reason, int status, String words, String advice) implements UploadOutcome {}

    /**
     * Nobody knows whether the index has the file: no answer came, or one that says nothing, and the index does not show it.
     *
     * @param what what happened, without secrets
     * @param advice what to do
     */
    record Unclear(String what, String advice) implements UploadOutcome {}

    /** Kinds of refusal. */
    enum Reason {
        /** Another file has this name, or the name was used once. */
        FILE_EXISTS,
        /** The credentials are wrong, or too weak. */
        FORBIDDEN,
        /** There is no upload API at this address. */
        WRONG_ADDRESS,
        /** Too much in too short a time. */
        LIMIT,
        /** The file or its metadata break a rule. */
        INVALID
    }
}
