package ai.invoke.release.approval.ssh;

/** A signature, a key or a file of signers that is not what it should be; the message says in what. */
public final class SshFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates a refusal.
     *
     * @param message what is wrong
     */
    public SshFormatException(String message) {
        super(message);
    }

    SshFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
