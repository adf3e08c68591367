package ai.invoke.release.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * JSON of others as a tree, and a tree as JSON, by Jackson's streaming half alone. Its object mapper, which could do the same, takes a
 * fifth of a second to load, and every goal is a process of its own.
 *
 * <p>Reads what the mapper reads, in the same way: of two equal keys the last one counts, nothing after the value is looked at, and an
 * empty document is the missing node. Documents of ours are for {@link CanonicalJson}.
 */
public final class JsonTree {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonTree() {}

    /**
     * Reads a value.
     *
     * @param bytes UTF-8, UTF-16 or UTF-32
     * @return the value; the missing node when there is none
     * @throws JsonProcessingException when it is not JSON
     */
    public static JsonNode read(byte[] bytes) throws JsonProcessingException {
        try (JsonParser parser = JSON.createParser(bytes)) {
            return tree(parser);
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            // An array does not fail, so it is what would be UTF-32 and has no such characters.
            throw new JsonParseException(null, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Reads a value.
     *
     * @param text any text
     * @return the value; the missing node when there is none
     * @throws JsonProcessingException when it is not JSON
     */
    public static JsonNode read(String text) throws JsonProcessingException {
        try (JsonParser parser = JSON.createParser(text)) {
            return tree(parser);
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("a text does not fail", e);
        }
    }

    /**
     * Reads a value from a file.
     *
     * @param file the file
     * @return the value; the missing node when the file is empty
     * @throws JsonProcessingException when it is not JSON
     * @throws IOException when the file cannot be read
     */
    public static JsonNode read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                JsonParser parser = JSON.createParser(in)) {
            return tree(parser);
        }
    }

    /**
     * Reads a value from a file as TypeScript does, which takes comments and a comma behind the last element.
     *
     * @param file the file
     * @return the value; the missing node when the file is empty
     * @throws JsonProcessingException when it is not JSON even so
     * @throws IOException when the file cannot be read
     */
    public static JsonNode readWithComments(Path file) throws IOException {
        JsonFactory relaxed = JsonFactory.builder()
                .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                .build();
        try (InputStream in = Files.newInputStream(file);
                JsonParser parser = relaxed.createParser(in)) {
            return tree(parser);
        }
    }

    /**
     * Writes a value on one line, its keys in their order.
     *
     * @param value any value of a tree
     * @return the line, without a line feed
     */
    public static String text(JsonNode value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            write(value, out);
        } catch (IOException e) {
            throw new UncheckedIOException("a string writer does not fail", e);
        }
        return text.toString();
    }

    /** Reads the next value of a document. Without recursion, so that its depth is the parser's to limit. */
    static JsonNode tree(JsonParser parser) throws IOException {
        if (parser.nextToken() == null) {
            return MissingNode.getInstance();
        }
        JsonNode root = begun(parser);
        Deque<JsonNode> open = new ArrayDeque<>();
        if (root.isContainerNode()) {
            open.push(root);
        }
        while (!open.isEmpty()) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
                open.pop();
                continue;
            }
            JsonNode child;
            if (open.peek() instanceof ObjectNode object) {
                String name = parser.currentName();
                parser.nextToken();
                child = begun(parser);
                object.set(name, child);
            } else {
                child = begun(parser);
                ((ArrayNode) open.element()).add(child);
            }
            if (child.isContainerNode()) {
                open.push(child);
            }
        }
        return root;
    }

    private static JsonNode begun(JsonParser parser) throws IOException {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (parser.currentToken()) {
            case START_OBJECT -> nodes.objectNode();
            case START_ARRAY -> nodes.arrayNode();
            case VALUE_STRING -> nodes.textNode(parser.getText());
            case VALUE_TRUE -> nodes.booleanNode(true);
            case VALUE_FALSE -> nodes.booleanNode(false);
            case VALUE_NULL -> nodes.nullNode();
            case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDoubleValue());
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT -> nodes.numberNode(parser.getIntValue());
                    case LONG -> nodes.numberNode(parser.getLongValue());
                    default -> nodes.numberNode(parser.getBigIntegerValue());
                };
            default -> throw new IllegalStateException("no value begins with " + parser.currentToken());
        };
    }

    /** Writes a value, its keys in their order. */
    static void write(JsonNode value, JsonGenerator out) throws IOException {
        switch (value.getNodeType()) {
            case OBJECT -> {
                out.writeStartObject();
                for (Map.Entry<String, JsonNode> field : value.properties()) {
                    out.writeFieldName(field.getKey());
                    write(field.getValue(), out);
                }
                out.writeEndObject();
            }
            case ARRAY -> {
                out.writeStartArray();
                for (JsonNode element : value) {
                    write(element, out);
                }
                out.writeEndArray();
            }
            case STRING -> out.writeString(value.textValue());
            case BOOLEAN -> out.writeBoolean(value.booleanValue());
            case NULL, MISSING -> out.writeNull();
            case NUMBER -> {
                switch (value.numberType()) {
                    case INT, LONG -> out.writeNumber(value.longValue());
                    case BIG_INTEGER -> out.writeNumber(value.bigIntegerValue());
                    case BIG_DECIMAL -> out.writeNumber(value.decimalValue());
                    default -> out.writeNumber(value.doubleValue());
                }
            }
            default -> throw new IllegalArgumentException("JSON has no " + value.getNodeType());
        }
    }
}
