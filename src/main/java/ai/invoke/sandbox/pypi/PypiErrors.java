package ai.invoke.sandbox.pypi;

import ai.invoke.sandbox.server.Accept;
import ai.invoke.sandbox.server.Html;
import ai.invoke.sandbox.server.Request;
import ai.invoke.sandbox.server.Response;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** PyPI's error answers: the reason in the status line and, by what the client accepts, as HTML, JSON or text. */
final class PypiErrors {

    private static final Map<Integer, String> EXPLANATIONS = Map.of(
            400,
            "The server could not comply with the request since it is either malformed or otherwise incorrect.",
            403,
            "Access was denied to this resource.",
            404,
            "The resource could not be found.",
            405,
            "The method POST is not allowed for this resource.",
            406,
            "The resource identified by the request is only capable of generating response entities which have content"
                    + " characteristics not acceptable according to the accept headers sent in the request.",
            410,
            "This resource is no longer available.  No forwarding address is given.",
            429,
            "The action could not be performed because there were too many requests by the client.",
            503,
            "The server is currently unavailable. Please try again at a later time.");

    private PypiErrors() {}

    /**
     * The answer to an upload that was taken. The view gives an empty body, for which Pyramid makes one by what the client
     * accepts (byte for byte as Pyramid 2.0 does).
     */
    static Response ok(Request request) {
        String type = Accept.best(request.header("accept").orElse(""), List.of("text/html", "application/json"))
                .orElse("text/plain");
        return switch (type) {
            case "text/html" ->
                Response.text(
                        200,
                        "text/html; charset=UTF-8",
                        "<html>\n <head>\n  <title>200 OK</title>\n </head>\n <body>\n  <h1>200 OK</h1>\n  <br/><br/>\n\n\n\n"
                                + " </body>\n</html>");
            case "application/json" ->
                Response.text(
                        200,
                        "application/json",
                        "{\"message\": \"\\n\\n\\n\\n\\n\", \"code\": \"200 OK\", \"title\": \"OK\"}");
            default -> Response.text(200, "text/plain; charset=UTF-8", "200 OK\n\n\n\n\n\n\n");
        };
    }

    static Response refuse(Request request, int status, String detail) {
        String title = Response.reason(status);
        // PyPI cannot put other characters into a status line either, and shows the same "?" in "code".
        String reason = new String(detail.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1)
                .replaceAll("\\s", " ");
        String line = status + " " + (detail.isEmpty() ? title : reason);
        String explanation = EXPLANATIONS.getOrDefault(status, title);
        String type = Accept.best(request.header("accept").orElse(""), List.of("text/html", "application/json"))
                .orElse("text/plain");
        Response response = switch (type) {
            case "text/html" ->
                Response.text(
                        status,
                        "text/html; charset=UTF-8",
                        "<html>\n <head>\n  <title>" + Html.escape(line) + "</title>\n </head>\n <body>\n  <h1>"
                                + Html.escape(line) + "</h1>\n  " + Html.escape(explanation) + "<br/><br/>\n"
                                + Html.escape(detail) + "\n\n\n </body>\n</html>");
            case "application/json" ->
                Response.json(
                        status,
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("message", explanation + "\n\n\n" + detail + "\n\n")
                                .put("code", line)
                                .put("title", title));
            default ->
                Response.text(
                        status, "text/plain; charset=UTF-8", line + "\n\n" + explanation + "\n\n\n" + detail + "\n\n");
        };
        return response.withReason(line.substring(line.indexOf(' ') + 1));
    }
}
