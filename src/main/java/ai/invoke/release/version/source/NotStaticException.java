package ai.invoke.release.version.source;

/** Carries out of the reader why a file gives no version; never leaves this package. */
final class NotStaticException extends Exception {

    private static final long serialVersionUID = 1L;

    private final VersionFile.Kind kind;
    private final int line;

    NotStaticException(VersionFile.Kind kind, int line, String detail) {
        super(detail, null, false, false);
        this.kind = kind;
        this.line = line;
    }

    VersionFile.Kind kind() {
        return kind;
    }

    int line() {
        return line;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
