package ai.invoke.sandbox.pypi;

import ai.invoke.sandbox.server.BadRequestException;
import ai.invoke.sandbox.server.Digests;
import ai.invoke.sandbox.server.MultipartReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The form of an upload after it was read: the text fields as PyPI sees them, and the file on disk.
 *
 * @param fields the text fields with all their values; an empty or {@code UNKNOWN} value is absent, as for PyPI
 * @param misplaced text fields that were sent with a file name
 * @param content the file, if one came
 */
record UploadRequest(Map<String, List<String>> fields, List<String> misplaced, Optional<Content> content) {

    /** What Python's parser takes a part without Content-Type for; flit sends its file so, and PyPI takes it. */
    private static final String NO_TYPE = "text/plain";

    private static final int FIELD_LIMIT = 8 * 1024 * 1024;
    private static final int FORM_LIMIT = 16 * 1024 * 1024;

    /** The file part. */
    record Content(String fileName, String type, Path stored, Digests digests) {}

    static UploadRequest read(MultipartReader reader, Path spool) throws IOException {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        List<String> misplaced = new ArrayList<>();
        Optional<Content> content = Optional.empty();
        long total = 0;
        for (Optional<MultipartReader.Part> next = reader.next(); next.isPresent(); next = reader.next()) {
            MultipartReader.Part part = next.get();
            if (part.name().equals("content") && part.fileName().isPresent()) {
                Digests digests = Digests.store(part.bytes(), spool);
                content = Optional.of(
                        new Content(part.fileName().get(), part.type().orElse(NO_TYPE), spool, digests));
            } else if (part.fileName().isPresent()) {
                part.bytes().transferTo(OutputStream.nullOutputStream());
                if (!part.name().equals("gpg_signature")) {
                    misplaced.add(part.name());
                }
            } else {
                byte[] bytes = text(part.bytes());
                total += bytes.length;
                if (total > FORM_LIMIT) {
                    throw new BadRequestException("the text fields of the form are longer than 16 MiB");
                }
                String value = new String(bytes, StandardCharsets.UTF_8).replace("\u0000", "\\x00");
                if (!value.isEmpty() && !value.strip().equals("UNKNOWN")) {
                    fields.computeIfAbsent(part.name(), key -> new ArrayList<>())
                            .add(value);
                }
            }
        }
        return new UploadRequest(fields, misplaced, content);
    }

    private static byte[] text(InputStream bytes) throws IOException {
        byte[] text = bytes.readNBytes(FIELD_LIMIT + 1);
        if (text.length > FIELD_LIMIT) {
            throw new BadRequestException("a text field of the form is longer than 8 MiB");
        }
        return text;
    }

    List<String> all(String field) {
        return fields.getOrDefault(field, List.of());
    }

    Optional<String> first(String field) {
        return all(field).stream().findFirst();
    }

    String text(String field) {
        return first(field).orElse("");
    }
}
