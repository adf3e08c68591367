package ai.invoke.sandbox.server;

import java.io.IOException;

/** A client sent something that is not HTTP, or not what its own headers announce. */
public final class BadRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * A request that is answered with 400.
     *
     * @param message what is wrong with it
     */
    public BadRequestException(String message) {
        super(message);
    }

    /**
     * A request that is answered with 400.
     *
     * @param message what is wrong with it
     * @param cause what could not be read
     */
    public BadRequestException(String message, Throwable cause) {
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
