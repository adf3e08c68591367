package ai.invoke.release.dist.tar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Writes a tar block by block, so that each header can be wrong on purpose. */
public final class TarFixture {

    private final List<byte[]> blocks = new ArrayList<>();
    private boolean end = true;

    /** A member with its content. */
    public TarFixture add(char type, String name, String content) {
        return add(type, name, content, header -> {});
    }

    /** A member whose header is changed before its checksum is computed. */
    public TarFixture add(char type, String name, String content, Consumer<byte[]> change) {
        byte[] data = content.getBytes(StandardCharsets.UTF_8);
        byte[] header = header(type, name, data.length);
        change.accept(header);
        checksum(header);
        return raw(header).raw(Arrays.copyOf(data, (data.length + 511) / 512 * 512));
    }

    /** Any bytes. */
    public TarFixture raw(byte[] bytes) {
        blocks.add(bytes);
        return this;
    }

    /** No end mark. */
    public TarFixture withoutEnd() {
        end = false;
        return this;
    }

    /** All of it. */
    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        blocks.forEach(out::writeBytes);
        if (end) {
            out.writeBytes(new byte[1024]);
        }
        return out.toByteArray();
    }

    /** A POSIX header without its checksum. */
    public static byte[] header(char type, String name, long size) {
        byte[] header = new byte[512];
        put(header, 0, 100, name);
        put(header, 100, 8, type == '5' ? "0000755" : "0000644");
        put(header, 108, 8, "0000000");
        put(header, 116, 8, "0000000");
        put(header, 124, 12, "%011o".formatted(size));
        put(header, 136, 12, "14700000000");
        header[156] = (byte) type;
        put(header, 257, 8, "ustar\00000");
        return header;
    }

    /** Writes a field and clears the rest of it. */
    public static void put(byte[] header, int offset, int length, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        Arrays.fill(header, offset, offset + length, (byte) 0);
        System.arraycopy(bytes, 0, header, offset, Math.min(length, bytes.length));
    }

    /** Computes the checksum. */
    public static void checksum(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xFF;
        }
        put(header, 148, 8, "%06o\0 ".formatted(sum));
    }

    /** One record of a pax header. */
    public static String record(String key, String value) {
        int rest = key.length() + value.getBytes(StandardCharsets.UTF_8).length + 3;
        int length = rest + 1;
        while (length != rest + Integer.toString(length).length()) {
            length = rest + Integer.toString(length).length();
        }
        return length + " " + key + "=" + value + "\n";
    }
}
