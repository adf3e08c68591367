package ai.invoke.release.toml;

/** A text is no TOML; the message says why, in lower case and without the line. */
public final class TomlException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Where, from 1. */
    private final int line;

    TomlException(String why, int line) {
        super(why);
        this.line = line;
    }

    /**
     * Where.
     *
     * @return the line, from 1
     */
    public int line() {
        return line;
    }
}
