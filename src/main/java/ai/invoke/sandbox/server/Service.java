package ai.invoke.sandbox.server;

import java.io.IOException;

/** What answers the requests that a {@link LoopbackServer} has read. Called by several threads at once. */
public interface Service {

    /**
     * Carries a request out.
     *
     * @param request the request
     * @return the answer
     * @throws IOException when the client went away or the disk failed
     */
    Response answer(Request request) throws IOException;

    /**
     * The answer of a service that is itself in trouble; nothing is carried out.
     *
     * @param fault of a kind that answers with a status
     * @param request the request
     * @return the answer
     */
    Response trouble(Fault fault, Request request);
}
