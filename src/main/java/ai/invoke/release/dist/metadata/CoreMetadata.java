package ai.invoke.release.dist.metadata;

import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.PythonText;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Core metadata (METADATA of a wheel, PKG-INFO of an sdist) as {@code packaging.metadata.parse_email} reads it: header
 * lines as in e-mail, then the description as the body. Nothing is judged here and nothing is thrown away; what another
 * reader would stumble over is still there for the rules to report.
 *
 * <p>One thing differs from Python's reader: the body is never decoded by a {@code Content-Transfer-Encoding} or cut up
 * by a {@code Content-Type}, as both are unknown to core metadata.
 *
 * @see <a href="https://packaging.python.org/specifications/core-metadata/">core metadata specification</a>
 */
public final class CoreMetadata {

    /**
     * A header of the metadata.
     *
     * @param name as written
     * @param value as {@code packaging} gives it: without blanks before it and without the line end after it, with the
     *     line breaks of a folded header
     * @param line where it begins, counted from 1
     * @param utf8 whether the bytes are UTF-8; if not, the value shows them as Latin-1
     */
    public record Field(String name, String value, int line, boolean utf8) {

        /**
         * The name in the form used for comparing.
         *
         * @return the name in lower case
         */
        public String key() {
            return LetterCase.lower(name);
        }
    }

    private final List<Field> fields;
    private final Field body;
    private final OptionalInt badByte;

    private CoreMetadata(List<Field> fields, Field body, OptionalInt badByte) {
        this.fields = List.copyOf(fields);
        this.body = body;
        this.badByte = badByte;
    }

    /**
     * Parses METADATA or PKG-INFO as Python's e-mail parser does.
     *
     * @param bytes the content of METADATA or PKG-INFO
     * @return the fields; what cannot be read is kept for the rules to report, nothing is thrown
     */
    public static CoreMetadata parse(byte[] bytes) {
        Reader reader = new Reader(bytes);
        reader.read();
        return new CoreMetadata(reader.fields, reader.body, firstBadByte(bytes));
    }

    /**
     * The headers of the metadata.
     *
     * @return in file order
     */
    public List<Field> fields() {
        return fields;
    }

    /**
     * All headers of one name.
     *
     * @param field the name in any case
     * @return in file order; empty when there is none
     */
    public List<Field> fields(String field) {
        String key = LetterCase.lower(field);
        return fields.stream().filter(each -> each.key().equals(key)).toList();
    }

    /**
     * The first value of a field.
     *
     * @param field the name as the specification writes it, in any case, for instance {@code Requires-Python}
     * @return the value without surrounding white space
     */
    public Optional<String> first(String field) {
        String key = LetterCase.lower(field);
        return fields.stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .map(each -> PythonText.strip(each.value()));
    }

    /**
     * All values of a field, in file order.
     *
     * @param field the name as the specification writes it, in any case
     * @return the values without surrounding white space; empty when the field is absent
     */
    public List<String> all(String field) {
        return fields(field).stream()
                .map(each -> PythonText.strip(each.value()))
                .toList();
    }

