package ai.invoke.release.pypi.trust;

import ai.invoke.release.json.JsonTree;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a PyPI token says about itself in clear: it is a macaroon (libmacaroons, binary format v2) with JSON caveats
 * (warehouse, {@code macaroons/caveats}). Only the signature is secret, and it is not kept.
 *
 * @param location the index that minted it, for instance {@code pypi.org}
 * @param expires the moment from which it is refused
 * @param notBefore the moment until which it is refused
 * @param projects the only projects it may upload to; empty when it is not bound to names
 */
record Macaroon(
        String location, Optional<Instant> expires, Optional<Instant> notBefore, Optional<List<String>> projects) {

    private static final String PREFIX = "pypi-";
    private static final int LOCATION = 1;
    private static final int IDENTIFIER = 2;
    private static final int END = 0;

    /**
     * Reads a token.
     *
     * @param token any text
     * @return what it says, or empty when it is none or is damaged
     */
    static Optional<Macaroon> read(String token) {
        if (!token.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token.substring(PREFIX.length()));
            return new Reader(ByteBuffer.wrap(bytes)).read();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static final class Reader {

        private final ByteBuffer bytes;

        Reader(ByteBuffer bytes) {
            this.bytes = bytes;
        }

        Optional<Macaroon> read() {
            if (!bytes.hasRemaining() || bytes.get() != 2) {
                return Optional.empty();
            }
            Optional<List<Field>> header = section();
            if (header.isEmpty()) {
                return Optional.empty();
            }
            Optional<String> location = header.get().stream()
                    .filter(field -> field.type == LOCATION)
                    .map(Field::text)
                    .findFirst();
            List<String> caveats = new ArrayList<>();
            while (true) {
                Optional<List<Field>> section = section();
                if (section.isEmpty()) {
                    return Optional.empty();
                }
                if (section.get().isEmpty()) {
                    break;
                }
                section.get().stream()
                        .filter(field -> field.type == IDENTIFIER)
                        .map(Field::text)
                        .forEach(caveats::add);
            }
            // The signature: a token that was cut while it was copied ends before it.
            Optional<Field> signature = field();
            if (location.isEmpty() || signature.isEmpty() || signature.get().data.length != 32) {
                return Optional.empty();
            }
            return Optional.of(of(location.get(), caveats));
        }

        private Optional<List<Field>> section() {
            List<Field> fields = new ArrayList<>();
            while (bytes.hasRemaining()) {
                if (bytes.get(bytes.position()) == END) {
                    bytes.get();
                    return Optional.of(fields);
                }
                Optional<Field> field = field();
                if (field.isEmpty()) {
                    return Optional.empty();
                }
                fields.add(field.get());
            }
            return Optional.empty();
        }

        private Optional<Field> field() {
            if (!bytes.hasRemaining()) {
                return Optional.empty();
            }
            int type = bytes.get();
            int length = varint();
            if (length < 0 || length > bytes.remaining()) {
                return Optional.empty();
            }
            byte[] data = new byte[length];
            bytes.get(data);
            return Optional.of(new Field(type, data));
        }

        private int varint() {
            int value = 0;
            for (int shift = 0; shift < 28 && bytes.hasRemaining(); shift += 7) {
                int b = bytes.get();
                value |= (b & 0x7f) << shift;
                if (b >= 0) {
                    return value;
                }
            }
            return -1;
        }
    }

    private static final class Field {
        final int type;
        final byte[] data;

        Field(int type, byte[] data) {
            this.type = type;
            this.data = data;
        }

        String text() {
            return new String(data, StandardCharsets.UTF_8);
        }
    }

    private static Macaroon of(String location, List<String> caveats) {
        Optional<Instant> expires = Optional.empty();
        Optional<Instant> notBefore = Optional.empty();
        Optional<List<String>> projects = Optional.empty();
        for (String caveat : caveats) {
            JsonNode json = json(caveat);
            if (json.isArray() && json.path(0).asInt(-1) == 0) {
                expires = earlier(expires, instant(json.path(1)));
                notBefore = later(notBefore, instant(json.path(2)));
            } else if (json.isArray()
                    && json.path(0).asInt(-1) == 1
                    && json.path(1).isArray()) {
                projects = Optional.of(names(json.path(1)));
            } else if (json.path("permissions").path("projects").isArray()) {
                projects = Optional.of(names(json.path("permissions").path("projects")));
            }
        }
        return new Macaroon(location, expires, notBefore, projects);
    }

    // A caveat of a kind that this class does not know is the index's to judge.
    private static JsonNode json(String caveat) {
        try {
            return JsonTree.read(caveat);
        } catch (JsonProcessingException e) {
            return NullNode.getInstance();
        }
    }

    private static Optional<Instant> instant(JsonNode seconds) {
        return seconds.canConvertToLong() && Math.abs(seconds.asDouble()) < 1e11
                ? Optional.of(Instant.ofEpochSecond(seconds.asLong()))
                : Optional.empty();
    }

    private static Optional<Instant> earlier(Optional<Instant> a, Optional<Instant> b) {
        return a.isEmpty() || (b.isPresent() && b.get().isBefore(a.get())) ? b : a;
    }

    private static Optional<Instant> later(Optional<Instant> a, Optional<Instant> b) {
        return a.isEmpty() || (b.isPresent() && b.get().isAfter(a.get())) ? b : a;
    }

    private static List<String> names(JsonNode array) {
        List<String> names = new ArrayList<>();
        array.forEach(name -> names.add(name.asText()));
        return List.copyOf(names);
    }
}
