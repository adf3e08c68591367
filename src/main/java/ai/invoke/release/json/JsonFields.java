package ai.invoke.release.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An object of a document that is being read: hands out its fields by type and says with the full path what is wrong with
 * one ({@code artifacts[2].size: an integer is expected}).
 */
public final class JsonFields {

    private final String path;
    private final ObjectNode object;
    private final Set<String> asked = new HashSet<>();

    JsonFields(String path, ObjectNode object) {
        this.path = path;
        this.object = object;
    }

    /**
     * A text that must be there.
     *
     * @param name the key
     * @return the text, possibly empty
     */
    public String text(String name) {
        return optionalText(name).orElseThrow(() -> missing(name));
    }

    /**
     * A text that must be there and match.
     *
     * @param name the key
     * @param pattern what the whole text must match
     * @param meaning what is expected, for the message
     * @return the text
     */
    public String text(String name, Pattern pattern, String meaning) {
        String text = text(name);
        if (!pattern.matcher(text).matches()) {
            throw wrong(name, meaning + " is expected");
        }
        return text;
    }

    /**
     * A text that may be missing.
     *
     * @param name the key
     * @return the text when the key is there
     */
    public Optional<String> optionalText(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw wrong(name, "a text is expected");
        }
        return Optional.of(value.textValue());
    }

    /**
     * A truth value that must be there.
     *
     * @param name the key
     * @return the value
     */
    public boolean bool(String name) {
        JsonNode value = required(name);
        if (!value.isBoolean()) {
            throw wrong(name, "true or false is expected");
        }
        return value.booleanValue();
    }

    /**
     * A truth value that may be missing.
     *
     * @param name the key
     * @return the value when the key is there
     */
    public Optional<Boolean> optionalBool(String name) {
        return value(name) == null ? Optional.empty() : Optional.of(bool(name));
    }

    /**
     * An integer that must be there.
     *
     * @param name the key
     * @param min the least allowed value
     * @return the value
     */
    public long integer(String name, long min) {
        JsonNode value = required(name);
        if (!value.isIntegralNumber()
                || value.bigIntegerValue().compareTo(BigInteger.valueOf(Long.MAX_VALUE)) > 0
                || value.bigIntegerValue().compareTo(BigInteger.valueOf(min)) < 0) {
            throw wrong(name, "an integer of at least " + min + " is expected");
        }
        return value.longValue();
    }

    /**
     * A number of something that people count.
     *
     * @param name the key
     * @param min the least allowed value
     * @return the value
     */
    public int count(String name, int min) {
        long value = integer(name, min);
        if (value > Integer.MAX_VALUE) {
            throw wrong(name, "an integer of at most " + Integer.MAX_VALUE + " is expected");
        }
        return (int) value;
    }

    /**
     * An object that must be there.
     *
     * @param name the key
     * @return its fields
     */
    public JsonFields object(String name) {
        return optionalObject(name).orElseThrow(() -> missing(name));
    }

    /**
     * An object that may be missing.
     *
     * @param name the key
     * @return its fields when the key is there
     */
    public Optional<JsonFields> optionalObject(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof ObjectNode fields)) {
            throw wrong(name, "an object is expected");
        }
        return Optional.of(new JsonFields(pathOf(name), fields));
    }

    /**
     * A list of objects that must be there.
     *
     * @param name the key
     * @param reader makes an element of an object and asks for all its keys
     * @param <T> the elements
     * @return the elements in document order
     */
    public <T> List<T> objects(String name, Function<JsonFields, T> reader) {
        List<T> result = new ArrayList<>();
        for (JsonFields fields : elements(name)) {
            result.add(reader.apply(fields));
            fields.complete();
        }
        return List.copyOf(result);
    }

    /**
     * A list of objects that must be there and may say more than this reader asks for: documents of others, which grow.
     *
     * @param name the key
     * @param reader makes an element of an object
     * @param <T> the elements
     * @return the elements in document order
     */
    public <T> List<T> openObjects(String name, Function<JsonFields, T> reader) {
        List<T> result = new ArrayList<>();
        elements(name).forEach(fields -> result.add(reader.apply(fields)));
        return List.copyOf(result);
    }

    private List<JsonFields> elements(String name) {
        JsonNode value = required(name);
        if (!value.isArray()) {
            throw wrong(name, "a list is expected");
        }
        List<JsonFields> elements = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            if (!(value.get(i) instanceof ObjectNode element)) {
                throw wrong(name + "[" + i + "]", "an object is expected");
            }
            elements.add(new JsonFields(pathOf(name) + "[" + i + "]", element));
        }
        return elements;
    }

    /**
     * A list of texts that must be there.
     *
     * @param name the key
     * @return the texts in document order
     */
    public List<String> textList(String name) {
        JsonNode value = required(name);
        if (!value.isArray()) {
            throw wrong(name, "a list is expected");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : value) {
            if (!element.isTextual()) {
                throw wrong(name + "[" + texts.size() + "]", "a text is expected");
            }
            texts.add(element.textValue());
        }
        return List.copyOf(texts);
    }

    /**
     * Whether a key is there and says nothing.
     *
     * @param name the key
     * @return true for a JSON null
     */
    public boolean isNull(String name) {
        JsonNode value = value(name);
        return value != null && value.isNull();
    }

    /**
     * Whether a key is there.
     *
     * @param name the key
     * @return true even when its value is null
     */
    public boolean has(String name) {
        return value(name) != null;
    }

    /**
     * The keys, for objects that are maps.
     *
     * @return in document order
     */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return List.copyOf(names);
    }

    /**
     * An object of texts that must be there.
     *
     * @param name the key
     * @return its keys and values, sorted
     */
    public Map<String, String> texts(String name) {
        JsonFields fields = object(name);
        Map<String, String> result = new TreeMap<>();
        fields.object.fieldNames().forEachRemaining(key -> result.put(key, fields.text(key)));
        return result;
    }

    /**
     * Refuses keys that nobody asked for: a document that says more than its reader understands is not understood.
     *
     * @throws MalformedJsonException naming the keys
     */
    public void complete() {
        List<String> unknown = new ArrayList<>();
        object.fieldNames().forEachRemaining(name -> {
            if (!asked.contains(name)) {
                unknown.add(pathOf(name));
            }
        });
        if (!unknown.isEmpty()) {
            throw new MalformedJsonException("unknown: " + String.join(", ", unknown));
        }
    }

    private @Nullable JsonNode value(String name) {
        asked.add(name);
        return object.get(name);
    }

    private JsonNode required(String name) {
        JsonNode value = value(name);
        if (value == null) {
            throw missing(name);
        }
        return value;
    }

    private MalformedJsonException missing(String name) {
        return new MalformedJsonException(pathOf(name) + " is missing");
    }

    /**
     * A refusal of one of the fields, for rules that only the caller knows.
     *
     * @param name the key
     * @param why what is expected
     * @return to be thrown
     */
    public MalformedJsonException wrong(String name, String why) {
        return new MalformedJsonException(pathOf(name) + ": " + why);
    }

    private String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
