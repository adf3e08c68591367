package ai.invoke.release.http;

import java.net.URI;

/**
 * No whole answer came.
 *
 * @param method the request's method
 * @param uri where the request went, without user information and secrets
 * @param delivery how much of the request left; tells whether the server may have acted on it
 * @param transitory whether the same request may succeed a moment later
 * @param reason why, in words for a person, without secrets
 */
public record NoAnswer(String method, URI uri, Delivery delivery, boolean transitory, String reason)
        implements Exchange {

    /** How much of a request left. */
    public enum Delivery {
        /** Nothing: no connection. The server knows nothing of the request. */
        NOT_SENT,
        /** A part: the body's last byte stayed here. The server cannot have taken the request for a whole one. */
        INCOMPLETE,
        /** Possibly everything. The server may have acted on it or not. */
        MAYBE_PROCESSED
    }

    /** One sentence for a person. */
    @Override
    public String toString() {
        return method + " " + uri + " got no answer: " + reason;
    }
}
