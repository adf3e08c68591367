package ai.invoke.release.pypi.index;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The JSON form of a project's page (PEP 691 with the additions of PEP 700 and PEP 792). Read as a stream: such a page can
 * be megabytes, of which a few fields are needed.
 */
final class SimpleJson {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    private SimpleJson() {}

    static ProjectPage parse(byte[] bytes) throws IOException {
        Optional<String> version = Optional.empty();
        Optional<String> status = Optional.empty();
        Optional<List<IndexFile>> files = Optional.empty();
        try (JsonParser json = JSON.createParser(bytes)) {
            expect(json.nextToken(), JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "meta" -> version = member(json, "api-version");
                    case "project-status" -> status = member(json, "status");
                    case "files" -> files = Optional.of(files(json));
                    default -> json.skipChildren();
                }
            }
        }
        if (!version.orElse("").startsWith("1.")) {
            throw new IOException("its API version is " + version.orElse("not given") + ", not 1.x");
        }
        return new ProjectPage(true, status, files.orElseThrow(() -> new IOException("it lists no files")));
    }

    private static List<IndexFile> files(JsonParser json) throws IOException {
        expect(json.currentToken(), JsonToken.START_ARRAY);
        List<IndexFile> files = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            files.add(file(json));
        }
        expect(json.currentToken(), JsonToken.END_ARRAY);
        return files;
    }

    private static IndexFile file(JsonParser json) throws IOException {
        Optional<String> name = Optional.empty();
        Optional<String> sha256 = Optional.empty();
        Optional<Long> size = Optional.empty();
        Optional<Instant> uploaded = Optional.empty();
        Optional<String> yanked = Optional.empty();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "filename" -> name = Optional.ofNullable(json.getValueAsString());
                case "hashes" -> sha256 = member(json, "sha256").flatMap(SimpleJson::sha256);
                case "size" ->
                    size = value == JsonToken.VALUE_NUMBER_INT ? Optional.of(json.getLongValue()) : Optional.empty();
                case "upload-time" ->
                    uploaded = Optional.ofNullable(json.getValueAsString()).flatMap(SimpleJson::instant);
                case "yanked" ->
                    yanked = switch (value) {
                        case VALUE_TRUE -> Optional.of("");
                        case VALUE_STRING -> Optional.of(json.getText());
                        default -> Optional.empty();
                    };
                default -> json.skipChildren();
            }
        }
        return new IndexFile(
                name.orElseThrow(() -> new IOException("a file has no name")), sha256, size, uploaded, yanked);
    }

    private static Optional<String> member(JsonParser json, String wanted) throws IOException {
        Optional<String> found = Optional.empty();
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return found;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            if (field.equals(wanted)) {
                found = Optional.ofNullable(json.getValueAsString());
            }
            json.skipChildren();
        }
        return found;
    }

    static Optional<String> sha256(String text) {
        return SHA256.matcher(text).matches() ? Optional.of(text.toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static void expect(JsonToken actual, JsonToken wanted) throws IOException {
        if (actual != wanted) {
            throw new IOException("it is not the JSON of a project's page");
        }
    }
}
