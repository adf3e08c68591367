package ai.invoke.sandbox.pypi;

import java.util.Optional;

/** An upload that PyPI does not take, on its way to the client. */
final class PypiRefusal extends Exception {

    private static final long serialVersionUID = 1L;
    private final int status;

    /**
     * Creates a refusal.
     *
     * @param status the HTTP status
     * @param message PyPI's words
     */
    PypiRefusal(int status, String message) {
        super(message);
        this.status = status;
    }

    /**
     * Refuses with status 400 when there is a reason to.
     *
     * @param message PyPI's words; empty when all is well
     * @throws PypiRefusal when there is a message
     */
    static void when(Optional<String> message) throws PypiRefusal {
        if (message.isPresent()) {
            throw new PypiRefusal(400, message.get());
        }
    }

    int status() {
        return status;
    }
}
