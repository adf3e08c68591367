package ai.invoke.release.http;

import ai.invoke.release.console.Console;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The one HTTP client. Sends requests with a limit in time and memory, repeats them where that is safe, follows redirects
 * only as far as the request allows, and keeps credentials to the origin they are for. Thread-safe.
 */
public final class Http implements AutoCloseable {

    private static final int MAX_REDIRECTS = 10;

    private final Transport transport;
    private final Console console;
    private final Timing timing;

    /**
     * A client that really waits between attempts.
     *
     * @param settings what holds for all requests
     * @param console told about each new attempt
     */
    public Http(HttpSettings settings, Console console) {
        this(settings, console, Timing.real());
    }

    /**
     * A client with its own idea of time.
     *
     * @param settings what holds for all requests
     * @param console told about each new attempt
     * @param timing clock, waiting and chance
     */
    public Http(HttpSettings settings, Console console, Timing timing) {
        this.transport = new Transport(settings, console);
        this.console = console;
        this.timing = timing;
    }

    /**
     * Gets ready for a request while there is something else to do: the first connection of a process takes as long to prepare as
     * hashing a hundred megabytes. May be left out.
     *
     * @param uri where it will go
     * @throws ProjectException when the certificates of the settings cannot be read
     */
    public void prepare(URI uri) {
        transport.prepare(uri);
    }

    /**
     * Sends a request, as often as its policy says.
     *
     * @param request the request
     * @return the last attempt's end
     * @throws ProjectException when the address must not be used, or the file to send changed meanwhile
     * @throws EnvironmentException when a file on this machine cannot be read or written, or the thread is interrupted
     */
    public Exchange send(Request request) {
        return send(request, last -> true);
    }

    /**
     * Sends a request, as often as its policy says and its guard lets it.
     *
     * @param request the request
     * @param guard asked after each wait, before the request is sent again
     * @return the last attempt's end
     * @throws ProjectException as {@link #send(Request)}
     * @throws EnvironmentException as {@link #send(Request)}
     */
    public Exchange send(Request request, RetryGuard guard) {
        return send(() -> request, guard);
    }

    /**
     * Sends a request that cannot be repeated as it is, because something in it is good for one attempt only.
     *
     * @param requests makes the request for each attempt, the first one too; the policy of the latest one counts
     * @param guard asked after each wait, before the next request is made
     * @return the last attempt's end
     * @throws ProjectException as {@link #send(Request)}
     * @throws EnvironmentException as {@link #send(Request)}
     */
    public Exchange send(Supplier<Request> requests, RetryGuard guard) {
        for (int attempt = 1; ; attempt++) {
            Request request = requests.get();
            Exchange exchange = sendFollowingRedirects(request);
            Optional<Duration> delay = request.resend()
                    .retry()
                    .delay(exchange, attempt, timing.clock().instant(), timing.jitter());
            if (delay.isEmpty()) {
                return exchange;
            }
            console.info("%s; trying again in %s (attempt %d of %d)"
                    .formatted(
                            summary(exchange),
                            seconds(delay.get()),
                            attempt + 1,
                            request.resend().retry().attempts()));
            sleep(delay.get());
            if (!guard.mayRepeat(exchange)) {
                return exchange;
            }
        }
    }

    /**
     * Hides what proves who asks in everything that this client tells, also while it sends none of it: a server may have got
     * it from another client, and repeat it.
     *
     * @param who what is hidden; what a request sends is hidden anyway
     */
    public void hide(Authorization who) {
        transport.hide(who);
    }

    private Exchange sendFollowingRedirects(Request first) {
        Request request = first;
        for (int hop = 0; ; hop++) {
            Origin origin = Origin.of(request.uri());
            Exchange exchange = sendOnce(request);
            Optional<URI> target = exchange instanceof Answer answer ? target(request, answer) : Optional.empty();
            // A server that sends one round and round has answered, too: with its last redirect.
            if (target.isEmpty() || hop == MAX_REDIRECTS) {
                return exchange;
            }
            console.detail(transport
                    .redactor()
                    .redact(request.method() + " " + request.uri() + " redirects to " + target.get()));
            request = request.redirectedTo(target.get(), origin.equals(Origin.of(target.get())));
        }
    }

    private Exchange sendOnce(Request request) {
        try {
            return transport.exchange(request);
        } catch (FileChangedException e) {
            throw new ProjectException(
                    Problem.of(e.getMessage() + "; the request was broken off before its end")
                            .next("find out what writes to the file, then build, check and approve it again"),
                    e);
        } catch (LocalFileException e) {
            throw new EnvironmentException(Problem.of(String.valueOf(e.getMessage())), e);
        }
    }

    private static Optional<URI> target(Request request, Answer answer) {
        boolean reading = request.method().equals("GET") || request.method().equals("HEAD");
        boolean keepsMethod = answer.status() == 307 || answer.status() == 308;
        boolean redirect = keepsMethod || (reading && answer.status() >= 301 && answer.status() <= 303);
        if (!redirect || request.resend().redirects() == RedirectPolicy.NONE) {
            return Optional.empty();
        }
        return answer.header("Location")
                .flatMap(location -> resolve(request.uri(), location))
                .filter(uri -> switch (request.resend().redirects()) {
                    case NONE -> false;
                    case SAME_ORIGIN -> Origin.of(uri).equals(Origin.of(request.uri()));
                    case DROP_CREDENTIALS -> reading && !Origin.of(uri).weakerThan(Origin.of(request.uri()));
                });
    }

    // A target that this client may not use at all is no target: the 3xx answer then stands, and its caller reports it.
    private static Optional<URI> resolve(URI base, String location) {
        try {
            URI target = base.resolve(new URI(location.strip()));
            return Origin.problem(target).isEmpty() ? Optional.of(target) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String summary(Exchange exchange) {
        if (exchange instanceof Answer answer) {
            return answer.uri().getHost() + " answered " + (answer.status() + " " + answer.reason()).strip();
        }
        NoAnswer none = (NoAnswer) exchange;
        return none.uri().getHost() + ": " + none.reason();
    }

    private static String seconds(Duration delay) {
        return String.format(Locale.ROOT, "%.1f s", delay.toMillis() / 1000.0);
    }

    private void sleep(Duration delay) {
        try {
            timing.sleeper().sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException(Problem.of("interrupted while waiting to send a request again"), e);
        }
    }

    /** Closes all connections. */
    @Override
    public void close() {
        try {
            transport.close();
        } catch (IOException e) {
            console.detail("closing connections: " + e.getMessage());
        }
    }
}
