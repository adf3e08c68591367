package ai.invoke.release.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way to write a JSON value: keys sorted by UTF-16 code unit, UTF-8 without escapes that JSON does not demand, integers only,
 * line feeds only. Two values that are equal are equal bytes, on every machine and in every locale, so a digest of the
 * bytes is a digest of the value.
 */
public final class CanonicalJson {

    /** Deep enough for every document of ours, shallow enough that a hostile one cannot exhaust the stack. */
    private static final int MAX_DEPTH = 64;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private CanonicalJson() {}

    /**
     * A new object to fill; the order of filling does not matter.
     *
     * @return an empty object
     */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * Writes a value over several lines, indented by two spaces, with a line feed at the end.
     *
     * @param value an object or array without fractions
     * @return the bytes
     * @throws IllegalArgumentException when the value holds a fraction or a null, which have no canonical form here
     */
    public static byte[] pretty(JsonNode value) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator(""))
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
        return (write(value, printer) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Writes a value on one line, without a line feed at the end.
     *
     * @param value an object or array without fractions
     * @return the line
     * @throws IllegalArgumentException when the value holds a fraction or a null
     */
    public static String line(JsonNode value) {
        return write(value, null);
    }

    private static String write(JsonNode value, @Nullable PrettyPrinter printer) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            if (printer != null) {
                generator.setPrettyPrinter(printer);
            }
            JsonTree.write(sorted(value), generator);
        } catch (IOException e) {
            throw new UncheckedIOException("a string writer does not fail", e);
        }
        return text.toString();
    }

    private static JsonNode sorted(JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode result = object();
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            names.sort(null);
            names.forEach(name -> result.set(name, sorted(object.get(name))));
            return result;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode result = JsonNodeFactory.instance.arrayNode(array.size());
            array.forEach(element -> result.add(sorted(element)));
            return result;
        }
        if (value.isFloatingPointNumber() || value.isNull()) {
            throw new IllegalArgumentException("no canonical form for " + value);
        }
        return value;
    }

    /**
     * Reads one JSON object, strictly: UTF-8, no duplicate key, nothing after it.
     *
     * @param bytes the document
     * @return the object, with a way to say where a value is wrong
     * @throws MalformedJsonException when it is not such a document
     */
    public static JsonFields read(byte[] bytes) {
        try (JsonParser parser = JSON.createParser(bytes)) {
            JsonNode value = JsonTree.tree(parser);
            if (!(value instanceof ObjectNode object)) {
                throw new MalformedJsonException("an object is expected");
            }
            if (parser.nextToken() != null) {
                throw new MalformedJsonException("something follows the object");
            }
            return new JsonFields("", object);
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new MalformedJsonException("line " + line + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new MalformedJsonException("not readable: " + e.getMessage(), e);
        }
    }
}
