package ai.invoke.release.pypi.index;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The JSON form of a project's page (PEP 691 with the additions of PEP 700 and PEP 792). Read as a stream: such a page can
 * be megabytes, of which a few fields are needed.
 */
final class SimpleJson {

    private static final JsonFactory JSON = new JsonFactory();

    private SimpleJson() {}

    /** Reads a page; the links in it are relative to its address. */
    static ProjectPage parse(byte[] bytes, URI page) throws IOException {
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
                    case "files" -> files = Optional.of(files(json, page));
                    default -> json.skipChildren();
                }
            }
        }
        if (!version.orElse("").startsWith("1.")) {
            throw new IOException("its API version is " + version.orElse("not given") + ", not 1.x");
        }
        return new ProjectPage(true, status, files.orElseThrow(() -> new IOException("it lists no files")));
    }

    private static List<IndexFile> files(JsonParser json, URI page) throws IOException {
        expect(json.currentToken(), JsonToken.START_ARRAY);
        List<IndexFile> files = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            files.add(file(json, page));
        }
        expect(json.currentToken(), JsonToken.END_ARRAY);
        return files;
    }

    private static IndexFile file(JsonParser json, URI page) throws IOException {
        Optional<String> name = Optional.empty();
        Optional<URI> url = Optional.empty();
        IndexFile.Hashes hashes = IndexFile.Hashes.UNTOLD;
        Optional<Long> size = Optional.empty();
        Optional<Instant> uploaded = Optional.empty();
        Optional<String> yanked = Optional.empty();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "filename" -> name = Optional.ofNullable(json.getValueAsString());
                case "url" -> url = Optional.ofNullable(json.getValueAsString()).flatMap(link -> link(page, link));
                case "hashes" -> hashes = hashes(json);
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
                name.orElseThrow(() -> new IOException("a file has no name")), url, hashes, size, uploaded, yanked);
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

    private static IndexFile.Hashes hashes(JsonParser json) throws IOException {
        IndexFile.Hashes hashes = IndexFile.Hashes.UNTOLD;
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return hashes;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String algorithm = json.currentName();
            json.nextToken();
            String hex = json.getValueAsString();
            if (hex != null) {
                hashes = hashes.with(algorithm, hex);
            }
            json.skipChildren();
        }
        return hashes;
    }

    /** Where a link on a page leads to; empty when it leads nowhere. */
    static Optional<URI> link(URI page, String link) {
        try {
            return Optional.of(page.resolve(new URI(link)));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
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
