package ai.invoke.sandbox.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An answer of the server.
 *
 * @param status the HTTP status
 * @param reason the reason phrase
 * @param headers in the order in which they are sent; Content-Length is added by the server
 * @param body what follows
 */
public record Response(int status, String reason, List<Map.Entry<String, String>> headers, Body body) {

    /** The bytes of an answer. */
    sealed interface Body {

        /** Small and in memory, sent as UTF-8. */
        record Text(String text) implements Body {}

        /** A file, streamed. */
        record Stored(Path file) implements Body {}

        /** A file that is made for this answer only, streamed and then deleted. */
        record Spooled(Path file) implements Body {}
    }

    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(200, "OK"),
            Map.entry(201, "Created"),
            Map.entry(202, "Accepted"),
            Map.entry(204, "No Content"),
            Map.entry(301, "Moved Permanently"),
            Map.entry(302, "Found"),
            Map.entry(304, "Not Modified"),
            Map.entry(308, "Permanent Redirect"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(406, "Not Acceptable"),
            Map.entry(409, "Conflict"),
            Map.entry(410, "Gone"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(422, "Unprocessable Entity"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(502, "Bad Gateway"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Gateway Timeout"));

    /**
     * The words beside a status.
     *
     * @param status the status
     * @return as RFC 9110 has them
     */
    public static String reason(int status) {
        return REASONS.getOrDefault(status, "Status " + status);
    }

    /**
     * An answer without a body.
     *
     * @param status the status
     * @return the answer
     */
    public static Response empty(int status) {
        return text(status, "", "");
    }

    /**
     * A text.
     *
     * @param status the status
     * @param type the media type; empty when none is sent
     * @param body the text
     * @return the answer
     */
    public static Response text(int status, String type, String body) {
        List<Map.Entry<String, String>> headers = type.isEmpty() ? List.of() : List.of(Map.entry("Content-Type", type));
        return new Response(status, reason(status), headers, new Body.Text(body));
    }

    /**
     * A JSON value.
     *
     * @param status the status
     * @param body the value
     * @return the answer
     */
    public static Response json(int status, JsonNode body) {
        return text(status, "application/json; charset=utf-8", body.toString());
    }

    /**
     * A file, with status 200.
     *
     * @param type the media type
     * @param file stays where it is
     * @return the answer
     */
    public static Response file(String type, Path file) {
        return new Response(200, reason(200), List.of(Map.entry("Content-Type", type)), new Body.Stored(file));
    }

    /**
     * A file that is made for this answer only.
     *
     * @param status the status
     * @param type the media type
     * @param file deleted when it was sent
     * @return the answer
     */
    public static Response spooled(int status, String type, Path file) {
        return new Response(status, reason(status), List.of(Map.entry("Content-Type", type)), new Body.Spooled(file));
    }

    /**
     * A redirect.
     *
     * @param status for instance 302
     * @param location where to
     * @return the answer
     */
    public static Response redirect(int status, String location) {
        return empty(status).with("Location", location);
    }

    /**
     * One more header.
     *
     * @param name its name
     * @param value its value
     * @return a copy
     */
    public Response with(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(headers);
        more.add(Map.entry(name, value));
        return new Response(status, reason, List.copyOf(more), body);
    }

    /**
     * Other words beside the status.
     *
     * @param text the words
     * @return a copy
     */
    public Response withReason(String text) {
        return new Response(status, text, headers, body);
    }
}
