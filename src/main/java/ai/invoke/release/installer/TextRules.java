package ai.invoke.release.installer;

import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Turns a text file into what the installer holds: values filled in, line endings as its kind needs them. */
final class TextRules {

    /** Far above any script; a text is held in memory, so there must be a limit. */
    static final int MAX_TEXT = 16 * 1024 * 1024;

    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private final AssemblyContext context;
    private final TextFilter filter;

    /**
     * Rules for one installer.
     *
     * @param context for paths in messages
     * @param filter fills in values
     */
    TextRules(AssemblyContext context, TextFilter filter) {
        this.context = context;
        this.filter = filter;
    }

    /**
     * The bytes of one text file.
     *
     * @param file the source
     * @param filtered whether values are filled in
     * @param endings what happens to line breaks; not {@link LineEndings#AUTO}
     * @return the bytes for the zip
     * @throws IOException when the file cannot be read
     * @throws ProjectException when it is no text, or a carriage return would survive in a script
     */
    byte[] render(Path file, boolean filtered, LineEndings endings) throws IOException {
        byte[] bytes = read(file);
        if (filtered) {
            String text = decode(file, bytes);
            checkReserved(file, text);
            bytes = filter.apply(text).getBytes(StandardCharsets.UTF_8);
        }
        return switch (endings) {
            case LF -> toLf(file, bytes);
            case CRLF -> toCrLf(file, bytes);
            case AUTO, KEEP -> bytes;
        };
    }

    private byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_TEXT + 1);
            if (bytes.length > MAX_TEXT) {
                throw refuse(
                        file,
                        0,
                        "is larger than the 16 MiB that a text file may have",
                        "exclude it, or set <filtered>false</filtered> and <lineEndings>KEEP</lineEndings>");
            }
            return bytes;
        }
    }

    private String decode(Path file, byte[] bytes) {
        String advice = "set <filtered>false</filtered> in its file set";
        refuseUtf16(file, bytes, advice);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refuse(file, 0, "is to be filtered but is not UTF-8 text", advice);
        }
    }

    private void checkReserved(Path file, String text) {
        OptionalInt at = filter.unresolved(text);
        if (at.isPresent()) {
            int line = 1
                    + (int) text.substring(0, at.getAsInt())
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            String name = text.substring(at.getAsInt(), text.indexOf('}', at.getAsInt()) + 1);
            throw refuse(
                    file,
                    line,
                    "uses " + name + ", which this installer does not have",
                    "bundle a wheel, or write \\" + name + " for a literal " + name);
        }
    }

    private byte[] toLf(Path file, byte[] bytes) {
        refuseUtf16(file, bytes, "save it as UTF-8");
        if (bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
            throw refuse(
                    file,
                    1,
                    "begins with a byte order mark, which hides its #! line from the system",
                    "save it as UTF-8 without a BOM");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        int line = 1;
        for (int i = 0; i < bytes.length; i++) {
            boolean breaks = bytes[i] == CR && i + 1 < bytes.length && bytes[i + 1] == LF;
            if (bytes[i] == CR && !breaks) {
                throw refuse(
                        file,
                        line,
                        "contains a stray carriage return, which a shell would take as part of a command",
                        "remove it from the script");
            }
            if (!breaks) {
                out.write(bytes[i]);
            }
            line += bytes[i] == LF ? 1 : 0;
        }
        return out.toByteArray();
    }

    private byte[] toCrLf(Path file, byte[] bytes) {
        refuseUtf16(file, bytes, "save it as UTF-8 or in the console's code page");
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + bytes.length / 16);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == LF && (i == 0 || bytes[i - 1] != CR)) {
                out.write(CR);
            }
            out.write(bytes[i]);
        }
        return out.toByteArray();
    }

    private void refuseUtf16(Path file, byte[] bytes, String advice) {
        if (bytes.length < 2) {
            return;
        }
        int first = (Byte.toUnsignedInt(bytes[0]) << 8) | Byte.toUnsignedInt(bytes[1]);
        boolean mark = first == 0xFFFE || first == 0xFEFF;
        if (mark) {
            throw refuse(file, 0, "is UTF-16, which filtering and line endings would destroy", advice);
        }
    }

    private ProjectException refuse(Path file, int line, String what, String next) {
        return new ProjectException(
                Problem.of(what).at(new Location(context.display(file), line)).next(next));
    }
}
