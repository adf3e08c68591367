package ai.invoke.release.installer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/**
 * Writes a zip whose bytes depend on nothing but names, modes, contents and one timestamp.
 *
 * <p>Everything is stored, nothing deflated: a wheel is deflated already, and deflated bytes differ between zlib and
 * zlib-ng, which a JDK may take from the system. Writing to a channel and not to a stream keeps data descriptors out.
 */
public final class ReproducibleZip {

    private static final LocalDateTime EARLIEST = LocalDateTime.of(1980, 1, 1, 0, 0, 0);
    private static final LocalDateTime LATEST = LocalDateTime.of(2107, 12, 31, 23, 59, 58);

    /** File type bits as in {@code stat.h}; unzip takes an entry without them for one made by DOS. */
    private static final int REGULAR = 0100000;

    private static final int DIRECTORY = 0040000;

    /** PKWARE APPNOTE 4.3.7 and 4.3.12: where a header keeps its time, and how long its fixed part is. */
    private static final int LOCAL_TIME = 10;

    private static final int CENTRAL_TIME = 12;
    private static final int CENTRAL_LENGTH = 46;
    private static final int CENTRAL_NAME_LENGTH = 28;

    private static final int BUFFER = 64 * 1024;

    private final LocalDateTime time;

    /**
     * Creates a writer.
     *
     * @param timestamp the time of every entry; clamped to what DOS times can say
     */
    public ReproducibleZip(Instant timestamp) {
        LocalDateTime wanted = LocalDateTime.ofInstant(timestamp, ZoneOffset.UTC);
        this.time = wanted.isBefore(EARLIEST) ? EARLIEST : wanted.isAfter(LATEST) ? LATEST : wanted;
    }

    /**
     * Writes a zip.
     *
     * @param file replaced when there
     * @param items in any order
     * @throws IOException when the disk fails, or a source changed while it was read
     */
    public void write(Path file, List<ZipItem> items) throws IOException {
        List<ZipItem> sorted =
                items.stream().sorted(Comparator.comparing(ZipItem::name)).toList();
        try (FileChannel channel = FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                ZipArchiveOutputStream zip = new ZipArchiveOutputStream(channel)) {
            // ASCII names get no flag at all, as from zip(1); others fall back to UTF-8 and its flag (bit 11).
            zip.setEncoding("US-ASCII");
            zip.setUseLanguageEncodingFlag(false);
            zip.setFallbackToUTF8(true);
            zip.setUseZip64(Zip64Mode.AsNeeded);
            List<Long> headers = new ArrayList<>();
            for (ZipItem item : sorted) {
                headers.add(channel.position());
                add(zip, item);
            }
            long central = channel.position();
            zip.finish();
            stampTimes(channel, headers, central);
        }
    }

    private void add(ZipArchiveOutputStream zip, ZipItem item) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(item.name());
        entry.setMethod(ZipEntry.STORED);
        entry.setTimeLocal(time);
        if (item.content() instanceof ZipItem.Folder) {
            entry.setUnixMode(DIRECTORY | item.mode());
            entry.setSize(0);
            zip.putArchiveEntry(entry);
        } else if (item.content() instanceof ZipItem.Text text) {
            byte[] bytes = text.text().bytes();
            entry.setUnixMode(REGULAR | item.mode());
            entry.setSize(bytes.length);
            zip.putArchiveEntry(entry);
            zip.write(bytes);
        } else if (item.content() instanceof ZipItem.Copy copy) {
            entry.setUnixMode(REGULAR | item.mode());
            // Known beforehand, so that no room for a Zip64 size is kept in the header.
            entry.setSize(Files.size(copy.file()));
            zip.putArchiveEntry(entry);
            copy(copy.file(), entry.getSize(), zip);
        }
        zip.closeArchiveEntry();
    }

    private static void copy(Path file, long size, ZipArchiveOutputStream zip) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long copied = 0;
        try (InputStream in = Files.newInputStream(file)) {
            int n;
            while ((n = in.read(buffer)) >= 0) {
                copied += n;
                if (copied > size) {
                    break;
                }
                zip.write(buffer, 0, n);
            }
        }
        if (copied != size) {
            throw new IOException(file + " changed while it was read");
        }
    }

    /**
     * Writes the time into every header. The library takes it through the default time zone, and a local time that a
     * zone skips when summer begins would come out an hour later there than elsewhere.
     */
    private void stampTimes(FileChannel channel, List<Long> headers, long central) throws IOException {
        int date = ((time.getYear() - EARLIEST.getYear()) << 9) | (time.getMonthValue() << 5) | time.getDayOfMonth();
        int clock = (time.getHour() << 11) | (time.getMinute() << 5) | (time.getSecond() >> 1);
        ByteBuffer stamp = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(0, (short) clock)
                .putShort(2, (short) date);
        ByteBuffer header = ByteBuffer.allocate(CENTRAL_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        long at = central;
        for (long local : headers) {
            writeAt(channel, local + LOCAL_TIME, stamp);
            writeAt(channel, at + CENTRAL_TIME, stamp);
            channel.read(header.clear(), at);
            at += CENTRAL_LENGTH;
            for (int field = 0; field < 3; field++) {
                at += Short.toUnsignedInt(header.getShort(CENTRAL_NAME_LENGTH + 2 * field));
            }
        }
    }

    private static void writeAt(FileChannel channel, long position, ByteBuffer bytes) throws IOException {
        ByteBuffer copy = bytes.duplicate().clear();
        long at = position;
        while (copy.hasRemaining()) {
            at += channel.write(copy, at);
        }
    }
}
