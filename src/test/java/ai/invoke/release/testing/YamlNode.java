package ai.invoke.release.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** A walk over YAML of which nothing is known: what is not there is empty. */
public final class YamlNode {

    private YamlNode() {}

    public static Map<String, Object> read(Path file) throws IOException {
        return map(new Yaml().<Object>load(Files.readString(file)));
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> map(Object value) {
        return value instanceof Map<?, ?> ? (Map<String, Object>) value : Map.of();
    }

    public static Map<String, Object> map(Object parent, String key) {
        return parent instanceof Map<?, ?> map ? map(map.get(key)) : Map.of();
    }

    /** A list of texts, or one text, as GitHub's workflows may have it. */
    public static List<String> texts(Object value) {
        if (value instanceof Collection<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        return value == null ? List.of() : List.of(value.toString());
    }
}
