package ai.invoke.release.http;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One request, with everything that decides how it is sent. Immutable: each {@code with} method gives a copy.
 *
 * @param method the HTTP method in upper case
 * @param uri an https address, or http on this machine
 * @param headers extra headers
 * @param authorization who asks
 * @param body what is sent
 * @param resend when it is sent again, and where to
 * @param limits how long it may take and how much may come back
 * @param saveTo where the body of a success is written instead of being kept in memory
 * @param progress shown while the body is sent or a file is received: its label
 */
public record Request(
        String method,
        URI uri,
        List<HeaderField> headers,
        Optional<Authorization> authorization,
        Optional<Body> body,
        Resend resend,
        Limits limits,
        Optional<Path> saveTo,
        Optional<String> progress) {

    /**
     * When a request is sent again, and where to.
     *
     * @param retry when it is sent again after a failure
     * @param redirects what happens when the server points elsewhere
     */
    public record Resend(RetryPolicy retry, RedirectPolicy redirects) {}

    /**
     * How long a request may take and how much may come back.
     *
     * @param timeout how long one attempt may take from the first byte sent to the last byte received
     * @param silence how long the server may say nothing
     * @param maxAnswer the longest body of an answer in bytes; an answer that reports an error is cut there, any other
     *     fails the attempt
     * @param statusSuffices whether the body of a success is for people only: it is then read as that of an error is, as
     *     much of it as comes soon, and a broken one is no failure
     */
    public record Limits(Duration timeout, Duration silence, long maxAnswer, boolean statusSuffices) {}

    /** What an answer that is kept in memory may weigh, unless said otherwise: 8 MiB. */
    public static final long DEFAULT_MAX_ANSWER = 8L * 1024 * 1024;

    /** Takes an unmodifiable copy of the list. */
    public Request {
        headers = List.copyOf(headers);
    }

    /**
     * A request for something; repeated on trouble, follows redirects within its origin.
     *
     * @param uri the address
     * @return the request, with two minutes for an attempt
     */
    public static Request get(URI uri) {
        return of("GET", uri).withRetry(RetryPolicy.repeatable()).withRedirects(RedirectPolicy.SAME_ORIGIN);
    }

    /**
     * A request that changes something; sent again only when the server cannot have acted on it.
     *
     * @param method the HTTP method in upper case
     * @param uri the address
     * @return the request, with two minutes for an attempt
     */
    public static Request of(String method, URI uri) {
        return new Request(
                method,
                uri,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                new Resend(RetryPolicy.once(), RedirectPolicy.NONE),
                new Limits(Duration.ofSeconds(120), Duration.ofSeconds(60), DEFAULT_MAX_ANSWER, false),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * A POST with a body; sent again only when the server cannot have acted on it.
     *
     * @param uri the address
     * @param body what is sent
     * @return the request, with two minutes for an attempt
     */
    public static Request post(URI uri, Body body) {
        return of("POST", uri).withBody(body);
    }

    /**
     * With one more header.
     *
     * @param name the header's name; for {@code Authorization} use {@link #withAuthorization}
     * @param value the header's value
     * @return a copy
     */
    public Request withHeader(String name, String value) {
        List<HeaderField> more = new ArrayList<>(headers);
        more.add(new HeaderField(name, value));
        return new Request(method, uri, more, authorization, body, resend, limits, saveTo, progress);
    }

    /**
     * With a proof of who asks.
     *
     * @param who the proof
     * @return a copy
     */
    public Request withAuthorization(Authorization who) {
        return new Request(method, uri, headers, Optional.of(who), body, resend, limits, saveTo, progress);
    }

    /**
     * With a body.
     *
     * @param content what is sent
     * @return a copy
     */
    public Request withBody(Body content) {
        return new Request(method, uri, headers, authorization, Optional.of(content), resend, limits, saveTo, progress);
    }

    /**
     * With another rule for repeating.
     *
     * @param policy when it is sent again
     * @return a copy
     */
    public Request withRetry(RetryPolicy policy) {
        return new Request(
                method,
                uri,
                headers,
                authorization,
                body,
                new Resend(policy, resend.redirects()),
                limits,
                saveTo,
                progress);
    }

    /**
     * With another rule for redirects.
     *
     * @param policy what happens when the server points elsewhere
     * @return a copy
     */
    public Request withRedirects(RedirectPolicy policy) {
        return new Request(
                method,
                uri,
                headers,
                authorization,
                body,
                new Resend(resend.retry(), policy),
                limits,
                saveTo,
                progress);
    }

    /**
     * With other limits in time.
     *
     * @param attempt how long one attempt may take as a whole
     * @param quiet how long the server may say nothing
     * @return a copy
     */
    public Request withTimeouts(Duration attempt, Duration quiet) {
        return new Request(
                method,
                uri,
                headers,
                authorization,
                body,
                resend,
                new Limits(attempt, quiet, limits.maxAnswer(), limits.statusSuffices()),
                saveTo,
                progress);
    }

    /**
     * With another limit for the answer.
     *
     * @param bytes the longest body
     * @return a copy
     */
    public Request withMaxAnswer(long bytes) {
        return new Request(
                method,
                uri,
                headers,
                authorization,
                body,
                resend,
                new Limits(limits.timeout(), limits.silence(), bytes, limits.statusSuffices()),
                saveTo,
                progress);
    }

    /**
     * Writes the body of a success to a file, through a temporary file beside it, so that it is either whole or not there.
     *
     * @param file where; replaced when it exists
     * @param maxBytes the longest file
     * @return a copy
     */
    public Request withSaveTo(Path file, long maxBytes) {
        return new Request(
                method,
                uri,
                headers,
                authorization,
                body,
                resend,
                new Limits(limits.timeout(), limits.silence(), maxBytes, limits.statusSuffices()),
                Optional.of(file),
                progress);
    }

    /**
     * Shows how far it is.
     *
     * @param label what moves, for instance a file name
     * @return a copy
     */
    public Request withProgress(String label) {
        return new Request(method, uri, headers, authorization, body, resend, limits, saveTo, Optional.of(label));
    }

    /**
     * Takes the status of a success for the whole answer.
     *
     * @return a copy whose answer's body is only for people
     */
    public Request withStatusSufficing() {
        return new Request(
                method,
                uri,
                headers,
                authorization,
                body,
                resend,
                new Limits(limits.timeout(), limits.silence(), limits.maxAnswer(), true),
                saveTo,
                progress);
    }

    Request redirectedTo(URI target, boolean sameOrigin) {
        return new Request(
                method,
                target,
                sameOrigin
                        ? headers
                        : headers.stream().filter(Request::harmless).toList(),
                sameOrigin ? authorization : Optional.empty(),
                body,
                resend,
                limits,
                saveTo,
                progress);
    }

    private static boolean harmless(HeaderField field) {
        return field.name().equalsIgnoreCase("Accept") || field.name().equalsIgnoreCase("Cache-Control");
    }
}
