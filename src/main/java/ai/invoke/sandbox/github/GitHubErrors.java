package ai.invoke.sandbox.github;

import ai.invoke.sandbox.server.Response;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request that GitHub refuses, with its status and JSON. */
final class GitHubErrors extends Exception {

    private static final long serialVersionUID = 1L;
    private static final String DOCUMENTATION = "https://docs.github.com/rest/releases/releases";

    private final int status;
    private final transient ObjectNode body;
    private final transient Optional<Map.Entry<String, String>> header;

    private GitHubErrors(int status, ObjectNode body) {
        this(status, body, Optional.empty());
    }

    private GitHubErrors(int status, ObjectNode body, Optional<Map.Entry<String, String>> header) {
        super(body.path("message").asText());
        this.header = header;
        this.status = status;
        this.body = body;
    }

    Response response() {
        Response response = Response.json(status, body);
        return header.map(field -> response.with(field.getKey(), field.getValue()))
                .orElse(response);
    }

    int status() {
        return status;
    }

    /** The same refusal with a header. */
    GitHubErrors with(String name, String value) {
        return new GitHubErrors(status, body, Optional.of(Map.entry(name, value)));
    }

    static GitHubErrors of(int status, String message) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("message", message);
        body.put("documentation_url", status == 401 ? "https://docs.github.com/rest" : DOCUMENTATION);
        body.put("status", String.valueOf(status));
        return new GitHubErrors(status, body);
    }

    /** An error of GraphQL, which is told with the status 200. */
    static GitHubErrors graphql(String message) {
        return graphql(message, "INVALID");
    }

    /** An error of GraphQL with its type. */
    static GitHubErrors graphql(String message, String type) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("message", message);
        body.putArray("errors").addObject().put("type", type).put("message", message);
        return new GitHubErrors(200, body);
    }

    JsonNode errors() {
        return body.path("errors");
    }

    static GitHubErrors notFound() {
        return of(404, "Not Found");
    }

    /** One entry of the {@code errors} array. */
    record Field(String resource, String code, String field, String message) {

        static Field of(String resource, String code, String field) {
            return new Field(resource, code, field, "");
        }
    }

    static GitHubErrors invalid(Field... fields) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("message", "Validation Failed");
        var errors = body.putArray("errors");
        for (Field field : List.of(fields)) {
            ObjectNode error = errors.addObject();
            error.put("resource", field.resource()).put("code", field.code()).put("field", field.field());
            if (!field.message().isEmpty()) {
                error.put("message", field.message());
            }
        }
        body.put("documentation_url", DOCUMENTATION);
        body.put("status", "422");
        return new GitHubErrors(422, body);
    }

    /** What the schema check says before GitHub looks at the meaning. */
    static GitHubErrors schema(String sentence) {
        return of(422, "Invalid request.\n\n" + sentence);
    }
}
