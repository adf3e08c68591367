package ai.invoke.release.dist;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes ZIP archives record by record, so that each record can be wrong on purpose. */
public final class ZipFixture {

    /** Numbers of one entry; those with {@code local} stand in the local header only. */
    public static final class Entry {
        public byte[] name;
        public byte[] localName;
        public byte[] data;
        public int flags;
        public int method = 8;
        public int date = (44 << 9) | (1 << 5) | 2;
        public int time = 3 << 11;
        public long crc;
        public long packedSize;
        public long size;
        public long localSize;
        public long localPackedSize;
        public int localFlags = -1;
        public int localMethod = -1;
        public long localCrc = -1;
        public int version = 20;
        public byte[] localExtra = new byte[0];
        public byte[] centralExtra = new byte[0];
        public byte[] comment = new byte[0];
        public int mode = 0100644;
        public int host = 3;
        public int dosAttributes;
        public byte[] afterData = new byte[0];
        public boolean listed = true;
        byte[] packed = new byte[0];
    }

    public final List<Entry> entries = new ArrayList<>();
    public byte[] before = new byte[0];
    public byte[] after = new byte[0];
    public byte[] comment = new byte[0];
    public int countOnDisk = -1;
    public int countInTotal = -1;
    public int directoryOffsetError;

    /** With the two records of ZIP64 before the end record, which says the same or that there is more. */
    public boolean zip64;

    public boolean saysMore;
    public int sizeError;

    public Entry add(String name, byte[] data) {
        return add(name, data, 8);
    }

    public Entry add(String name, byte[] data, int method) {
        Entry entry = new Entry();
        entry.name = name.getBytes(StandardCharsets.UTF_8);
        entry.localName = entry.name;
        entry.flags = name.chars().allMatch(c -> c < 0x80) ? 0 : 0x800;
        entry.data = data;
        entry.method = method;
        entry.packed = method == 8 ? deflate(data) : data;
        CRC32 crc = new CRC32();
        crc.update(data);
        entry.crc = crc.getValue();
        entry.size = data.length;
        entry.localSize = data.length;
        entry.packedSize = entry.packed.length;
        entry.localPackedSize = entry.packed.length;
        entries.add(entry);
        return entry;
    }

    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(before);
        List<byte[]> directory = new ArrayList<>();
        for (Entry entry : entries) {
            int offset = out.size();
            out.writeBytes(local(entry));
            out.writeBytes(entry.packed);
            out.writeBytes(entry.afterData);
            if (entry.listed) {
                directory.add(central(entry, offset - before.length));
            }
        }
        int start = out.size();
        directory.forEach(out::writeBytes);
        int length = out.size() - start;
        if (zip64) {
            ByteBuffer wide = buffer(56 + 20);
            wide.putInt(0x06064b50)
                    .putLong(44)
                    .putShort((short) 45)
                    .putShort((short) 45)
                    .putInt(0)
                    .putInt(0);
            wide.putLong(directory.size())
                    .putLong(directory.size())
                    .putLong(length)
                    .putLong(start - before.length);
            wide.putInt(0x07064b50).putInt(0).putLong(start + length).putInt(1);
            out.writeBytes(wide.array());
        }
        if (saysMore) {
            ByteBuffer more = buffer(22);
            more.putInt(0x06054b50).putInt(0).putInt(-1).putLong(-1);
            out.writeBytes(more.array());
            return out.toByteArray();
        }
        ByteBuffer end = buffer(22);
        end.putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
        end.putShort((short) (countOnDisk < 0 ? directory.size() : countOnDisk));
        end.putShort((short) (countInTotal < 0 ? directory.size() : countInTotal));
        end.putInt(length + sizeError)
                .putInt(start - before.length + directoryOffsetError)
                .putShort((short) comment.length);
        out.writeBytes(end.array());
        out.writeBytes(comment);
        out.writeBytes(after);
        return out.toByteArray();
    }

    /** Changes the entry of a name. */
    public ZipFixture with(String name, UnaryOperator<Entry> change) {
        for (Entry entry : entries) {
            if (new String(entry.name, StandardCharsets.UTF_8).equals(name)) {
                change.apply(entry);
            }
        }
        return this;
    }

    private static byte[] local(Entry entry) {
        ByteBuffer header = buffer(30 + entry.localName.length + entry.localExtra.length);
        header.putInt(0x04034b50)
                .putShort((short) entry.version)
                .putShort((short) (entry.localFlags < 0 ? entry.flags : entry.localFlags))
                .putShort((short) (entry.localMethod < 0 ? entry.method : entry.localMethod));
        header.putShort((short) entry.time).putShort((short) entry.date);
        header.putInt((int) (entry.localCrc < 0 ? entry.crc : entry.localCrc));
        header.putInt((int) entry.localPackedSize).putInt((int) entry.localSize);
        header.putShort((short) entry.localName.length).putShort((short) entry.localExtra.length);
        return header.put(entry.localName).put(entry.localExtra).array();
    }

    private static byte[] central(Entry entry, int offset) {
        ByteBuffer header = buffer(46 + entry.name.length + entry.centralExtra.length + entry.comment.length);
        header.putInt(0x02014b50)
                .putShort((short) (entry.host << 8 | 20))
                .putShort((short) entry.version)
                .putShort((short) entry.flags);
        header.putShort((short) entry.method).putShort((short) entry.time).putShort((short) entry.date);
        header.putInt((int) entry.crc).putInt((int) entry.packedSize).putInt((int) entry.size);
        header.putShort((short) entry.name.length).putShort((short) entry.centralExtra.length);
        header.putShort((short) entry.comment.length).putShort((short) 0).putShort((short) 0);
        header.putInt(entry.mode << 16 | entry.dosAttributes).putInt(offset);
        return header.put(entry.name).put(entry.centralExtra).put(entry.comment).array();
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] deflate(byte[] data) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(data);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] chunk = new byte[1 << 16];
        while (!deflater.finished()) {
            out.write(chunk, 0, deflater.deflate(chunk));
        }
        deflater.end();
        return out.toByteArray();
    }
}
