package ai.invoke.sandbox.server;

import ai.invoke.release.text.LetterCase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code multipart/form-data} (RFC 7578) part by part in constant memory; a file's bytes pass through a fixed window. */
public final class MultipartReader {

    private static final int WINDOW = 128 * 1024;
    private static final int HEADER_LIMIT = 16 * 1024;
    private static final Pattern BOUNDARY = Pattern.compile("(?i)boundary=(?:\"([^\"]+)\"|([^;\\s]+))");

    private final InputStream in;
    private final byte[] delimiter;
    private final byte[] window = new byte[WINDOW];
    private int from;
    private int to;
    private boolean ended;
    private Optional<Part> current = Optional.empty();
    private boolean started;

    /**
     * A part of the form.
     *
     * @param name the form field
     * @param fileName the name that the client gave the file; empty for a text field
     * @param type the Content-Type; empty when absent
     * @param bytes the content, to be read before the next part
     */
    public record Part(String name, Optional<String> fileName, Optional<String> type, InputStream bytes) {}

    private MultipartReader(InputStream in, String boundary) {
        this.in = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        // The first delimiter has no line break before it; with one put there all delimiters look the same.
        window[0] = '\r';
        window[1] = '\n';
        to = 2;
    }

    /**
     * A reader for a body.
     *
     * @param body the bytes
     * @param contentType the header of the request
     * @return empty when the content type is not a form with a boundary of legal length
     */
    public static Optional<MultipartReader> of(InputStream body, String contentType) {
        Matcher matcher = BOUNDARY.matcher(contentType);
        if (!LetterCase.lower(contentType).startsWith("multipart/form-data") || !matcher.find()) {
            return Optional.empty();
        }
        String boundary = matcher.group(1) == null ? String.valueOf(matcher.group(2)) : matcher.group(1);
        return boundary.length() > 200 ? Optional.empty() : Optional.of(new MultipartReader(body, boundary));
    }

    /**
     * The next part. What is left of the part before it is skipped.
     *
     * @return empty after the last
     * @throws IOException when the body breaks off
     */
    public Optional<Part> next() throws IOException {
        if (ended) {
            return Optional.empty();
        }
        InputStream before =
                current.isPresent() ? current.get().bytes() : started ? InputStream.nullInputStream() : new PartBytes();
        started = true;
        before.transferTo(java.io.OutputStream.nullOutputStream());
        from += delimiter.length;
        String rest = line();
        if (rest.startsWith("--")) {
            ended = true;
            return Optional.empty();
        }
        String disposition = "";
        Optional<String> type = Optional.empty();
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            length += line.length();
            if (length > HEADER_LIMIT) {
                throw new BadRequestException("the headers of a form part are too long");
            }
            String lower = LetterCase.lower(line);
            if (lower.startsWith("content-disposition:")) {
                disposition = line.substring("content-disposition:".length());
            } else if (lower.startsWith("content-type:")) {
                type = Optional.of(line.substring("content-type:".length()).strip());
            }
        }
        Optional<String> name = attribute(disposition, "name");
        if (name.isEmpty()) {
            throw new BadRequestException("a form part has no name");
        }
        current = Optional.of(new Part(name.get(), attribute(disposition, "filename"), type, new PartBytes()));
        return current;
    }

    private static Optional<String> attribute(String disposition, String name) {
        Matcher matcher = Pattern.compile("(?i)[;\\s]" + name + "=(?:\"((?:\\\\.|[^\"\\\\])*)\"|([^;\\s\"]*))")
                .matcher(disposition);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String quoted = matcher.group(1);
        return Optional.of(
                quoted == null
                        ? String.valueOf(matcher.group(2))
                        : quoted.replaceAll("\\\\(.)", "$1").replace("%22", "\""));
    }

    private String line() throws IOException {
        java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();
        while (true) {
            if (from == to) {
                fill();
            }
            byte b = window[from++];
            if (b == '\n') {
                String text = line.toString(StandardCharsets.UTF_8);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(b);
            if (line.size() > HEADER_LIMIT) {
                throw new BadRequestException("a header line of a form part is too long");
            }
        }
    }

    /** Moves what is left to the front and reads more behind it. */
    private void fill() throws IOException {
        System.arraycopy(window, from, window, 0, to - from);
        to -= from;
        from = 0;
        int count = in.read(window, to, window.length - to);
        if (count < 0) {
            throw new BadRequestException("the form ends before its closing boundary");
        }
        to += count;
    }

    /** The bytes up to the next delimiter. */
    private final class PartBytes extends InputStream {

        private boolean done;
        /** Everything before this index of the window is known to be content. */
        private int safe;

        private boolean found;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (done) {
                return -1;
            }
            if (safe <= from && !found) {
                search();
                while (safe <= from && !found) {
                    fill();
                    safe = 0;
                    search();
                }
            }
            if (found && safe == from) {
                done = true;
                return -1;
            }
            int count = Math.min(length, safe - from);
            System.arraycopy(window, from, buffer, offset, count);
            from += count;
            return count;
        }

        private void search() {
            int last = to - delimiter.length;
            for (int i = from; i <= last; i++) {
                if (window[i] == '\r' && matches(i)) {
                    safe = i;
                    found = true;
                    return;
                }
            }
            safe = Math.max(from, last + 1);
        }

        private boolean matches(int start) {
            for (int i = 1; i < delimiter.length; i++) {
                if (window[start + i] != delimiter[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
