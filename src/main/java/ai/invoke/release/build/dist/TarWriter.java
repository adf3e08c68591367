package ai.invoke.release.build.dist;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Writes a POSIX tar whose bytes depend on nothing but what is given: no owner, no names of users, one time for all.
 * (commons-compress puts the name of the current user into the headers of long names.)
 */
final class TarWriter {

    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final long OCTAL_SIZE_LIMIT = 0x1FFFFFFFFL;
    private static final int RECORD = 20 * BLOCK;

    private final OutputStream out;
    private final long time;
    private final byte[] buffer = new byte[64 * 1024];
    private long written;

    /**
     * Creates a writer.
     *
     * @param out where the tar goes; not closed
     * @param time seconds since 1970 for all members, not negative
     */
    TarWriter(OutputStream out, long time) {
        this.out = out;
        this.time = time;
    }

    /**
     * Writes the header of one member.
     *
     * @param type {@code '0'} file, {@code '5'} folder, {@code '2'} symbolic link
     * @param name with {@code /}
     * @param link what a link leads to; empty for others
     * @param mode permissions
     * @param size of the content that follows
     * @throws IOException when it cannot be written
     */
    void header(char type, String name, String link, int mode, long size) throws IOException {
        StringBuilder extended = new StringBuilder();
        extended.append(record("path", name, needsRecord(name)));
        extended.append(record("linkpath", link, needsRecord(link)));
        extended.append(record("size", Long.toString(size), size > OCTAL_SIZE_LIMIT));
        if (extended.length() > 0) {
            byte[] content = extended.toString().getBytes(StandardCharsets.UTF_8);
            block('x', "PaxHeader", "", 0644, content.length);
            write(content, content.length);
            pad(content.length);
        }
        block(type, name, link, mode, size);
    }

    /**
     * The content of the member just begun.
     *
     * @param content read to its end
     * @throws IOException when it has another size than announced, or cannot be written
     */
    void content(InputStream content, long size) throws IOException {
        long copied = 0;
        int read;
        while ((read = content.read(buffer)) > 0) {
            write(buffer, read);
            copied += read;
        }
        if (copied != size) {
            throw new IOException("announced " + size + " bytes, got " + copied);
        }
        pad(size);
    }

    /**
     * The end of the archive.
     *
     * @throws IOException when it cannot be written
     */
    void end() throws IOException {
        write(new byte[2 * BLOCK], 2 * BLOCK);
        int rest = (int) (written % RECORD);
        if (rest > 0) {
            write(new byte[RECORD - rest], RECORD - rest);
        }
    }

    private static boolean needsRecord(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length > NAME || bytes.length != text.length();
    }

    /** PEP 625 wants pax; the length in front counts itself. */
    private static String record(String key, String value, boolean needed) {
        if (!needed) {
            return "";
        }
        int rest = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8).length;
        int length = rest;
        while (length != rest + Integer.toString(length).length()) {
            length = rest + Integer.toString(length).length();
        }
        return length + " " + key + "=" + value + "\n";
    }

    private void block(char type, String name, String link, int mode, long size) throws IOException {
        byte[] header = new byte[BLOCK];
        text(header, 0, NAME, name);
        octal(header, 100, 8, mode);
        octal(header, 108, 8, 0);
        octal(header, 116, 8, 0);
        octal(header, 124, 12, size > OCTAL_SIZE_LIMIT ? 0 : size);
        octal(header, 136, 12, time);
        Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = (byte) type;
        text(header, 157, NAME, link);
        text(header, 257, 8, "ustar\00000");
        octal(header, 329, 8, 0);
        octal(header, 337, 8, 0);
        int sum = 0;
        for (byte value : header) {
            sum += value & 0xFF;
        }
        text(header, 148, 8, String.format(Locale.ROOT, "%06o\0 ", sum));
        write(header, BLOCK);
    }

    private static void text(byte[] header, int offset, int length, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, offset, Math.min(length, bytes.length));
    }

    private static void octal(byte[] header, int offset, int length, long value) {
        text(header, offset, length - 1, String.format(Locale.ROOT, "%0" + (length - 1) + "o", value));
    }

    private void pad(long size) throws IOException {
        int rest = (int) (size % BLOCK);
        if (rest > 0) {
            write(new byte[BLOCK - rest], BLOCK - rest);
        }
    }

    private void write(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
        written += length;
    }
}
