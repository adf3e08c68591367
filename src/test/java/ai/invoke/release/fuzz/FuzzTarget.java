package ai.invoke.release.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One kind of untrusted input and who reads it.
 *
 * @param name of the target and of its folder of kept inputs
 * @param probe reads one input
 * @param worst texts whose middle part is repeated to see how the time grows: a beginning, what is repeated, an end
 */
public record FuzzTarget(String name, Probe probe, List<List<String>> worst) {

    /** Reads one input and lets nothing out but what the reader does not document. */
    @FunctionalInterface
    public interface Probe {

        /**
         * Reads.
         *
         * @param input any bytes
         * @return what Python must say to the same bytes; empty when nothing was promised about them
         * @throws Exception a fault of the reader: what it documents is caught here
         */
        Optional<Claim> read(byte[] input) throws Exception;
    }

    /**
     * A question for Python and the only right answer.
     *
     * @param question a kind and its arguments
     * @param answer as JSON data
     */
    public record Claim(List<?> question, @Nullable Object answer) {

        private static final ObjectMapper JSON = new ObjectMapper();

        /** The answer as Python would write it. */
        JsonNode json() throws JsonProcessingException {
            return JSON.readTree(JSON.writeValueAsString(answer));
        }
    }

    /** A target about which Python has nothing to say. */
    public static FuzzTarget of(String name, Consumer<byte[]> reader, List<List<String>> worst) {
        return new FuzzTarget(
                name,
                input -> {
                    reader.accept(input);
                    return Optional.empty();
                },
                worst);
    }

    /** A target that reads text. */
    public static FuzzTarget ofText(String name, Consumer<String> reader, List<List<String>> worst) {
        return of(name, input -> reader.accept(new String(input, StandardCharsets.UTF_8)), worst);
    }

    /** One text of {@link #worst()}, with its middle repeated up to a length. */
    public static String grown(List<String> pieces, int length) {
        return pieces.get(0)
                + pieces.get(1).repeat(Math.max(1, length / pieces.get(1).length()))
                + pieces.get(2);
    }
}
