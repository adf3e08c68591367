package ai.invoke.release.mojo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maven gives null for an element without text, {@code <NAME/>}, where a user has written an empty text. */
final class EmptyElements {

    private EmptyElements() {}

    /**
     * The values as they were written.
     *
     * @param configured as Maven gives them
     * @return without null, in the same order
     */
    static Map<String, String> asText(Map<String, @Nullable String> configured) {
        Map<String, String> result = new LinkedHashMap<>();
        configured.forEach((name, value) -> result.put(name, value == null ? "" : value));
        return result;
    }

    /**
     * The texts as they were written.
     *
     * @param configured as Maven gives them
     * @return as many, without null
     */
    static List<String> asText(List<@Nullable String> configured) {
        return configured.stream().map(text -> text == null ? "" : text).toList();
    }
}
