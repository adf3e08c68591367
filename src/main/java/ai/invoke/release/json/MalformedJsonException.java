package ai.invoke.release.json;

/** A JSON document is not what its reader demands. The message says where in the document and why, not which file. */
public final class MalformedJsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates a refusal.
     *
     * @param message where and why
     */
    public MalformedJsonException(String message) {
        super(message);
    }

    /**
     * A refusal with what was thrown below.
     *
     * @param message where and why
     * @param cause what was thrown below
     */
    public MalformedJsonException(String message, Throwable cause) {
        super(message, cause);
    }
}
