package ai.invoke.sandbox.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A GraphQL query, as far as clients of releases use the language: one operation with variables, fields with aliases and
 * arguments, inline fragments.
 */
final class GraphqlQuery {

    private static final int DEPTH = 20;

    private final String text;
    private final JsonNode variables;
    private int at;

    private GraphqlQuery(String text, JsonNode variables) {
        this.text = text;
        this.variables = variables;
    }

    /**
     * What is asked of an object.
     *
     * @param key under which it is answered
     * @param name of the field
     * @param arguments with the variables' values
     * @param fields asked of what the field holds; empty for a scalar
     */
    record Field(String key, String name, JsonNode arguments, List<Field> fields) {}

    /**
     * Reads a query.
     *
     * @param text the query
     * @param variables their values
     * @return the fields of the root
     * @throws GitHubErrors when it is not GraphQL, or more of it than is known here
     */
    static List<Field> read(String text, JsonNode variables) throws GitHubErrors {
        GraphqlQuery query = new GraphqlQuery(text, variables);
        if (query.peek() != '{') {
            String operation = query.name();
            if (!operation.equals("query")) {
                throw query.wrong("a query");
            }
            if (query.peek() != '{' && query.peek() != '(') {
                query.name();
            }
            if (query.peek() == '(') {
                query.skipDeclarations();
            }
        }
        return query.selection(0);
    }

    private List<Field> selection(int depth) throws GitHubErrors {
        if (depth > DEPTH) {
            throw wrong("less depth");
        }
        take('{');
        List<Field> fields = new ArrayList<>();
        while (peek() != '}') {
            if (text.startsWith("...", at)) {
                at += 3;
                if (name().equals("on")) {
                    name();
                }
                fields.addAll(selection(depth + 1));
                continue;
            }
            String key = name();
            String name = key;
            if (peek() == ':') {
                take(':');
                name = name();
            }
            JsonNode arguments = peek() == '(' ? arguments() : JsonNodeFactory.instance.objectNode();
            fields.add(new Field(key, name, arguments, peek() == '{' ? selection(depth + 1) : List.of()));
        }
        take('}');
        return fields;
    }

    private JsonNode arguments() throws GitHubErrors {
        take('(');
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        while (peek() != ')') {
            String name = name();
            take(':');
            arguments.set(name, value());
        }
        take(')');
        return arguments;
    }

    private JsonNode value() throws GitHubErrors {
        switch (peek()) {
            case '$' -> {
                take('$');
                return variables.path(name());
            }
            case '"' -> {
                int end = text.indexOf('"', at + 1);
                if (end < 0) {
                    throw wrong("the end of the string");
                }
                String value = text.substring(at + 1, end);
                at = end + 1;
                return JsonNodeFactory.instance.textNode(value);
            }
            case '{' -> {
                take('{');
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                while (peek() != '}') {
                    String name = name();
                    take(':');
                    object.set(name, value());
                }
                take('}');
                return object;
            }
            case '[' -> {
                take('[');
                ArrayNode list = JsonNodeFactory.instance.arrayNode();
                while (peek() != ']') {
                    list.add(value());
                }
                take(']');
                return list;
            }
            default -> {
                String word = name();
                return word.matches("-?\\d{1,9}")
                        ? JsonNodeFactory.instance.numberNode(Integer.parseInt(word))
                        : word.equals("true") || word.equals("false")
                                ? JsonNodeFactory.instance.booleanNode(word.equals("true"))
                                : JsonNodeFactory.instance.textNode(word);
            }
        }
    }

    /** Types and defaults of the variables; their values come along. */
    private void skipDeclarations() throws GitHubErrors {
        int end = text.indexOf(')', at);
        if (end < 0) {
            throw wrong("')'");
        }
        at = end + 1;
    }

    private String name() throws GitHubErrors {
        peek();
        int start = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_' || text.charAt(at) == '-')) {
            at++;
        }
        if (start == at) {
            throw wrong("a name");
        }
        return text.substring(start, at);
    }

    private void take(char expected) throws GitHubErrors {
        if (peek() != expected) {
            throw wrong("'" + expected + "'");
        }
        at++;
    }

    /** The next character that means something; 0 at the end. */
    private char peek() {
        while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == ',')) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private GitHubErrors wrong(String expected) {
        return GitHubErrors.graphql("Parse error at character " + at + ", expected " + expected);
    }
}
