package ai.invoke.release.pypi.upload;

import java.util.Optional;

/** How an upload ended. */
public sealed interface UploadOutcome {

    /**
     * The index shows exactly these bytes.
     *
     * @param alreadyThere whether it had them before the answer that told so
     * @param remark what the index said beside its consent
     * @param proof the digest that the index shows, for instance {@code sha256 0123…}
     */
    record Stored(boolean alreadyThere, Optional<String> remark, String proof) implements UploadOutcome {}

    /**
     * The index said yes, but does not show the file (yet).
     *
     * @param status the status of the answer; 202 says that it will take a while
     * @param remark what the index said beside its consent
     */
    record Taken(int status, Optional<String> remark) implements UploadOutcome {}

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
     * The whole file never left this machine, so the index cannot have it.
     *
     * @param what what happened, without secrets
     */
    record Unsent(String what) implements UploadOutcome {}

    /**
     * Nobody knows whether the index has the file: no answer came, or one that says nothing, and the index does not show it.
     *
     * @param status the status of the answer; 0 when there was none
     * @param what what happened, without secrets
     */
    record Unclear(int status, String what) implements UploadOutcome {}

    /** Kinds of refusal. */
    enum Reason {
        /** Another file has this name, or the name was used once. */
        FILE_EXISTS,
        /** The credentials are wrong, or too weak. */
        FORBIDDEN,
        /** There is no upload API at this address. */
        WRONG_ADDRESS,
        /** Too many requests, or the index takes none for a while. */
        NOT_NOW,
        /** The file is larger than the index, or a proxy before it, takes. */
        TOO_LARGE,
        /** The file or its metadata break a rule, or the index says no for a reason of its own. */
        INVALID
    }
}
