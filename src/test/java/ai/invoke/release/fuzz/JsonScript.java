package ai.invoke.release.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Sound documents with a few oddities: a script names edits of one that is kept, so that whatever a fuzzer does to the script,
 * the rest of the document stays sound and a reader comes as far as the oddity. Each line is {@code set}, {@code drop}, {@code
 * twice}, {@code nest}, {@code grow}, {@code rename} or {@code move}, the number of a value (counted from the top, and again
 * from the start beyond the last), and a word.
 */
public final class JsonScript {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path KEPT = Path.of("src/test/resources/fuzz");

    /** Together they stay below Jackson's own limit for nesting; what lies beyond is for the target of bytes. */
    private static final int MOST_EDITS = 20;

    private static final int DEEPEST = 40;
    private static final int MOST_VALUES = 5000;
    private static final int LONGEST = 100_000;

    private JsonScript() {}

    /**
     * The two targets of a reader of JSON: any bytes, and edits of its kept input of the name {@code sound}.
     *
     * @param name of the target; that of the edits is this with {@code -edits}
     * @param reader reads the bytes
     * @param worst texts in which the time could grow, beside those of all JSON
     */
    public static List<FuzzTarget> targets(String name, Consumer<byte[]> reader, List<List<String>> worst) {
        return targets(name, reader, worst, JsonScript::lines);
    }

    /**
     * The same for a reader that wants its documents written in its own way.
     *
     * @param writer makes bytes of the documents that the kept input has, one in most
     */
    public static List<FuzzTarget> targets(
            String name, Consumer<byte[]> reader, List<List<String>> worst, Function<List<JsonNode>, byte[]> writer) {
        List<List<String>> all = new ArrayList<>(List.of(
                List.of("", "[", ""),
                List.of("", "{\"a\":", ""),
                List.of("", " ", "{}"),
                List.of("{\"", "a", "\": 1}"),
                List.of("{\"", "\\u0000", "\"}"),
                List.of("{\"a\": ", "1", "}"),
                List.of("{\"a\": 1e", "1", "}")));
        all.addAll(worst);
        return List.of(
                FuzzTarget.of(name, reader, all),
                FuzzTarget.of(
                        name + "-edits",
                        script -> reader.accept(writer.apply(edited(sound(name), script))),
                        List.of()));
    }

    private static List<JsonNode> sound(String name) {
        List<JsonNode> documents = new ArrayList<>();
        try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class)
                .readValues(Files.readAllBytes(KEPT.resolve(name).resolve("sound")))) {
            while (values.hasNextValue()) {
                documents.add(values.nextValue());
            }
            return documents;
        } catch (JsonProcessingException cut) {
            // A journal may end within a document.
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One document a line, as the journal has them; a file with one document has one line. */
    private static byte[] lines(List<JsonNode> documents) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (JsonNode document : documents) {
                bytes.write(JSON.writeValueAsBytes(document));
                bytes.write('\n');
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> edited(List<JsonNode> documents, byte[] script) {
        ArrayNode top = JSON.createArrayNode().addAll(documents);
        for (Script.Line line : Script.lines(script, MOST_EDITS)) {
            List<Place> places = new ArrayList<>();
            collect(top, places);
            if (places.isEmpty() || places.size() > MOST_VALUES) {
                break;
            }
            edit(line, places.get(line.small(1, places.size())), places);
        }
        List<JsonNode> edited = new ArrayList<>();
        top.forEach(edited::add);
        return edited;
    }

    /** A value in an object or an array. */
    private record Place(JsonNode parent, Optional<String> field, int index, JsonNode value) {

        void put(JsonNode fresh) {
            if (parent instanceof ObjectNode object) {
                object.set(field.orElseThrow(), fresh);
            } else {
                ((ArrayNode) parent).set(index, fresh);
            }
        }

        void drop() {
            if (parent instanceof ObjectNode object) {
                object.remove(field.orElseThrow());
            } else {
                ((ArrayNode) parent).remove(index);
            }
        }
    }

    private static void collect(JsonNode node, List<Place> places) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(entry -> {
                places.add(new Place(object, Optional.of(entry.getKey()), 0, entry.getValue()));
                collect(entry.getValue(), places);
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                places.add(new Place(array, Optional.empty(), i, array.get(i)));
                collect(array.get(i), places);
            }
        }
    }

    private static void edit(Script.Line line, Place place, List<Place> places) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        switch (line.verb()) {
            case "set" -> place.put(value(line.utf8(2)));
            case "drop" -> place.drop();
            case "twice" -> {
                if (place.parent() instanceof ArrayNode array) {
                    array.insert(place.index(), place.value().deepCopy());
                } else {
                    place.put(make.arrayNode()
                            .add(place.value())
                            .add(place.value().deepCopy()));
                }
            }
            case "nest" -> {
                JsonNode nested = place.value();
                for (int i = line.small(2, DEEPEST); i >= 0; i--) {
                    nested = make.arrayNode().add(nested);
                }
                place.put(nested);
            }
            case "grow" -> {
                String text = place.value().asText("") + line.utf8(3);
                int times = Math.min(1 + line.small(2, 1000), LONGEST / Math.max(1, text.length()));
                place.put(make.textNode(text.repeat(Math.max(1, times))));
            }
            case "rename" -> {
                if (place.parent() instanceof ObjectNode object) {
                    place.drop();
                    object.set(line.utf8(2), place.value());
                }
            }
            case "move" ->
                place.put(places.get(line.small(2, places.size())).value().deepCopy());
            default -> {
                // A fuzzer makes many words that mean nothing.
            }
        }
    }

    /** JSON, or a text that is none. */
    private static JsonNode value(String word) {
        try {
            JsonNode value = JSON.readTree(word);
            return value == null || value.isMissingNode() ? JsonNodeFactory.instance.textNode(word) : value;
        } catch (JsonProcessingException noJson) {
            return JsonNodeFactory.instance.textNode(word);
        }
    }
}
