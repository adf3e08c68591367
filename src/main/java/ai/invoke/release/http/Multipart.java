package ai.invoke.release.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * A form with files, {@code multipart/form-data} (RFC 7578). Text parts carry no file name (PyPI takes a text part with one
 * for a file and refuses it); names are escaped the way browsers do it (WHATWG, "multipart form data").
 */
public final class Multipart implements Body {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] LINE = {'\r', '\n'};

    private final String boundary;
    private final List<Part> parts;
    private final long length;

    private Multipart(String boundary, List<Part> parts) {
        this.boundary = boundary;
        this.parts = parts;
        long sum = closing().length;
        for (Part part : parts) {
            sum += head(part).length + part.length() + LINE.length;
        }
        this.length = sum;
    }

    /**
     * Creates a form with a random boundary.
     *
     * @param parts the parts in the order in which they are sent
     * @return the body, with a boundary that no text part holds; in a file its 128 random bits cannot be met by chance
     */
    public static Multipart of(List<Part> parts) {
        String boundary = randomBoundary();
        while (occursInText(boundary, parts)) {
            boundary = randomBoundary();
        }
        return new Multipart(boundary, List.copyOf(parts));
    }

    @Override
    public String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        for (Part part : parts) {
            out.write(head(part));
            part.writeTo(out);
            out.write(LINE);
        }
        out.write(closing());
    }

    private byte[] head(Part part) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes(
                utf8("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + escape(part.name()) + '"'));
        if (part instanceof FilePart file) {
            head.writeBytes(utf8("; filename=\"" + escape(file.fileName()) + "\"\r\nContent-Type: "
                    + file.content().contentType()));
        }
        head.writeBytes(LINE);
        head.writeBytes(LINE);
        return head.toByteArray();
    }

    private byte[] closing() {
        return utf8("--" + boundary + "--\r\n");
    }

    private static String escape(String name) {
        return name.replace("\r", "%0D").replace("\n", "%0A").replace("\"", "%22");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String randomBoundary() {
        byte[] bits = new byte[16];
        RANDOM.nextBytes(bits);
        return "----form-" + HexFormat.of().formatHex(bits);
    }

    private static boolean occursInText(String boundary, List<Part> parts) {
        return parts.stream()
                .anyMatch(part -> part instanceof TextPart text && text.value().contains(boundary));
    }

    /** One field of a form. */
    public sealed interface Part {

        /**
         * The field's name.
         *
         * @return any text
         */
        String name();

        /**
         * The length of the content.
         *
         * @return bytes
         */
        long length();

        /**
         * Writes the content.
         *
         * @param out where to write
         * @throws IOException as {@link Body#writeTo}
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * A text field, sent as UTF-8.
     *
     * @param name the field's name
     * @param value any text; its line ends are sent as they are
     */
    public record TextPart(String name, String value) implements Part {

        @Override
        public long length() {
            return utf8(value).length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(utf8(value));
        }
    }

    /**
     * A file field.
     *
     * @param name the field's name
     * @param fileName the name that the server sees, without folders
     * @param content the file
     */
    public record FilePart(String name, String fileName, FileBody content) implements Part {

        @Override
        public long length() {
            return content.length();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            content.writeTo(out);
        }
    }
}
