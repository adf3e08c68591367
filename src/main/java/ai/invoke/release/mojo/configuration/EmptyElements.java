package ai.invoke.release.mojo.configuration;

import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maven gives null for an element without text, {@code <NAME/>}, where a user has written an empty text. */
public final class EmptyElements {

    private EmptyElements() {}

    /**
     * The values as they were written.
     *
     * @param configured as Maven gives them
     * @return without null, in the same order
     */
    public static Map<String, String> asText(Map<String, @Nullable String> configured) {
        Map<String, String> result = new LinkedHashMap<>();
        configured.forEach((name, value) -> result.put(name, value == null ? "" : value));
        return result;
    }

    /**
     * The elements of a list in which an empty one makes no sense.
     *
     * @param parameter its name in the POM, for the message
     * @param configured as Maven gives them
     * @param <T> a file or a text
     * @return as many
     * @throws ProjectException when one is empty, often because a property is not set
     */
    public static <T> List<T> refused(String parameter, List<@Nullable T> configured) {
        List<T> given = new ArrayList<>();
        for (T element : configured) {
            if (element == null) {
                throw new ProjectException(Problem.of("an element of <" + parameter + "> is empty")
                        .next("make sure that the property in it is set, or remove the element"));
            }
            given.add(element);
        }
        return given;
    }

    /**
     * The texts as they were written.
     *
     * @param configured as Maven gives them
     * @return as many, without null
     */
    public static List<String> asText(List<@Nullable String> configured) {
        return configured.stream().map(text -> text == null ? "" : text).toList();
    }
}
