package ai.invoke.sandbox.server;

import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A JSON file that is either the old or the new state, never half of one, however the process ends. */
final class StateFile<T> {

    private final Path file;
    private final Class<T> type;
    private final ObjectMapper json =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).registerModule(optionals());

    StateFile(Path file, Class<T> type) {
        this.file = file;
        this.type = type;
    }

    Optional<T> load() {
        try {
            return Files.exists(file) ? Optional.of(json.readValue(file.toFile(), type)) : Optional.empty();
        } catch (JsonProcessingException e) {
            throw new ProjectException(
                    Problem.of("the sandbox's state " + file + " cannot be read: " + e.getOriginalMessage())
                            .next("delete " + file.getParent() + " to start with an empty sandbox"),
                    e);
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    void save(T state) {
        try {
            AtomicFile.make(file, draft -> Files.write(draft, json.writeValueAsBytes(state)));
        } catch (IOException e) {
            throw failed("write", e);
        }
    }

    private EnvironmentException failed(String verb, IOException e) {
        return new EnvironmentException(
                Problem.of("cannot " + verb + " the sandbox's state " + file + ": " + e.getMessage()), e);
    }

    /** Text that may be missing: null in the file. Jackson's own module for this would be one more dependency. */
    private static SimpleModule optionals() {
        SimpleModule module = new SimpleModule();
        module.addSerializer(new StdSerializer<Optional<?>>(Optional.class, false) {
            private static final long serialVersionUID = 1L;

            @Override
            public void serialize(Optional<?> value, JsonGenerator out, SerializerProvider provider)
                    throws IOException {
                if (value.isPresent()) {
                    out.writeString(String.valueOf(value.get()));
                } else {
                    out.writeNull();
                }
            }
        });
        module.addDeserializer(Optional.class, new StdDeserializer<Optional<String>>(Optional.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public Optional<String> deserialize(JsonParser in, DeserializationContext context) throws IOException {
                return Optional.of(in.getText());
            }

            @Override
            public Optional<String> getNullValue(DeserializationContext context) {
                return Optional.empty();
            }
        });
        return module;
    }
}
