package ai.invoke.release.dist.content;

import ai.invoke.release.text.PythonText;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * RECORD of a wheel: comma-separated values as Python's {@code csv} module reads them, so quoted names with commas and CRLF
 * are legal.
 *
 * @param rows the lines, empty ones included: they have no field
 * @param utf8 whether all of it is UTF-8; when not, {@code rows} is empty
 * @param complete false when there are more lines than were kept
 * @param oddLines numbers of the first lines with a character that Python's {@code str.splitlines} takes for a line end
 * @see <a href="https://packaging.python.org/specifications/recording-installed-packages/#the-record-file">RECORD</a>
 */
public record RecordFile(List<RecordRow> rows, boolean utf8, boolean complete, List<Integer> oddLines) {

    private static final int MAX_FIELD = 1 << 16;
    private static final int MAX_FIELDS = 16;

    /**
     * Parses RECORD up to a limit of lines.
     *
     * @param in its bytes
     * @param limit keep so many lines
     * @param known gives the path of a member again, as the object that the directory holds
     * @return its lines
     * @throws IOException when the bytes cannot be unpacked
     */
    static RecordFile read(InputStream in, int limit, UnaryOperator<String> known) throws IOException {
        Reader reader = new InputStreamReader(
                in,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        try {
            return new Csv(reader, limit, known).read();
        } catch (CharacterCodingException notUtf8) {
            return new RecordFile(List.of(), false, true, List.of());
        }
    }

    /** One pass over the characters. */
    private static final class Csv {

        private final Reader reader;
        private final int limit;
        private final char[] buffer = new char[1 << 13];
        private final RecordRows rows;
        private final List<Integer> odd = new ArrayList<>();
        private final List<String> fields = new ArrayList<>();
        private final StringBuilder field = new StringBuilder();
        private int length;
        private int at;
        private int line = 1;
        private int extra;

        Csv(Reader reader, int limit, UnaryOperator<String> known) {
            this.rows = new RecordRows(known);
            this.reader = reader;
            this.limit = limit;
        }

        RecordFile read() throws IOException {
            boolean quoted = false;
            boolean begun = false;
            int start = 1;
            for (int c = next(); c >= 0; c = next()) {
                if ((c == 0 || PythonText.isOddLineEnd(c)) && odd.size() < MAX_FIELDS) {
                    odd.add(line);
                }
                if (quoted) {
                    if (c != '"') {
                        append((char) c);
                        line += c == '\n' ? 1 : 0;
                    } else if (peek() == '"') {
                        next();
                        append('"');
                    } else {
                        quoted = false;
                    }
                } else if (c == '"' && field.isEmpty()) {
                    quoted = true;
                    begun = true;
                } else if (c == ',') {
                    endField();
                    begun = true;
                } else if (c == '\n' || c == '\r') {
                    if (c == '\r' && peek() == '\n') {
                        next();
                    }
                    if (!(begun ? endRow(start) : emptyRow(start))) {
                        return new RecordFile(rows.finished(), true, false, List.copyOf(odd));
                    }
                    begun = false;
                    line++;
                    start = line;
                } else {
                    append((char) c);
                    begun = true;
                }
            }
            boolean complete = !begun || endRow(start);
            return new RecordFile(rows.finished(), true, complete, List.copyOf(odd));
        }

        private boolean emptyRow(int start) {
            if (rows.size() == limit) {
                return false;
            }
            rows.append(new RecordRow(start, 0, "", "", ""));
            return true;
        }

        private boolean endRow(int start) {
            endField();
            if (rows.size() == limit) {
                return false;
            }
            rows.append(new RecordRow(start, fields.size() + extra, get(0), get(1), get(2)));
            fields.clear();
            extra = 0;
            return true;
        }

        private String get(int index) {
            return index < fields.size() ? fields.get(index) : "";
        }

        private void endField() {
            if (fields.size() < MAX_FIELDS) {
                fields.add(field.toString());
            } else {
                extra++;
            }
            field.setLength(0);
        }

        private void append(char c) {
            // A name is at most 65,535 bytes in a ZIP archive, so what is cut off here fits to no entry anyway.
            if (field.length() < MAX_FIELD) {
                field.append(c);
            }
        }

        private int next() throws IOException {
            int c = peek();
            at++;
            return c;
        }

        private int peek() throws IOException {
            if (at >= length) {
                length = reader.read(buffer);
                at = 0;
                if (length <= 0) {
                    length = 0;
                    return -1;
                }
            }
            return buffer[at];
        }
    }
}
