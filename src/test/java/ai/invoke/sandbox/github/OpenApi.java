package ai.invoke.sandbox.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Checks requests and answers against a cut of GitHub's own OpenAPI description. */
public final class OpenApi {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode cut;
    private final Set<String> seen = new TreeSet<>();

    public OpenApi() {
        try (InputStream in = OpenApi.class.getResourceAsStream("/github/openapi-cut.json")) {
            cut = JSON.readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One conversation; bodies are empty where there were none. */
    public record Exchange(String method, String target, String request, int status, String answer) {}

    /** The operations that GitHub describes and that were checked, each {@code get /path} with its placeholders. */
    public Set<String> seen() {
        return seen;
    }

    /** All operations of the cut. */
    public Set<String> described() {
        Set<String> all = new TreeSet<>();
        cut.path("paths")
                .properties()
                .forEach(path ->
                        path.getValue().fieldNames().forEachRemaining(method -> all.add(method + " " + path.getKey())));
        return all;
    }

    /** In what an exchange differs from the description, one line each. */
    public List<String> differences(Exchange exchange) {
        String method =
                exchange.method().equals("HEAD") ? "get" : exchange.method().toLowerCase(java.util.Locale.ROOT);
        URI uri = URI.create(exchange.target());
        String template = template(uri.getRawPath());
        String name = exchange.method() + " " + exchange.target();
        JsonNode operation = cut.path("paths").path(template).path(method);
        if (operation.isMissingNode()) {
            return List.of(name + " is not described");
        }
        seen.add(method + " " + template);
        List<String> found = new ArrayList<>();
        query(operation.path("query"), uri.getRawQuery(), found);
        if (operation.has("request") && exchange.status() < 400) {
            check(operation.path("request"), tree(exchange.request()), "request", true, found);
        }
        JsonNode described = operation.path("responses").path(String.valueOf(exchange.status()));
        if (exchange.status() < 400 && described.isMissingNode()) {
            found.add("status " + exchange.status() + " is not described");
        }
        if (described.isObject() && !exchange.method().equals("HEAD")) {
            check(described, tree(exchange.answer()), "answer", false, found);
        }
        return found.stream().map(line -> name + ": " + line).toList();
    }

    private String template(String path) {
        String[] given = path.replaceFirst("^/repositories/\\d+", "/repos/o/r").split("/", -1);
        String best = "";
        int bestScore = -1;
        for (Iterator<String> names = cut.path("paths").fieldNames(); names.hasNext(); ) {
            String template = names.next();
            int score = score(template.split("/", -1), given);
            if (score > bestScore) {
                best = template;
                bestScore = score;
            }
        }
        return best;
    }

    /** How many words are equal; -1 when it does not fit. A ref or tag at the end may have slashes. */
    private static int score(String[] template, String[] given) {
        String last = template[template.length - 1];
        boolean open = Set.of("{ref}", "{tag}", "{basehead}").contains(last);
        if (open ? given.length < template.length : given.length != template.length) {
            return -1;
        }
        int score = 0;
        for (int i = 0; i < template.length; i++) {
            if (template[i].equals(given[i])) {
                score++;
            } else if (!template[i].startsWith("{")) {
                return -1;
            }
        }
        return score;
    }

    private static void query(JsonNode described, String query, List<String> found) {
        Set<String> given = new TreeSet<>();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                given.add(pair.replaceFirst("=.*", ""));
            }
        }
        given.stream()
                .filter(parameter -> !described.has(parameter))
                .forEach(parameter -> found.add("the parameter " + parameter + " is not described"));
        described.properties().forEach(one -> {
            if (one.getValue().path("required").asBoolean() && !given.contains(one.getKey())) {
                found.add("the parameter " + one.getKey() + " is missing");
            }
        });
    }

    private static JsonNode tree(String body) {
        try {
            return body.isEmpty() ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(body, e);
        }
    }

    /** @param strict whether properties that are not described are wrong, as they are in a request */
    private void check(JsonNode schema, JsonNode value, String where, boolean strict, List<String> found) {
        if (schema.has("$ref")) {
            check(cut.path("schemas").path(schema.path("$ref").asText()), value, where, strict, found);
            return;
        }
        if (value.isNull() && schema.path("nullable").asBoolean()) {
            return;
        }
        if (schema.has("oneOf") || schema.has("anyOf")) {
            JsonNode choices = schema.has("oneOf") ? schema.path("oneOf") : schema.path("anyOf");
            List<String> fewest = new ArrayList<>();
            for (JsonNode choice : choices) {
                List<String> here = new ArrayList<>();
                check(choice, value, where, strict, here);
                if (here.isEmpty()) {
                    return;
                }
                if (fewest.isEmpty() || here.size() < fewest.size()) {
                    fewest = here;
                }
            }
            found.addAll(fewest);
            return;
        }
        schema.path("allOf").forEach(part -> check(part, value, where, strict, found));
        String type = schema.path("type").asText();
        boolean right = switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> true;
        };
        if (!right) {
            found.add(where + " is " + (value.isMissingNode() ? "missing" : value.getNodeType()) + ", not " + type);
            return;
        }
        format(schema.path("format").asText(), value, where, found);
        if (schema.has("enum") && !contains(schema.path("enum"), value)) {
            found.add(where + " is " + value + ", not one of " + schema.path("enum"));
        }
        schema.path("required").forEach(name -> {
            if (!value.has(name.asText())) {
                found.add(where + "." + name.asText() + " is missing");
            }
        });
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            JsonNode known = schema.path("properties").path(field.getKey());
            String inner = where + "." + field.getKey();
            if (!known.isMissingNode()) {
                check(known, field.getValue(), inner, strict, found);
            } else if (strict && type.equals("object")) {
                found.add(inner + " is not described");
            }
        }
        if (schema.has("items")) {
            for (int i = 0; i < value.size(); i++) {
                check(schema.path("items"), value.get(i), where + "[" + i + "]", strict, found);
            }
        }
    }

    private static void format(String format, JsonNode value, String where, List<String> found) {
        try {
            if (format.equals("uri") && !URI.create(plain(value.asText())).isAbsolute()) {
                found.add(where + " is not an address: " + value);
            } else if (format.equals("date-time")) {
                Instant.parse(value.asText());
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            found.add(where + " is no " + format + ": " + value);
        }
    }

    /** GitHub calls a template an address, too. */
    private static String plain(String text) {
        return text.replaceAll("\\{[^}]*\\}", "");
    }

    private static boolean contains(JsonNode list, JsonNode value) {
        for (JsonNode one : list) {
            if (one.equals(value)) {
                return true;
            }
        }
        return false;
    }
}