    /**
     * The long description: the body, else the {@code Description} field.
     *
     * @return the text as PyPI would take it
     */
    public Optional<String> description() {
        if (!body.value().isEmpty()) {
            return Optional.of(body.value());
        }
        return fields("Description").stream()
                .map(Field::value)
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    /**
     * What follows the headers, under the name {@code Description}, whether or not there is anything.
     *
     * @return the body with the line it begins at
     */
    public Field body() {
        return body;
    }

    /**
     * Where the bytes stop being UTF-8.
     *
     * @return the offset of the first such byte, counted from 0
     */
    public OptionalInt firstBadByte() {
        return badByte;
    }

    private static OptionalInt firstBadByte(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(8192);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isError()) {
                return OptionalInt.of(in.position());
            }
            if (result.isUnderflow()) {
                return OptionalInt.empty();
            }
            out.clear();
        }
    }

    /** Python's {@code email.feedparser} for the part of e-mail that core metadata uses. */
    private static final class Reader {

        private final byte[] bytes;
        private final List<Field> fields = new ArrayList<>();
        private Field body = new Field("Description", "", 1, true);
        private int position;
        private int line;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        void read() {
            int start = -1;
            int startLine = 0;
            int count = 0;
            String late = "";
            while (position < bytes.length) {
                int at = position;
                if (!isHeader(at)) {
                    break;
                }
                position = lineEnd(at);
                line++;
                count++;
                if (bytes[at] == ' ' || bytes[at] == '\t') {
                    // A continuation; without a header before it, it belongs to nothing, as in Python.
                    continue;
                }
                header(start, at, startLine);
                if (startsWithFrom(at)) {
                    start = -1;
                    if (count > 1 && isLastHeader(position)) {
                        // Python takes it for the first line of a body.
                        late = new String(bytes, at, position - at, StandardCharsets.ISO_8859_1);
                    }
                } else if (bytes[at] == ':') {
                    start = -1;
                } else {
                    start = at;
                    startLine = line;
                }
            }
            header(start, position, startLine);
            body(late);
        }

        private void body(String late) {
            int from = position;
            int bodyLine = line + 1;
            if (from < bytes.length && (bytes[from] == '\n' || bytes[from] == '\r')) {
                from = lineEnd(from);
                bodyLine++;
            }
            byte[] text = bytes;
            int length = bytes.length - from;
            if (!late.isEmpty()) {
                byte[] first = late.getBytes(StandardCharsets.ISO_8859_1);
                text = new byte[first.length + length];
                System.arraycopy(first, 0, text, 0, first.length);
                System.arraycopy(bytes, from, text, first.length, length);
                from = 0;
                length = text.length;
            }
            body = field("Description", text, from, length, bodyLine);
        }

        /** Adds the header whose lines stand between two offsets. */
        private void header(int start, int end, int startLine) {
            if (start < 0) {
                return;
            }
            int colon = start;
            while (bytes[colon] != ':') {
                colon++;
            }
            String name = new String(bytes, start, colon - start, StandardCharsets.US_ASCII);
            int from = colon + 1;
            while (from < end && (bytes[from] == ' ' || bytes[from] == '\t')) {
                from++;
            }
            int to = end;
            while (to > from && (bytes[to - 1] == '\n' || bytes[to - 1] == '\r')) {
                to--;
            }
            fields.add(field(name, bytes, from, to - from, startLine));
        }

        private static Field field(String name, byte[] bytes, int from, int length, int line) {
            CharsetDecoder strict = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
            try {
                String value =
                        strict.decode(ByteBuffer.wrap(bytes, from, length)).toString();
                return new Field(name, value, line, true);
            } catch (CharacterCodingException e) {
                // The bytes stay visible, and the flag tells the rules.
                return new Field(name, new String(bytes, from, length, StandardCharsets.ISO_8859_1), line, false);
            }
        }

        /** Python: {@code ^(From |[\041-\071\073-\176]*:|[\t ])}. */
        private boolean isHeader(int at) {
            if (bytes[at] == ' ' || bytes[at] == '\t' || startsWithFrom(at)) {
                return true;
            }
            for (int i = at; i < bytes.length; i++) {
                if (bytes[i] == ':') {
                    return true;
                }
                if (bytes[i] < 0x21 || bytes[i] > 0x7e) {
                    return false;
                }
            }
            return false;
        }

        private boolean startsWithFrom(int at) {
            return at + 5 <= bytes.length
                    && bytes[at] == 'F'
                    && bytes[at + 1] == 'r'
                    && bytes[at + 2] == 'o'
                    && bytes[at + 3] == 'm'
                    && bytes[at + 4] == ' ';
        }

        private boolean isLastHeader(int next) {
            return next >= bytes.length || !isHeader(next);
        }

        /** The offset behind the line end: LF, CR LF or CR, or the end of the bytes. */
        private int lineEnd(int at) {
            for (int i = at; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    return i + 1;
                }
                if (bytes[i] == '\r') {
                    return i + 1 < bytes.length && bytes[i + 1] == '\n' ? i + 2 : i + 1;
                }
            }
            return bytes.length;
        }
    }
}
