package ai.invoke.release.dist.metadata.value;

/** A value does not follow its grammar. The message completes the sentence "it is wrong because of ...". */
public final class SyntaxException extends Exception {

    private static final long serialVersionUID = 1L;

    SyntaxException(String message) {
        super(message);
    }

    /**
     * What is wrong.
     *
     * @return a phrase with the place, never null
     */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
