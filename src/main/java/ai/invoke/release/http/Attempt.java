package ai.invoke.release.http;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** What is known of one attempt at a request, which decides what its failure means. The client's threads and an alarm write it. */
final class Attempt {

    private static final String ATTRIBUTE = Attempt.class.getName();

    private final AtomicBoolean left = new AtomicBoolean();
    private final AtomicBoolean expired = new AtomicBoolean();
    private final AtomicBoolean reused = new AtomicBoolean();
    private final AtomicBoolean answered = new AtomicBoolean();
    private final AtomicReference<@Nullable IOException> handshake = new AtomicReference<>();

    /** The attempt that a context of the client belongs to. */
    static Optional<Attempt> of(HttpContext context) {
        return context.getAttribute(ATTRIBUTE) instanceof Attempt attempt ? Optional.of(attempt) : Optional.empty();
    }

    void attachTo(HttpContext context) {
        context.setAttribute(ATTRIBUTE, this);
    }

    /** The request is about to leave on an open connection. */
    void markLeft(HttpClientConnection connection) {
        left.set(true);
        EndpointDetails before = connection.getEndpointDetails();
        reused.set(before != null && before.getRequestCount() > 0);
    }

    boolean hasLeft() {
        return left.get();
    }

    /** The time for it is over. */
    void markExpired() {
        expired.set(true);
    }

    boolean isExpired() {
        return expired.get();
    }

    /** The head of an answer is there. */
    void markAnswered() {
        answered.set(true);
    }

    /** No secure connection could be made to one of the host's addresses. */
    void markHandshakeFailed(IOException why) {
        handshake.compareAndSet(null, why);
    }

    /** A host has several addresses: the failed handshake at one of them says more than the silence of the next. */
    IOException tellingFailure(IOException last) {
        return hasLeft() ? last : Optional.ofNullable(handshake.get()).orElse(last);
    }

    /** Whether an old connection ended before a single word of an answer. */
    boolean wasStale() {
        return reused.get() && !answered.get() && !expired.get();
    }
}
