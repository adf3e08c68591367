package ai.invoke.release.rehearsal;

import java.io.IOException;

/** A client sent something that is not HTTP, or not what its own headers announce. */
final class BadRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadRequestException(String message) {
        super(message);
    }

    BadRequestException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The client went away in the middle: there is nobody left to answer. */
    static final class Gone extends IOException {

        private static final long serialVersionUID = 1L;

        Gone(String message) {
            super(message);
        }
    }
}
