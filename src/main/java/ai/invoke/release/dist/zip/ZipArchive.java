package ai.invoke.release.dist.zip;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A ZIP archive opened the way Python's {@code zipfile} opens it, which is what pip and PyPI use: the end record first,
 * then the central directory. The JDK's own {@code ZipFile} hides most of what is wrong with an archive; this one shows
 * the records as they are. Memory is bounded by {@link ZipLimits}.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE.TXT</a>
 */
public final class ZipArchive implements Closeable {

    private static final int WINDOW = 1 << 17;

    /** A local header and its name. */
    private static final int MEMBER_WINDOW = 1 << 12;

    private static final int MAX_COMMENT = 0xFFFF;

    private final FileChannel channel;
    private final ChannelWindow window;
    private final ZipEnd end;
    private final List<ZipMember> members;
    private final boolean complete;
    private final MemberReader reader;

    private ZipArchive(
            FileChannel channel, ChannelWindow window, ZipEnd end, List<ZipMember> members, boolean complete) {
        this.channel = channel;
        this.window = window;
        this.end = end;
        this.members = List.copyOf(members);
        this.complete = complete;
        this.reader = new MemberReader(window);
    }

    /**
     * Opens an archive and reads its directory.
     *
     * @param file the archive
     * @param limits how much of the directory is kept
     * @return the archive; close it
     * @throws ZipFormatException when Python could not open it either
     * @throws IOException when the file cannot be read
     */
    public static ZipArchive open(Path file, ZipLimits limits) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            ChannelWindow window = new ChannelWindow(channel, WINDOW);
            ZipEnd end = findEnd(window);
            List<ZipMember> members = new ArrayList<>();
            boolean complete = readDirectory(window, end, limits, members);
            return new ZipArchive(channel, window, end, members, complete);
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    /**
     * The members of the archive.
     *
     * @return in the order of the central directory
     */
    public List<ZipMember> members() {
        return members;
    }

    /**
     * The member of a name.
     *
     * @param path its name
     * @return the last one of that name, as Python's {@code zipfile} finds it
     */
    public Optional<ZipMember> member(String path) {
        for (int i = members.size() - 1; i >= 0; i--) {
            if (members.get(i).path().equals(path)) {
                return Optional.of(members.get(i));
            }
        }
        return Optional.empty();
    }

    /**
     * Whether the limits were wide enough.
     *
     * @return false when there are more members than {@link #members()} lists
     */
    public boolean complete() {
        return complete;
    }

    /**
     * What the end of the archive says.
     *
     * @return the end record
     */
    public ZipEnd end() {
        return end;
    }

    /**
     * The archive's length.
     *
     * @return bytes
     */
    public long size() {
        return window.size();
    }

    /**
     * Unpacks one member while it is read. Only one stream may be in use at a time.
     *
     * @param member a member with {@link ZipMember#isSupported()}
     * @return its bytes, not buffered, at most as many as the directory promises; throws {@link java.util.zip.ZipException}
     *     when the bytes are damaged, longer or shorter than promised, or do not match their checksum
     * @throws IOException when there is no local header where the directory says
     */
    public InputStream read(ZipMember member) throws IOException {
        return reader.read(member);
    }

    /**
     * One more reader of members, for work on several at the same time.
     *
     * @return to be closed before the archive
     * @throws IOException when the file cannot be read any more
     */
    public MemberReader reader() throws IOException {
        return new MemberReader(new ChannelWindow(channel, MEMBER_WINDOW));
    }

    ChannelWindow window() {
        return window;
    }

    @Override
    public void close() throws IOException {
        reader.close();
        channel.close();
    }

    private static ZipEnd findEnd(ChannelWindow window) throws IOException {
        long size = window.size();
        long last = size - ZipHeaders.END_LENGTH;
        if (last >= 0 && window.u32(last) == ZipHeaders.END && window.u16(last + 20) == 0) {
            return end(window, last);
        }
        long first = Math.max(0, last - MAX_COMMENT);
        for (long position = last; position >= first; position--) {
            // One search backwards within one buffer: the window is asked to start at the lowest place first.
            if (position == last) {
                window.u16(first);
            }
            if (window.u32(position) == ZipHeaders.END) {
                return end(window, position);
            }
        }
        throw new ZipFormatException(false, "no end-of-central-directory record");
    }

    private static ZipEnd end(ChannelWindow window, long position) throws IOException {
        long directorySize = window.u32(position + 12);
        long directoryOffset = window.u32(position + 16);
        int comment = (int) Math.min(window.u16(position + 20), window.size() - position - ZipHeaders.END_LENGTH);
        long locator = position - ZipHeaders.END64_LOCATOR_LENGTH;
        long end64 = locator - ZipHeaders.END64_LENGTH;
        boolean zip64 = false;
        if (locator >= 0 && window.u32(locator) == ZipHeaders.END64_LOCATOR) {
            if (window.u32(locator + 4) != 0 || window.u32(locator + 16) > 1) {
                throw new ZipFormatException(true, "the archive spans several disks");
            }
            if (end64 >= 0 && window.u32(end64) == ZipHeaders.END64) {
                zip64 = true;
                directorySize = window.u64(end64 + 40);
                directoryOffset = window.u64(end64 + 48);
            }
        }
        long directoryEnd = zip64 ? end64 : position;
        if (directorySize > directoryEnd) {
            throw new ZipFormatException(true, "the central directory would begin before the file");
        }
        return new ZipEnd(position, directoryEnd - directorySize, directoryOffset, directorySize, comment, zip64);
    }

    /** Returns whether everything fitted into the limits. */
    private static boolean readDirectory(ChannelWindow window, ZipEnd end, ZipLimits limits, List<ZipMember> members)
            throws IOException {
        long position = end.directoryPosition();
        long stop = position + end.directorySize();
        long names = 0;
        while (position < stop) {
            if (members.size() == limits.members() || names > limits.nameBytes()) {
                return false;
            }
            if (stop - position < ZipHeaders.CENTRAL_LENGTH || !window.has(position, ZipHeaders.CENTRAL_LENGTH)) {
                throw new ZipFormatException(true, "the central directory is cut off");
            }
            if (window.u32(position) != ZipHeaders.CENTRAL) {
                throw new ZipFormatException(true, "the central directory is damaged at byte " + position);
            }
            int nameLength = window.u16(position + 28);
            int extraLength = window.u16(position + 30);
            int commentLength = window.u16(position + 32);
            try {
                members.add(member(window, position, nameLength, extraLength, end.shift()));
            } catch (EOFException cutOff) {
                throw new ZipFormatException(true, "the central directory is cut off");
            }
            names += nameLength;
            position += ZipHeaders.CENTRAL_LENGTH + nameLength + extraLength + commentLength;
        }
        return true;
    }

    private static ZipMember member(ChannelWindow window, long at, int nameLength, int extraLength, long shift)
            throws IOException {
        int madeBy = window.u16(at + 4) >>> 8;
        int flags = window.u16(at + 8);
        int method = window.u16(at + 10);
        int time = window.u16(at + 12);
        int date = window.u16(at + 14);
        long crc = window.u32(at + 16);
        long packed = window.u32(at + 20);
        long size = window.u32(at + 24);
        long external = window.u32(at + 38);
        long offset = window.u32(at + 42);
        EntryName name = EntryName.of(window.bytes(at + ZipHeaders.CENTRAL_LENGTH, nameLength), flags);
        long extra = at + ZipHeaders.CENTRAL_LENGTH + nameLength;
        long extraEnd = extra + extraLength;
        if (!window.has(extra, extraLength)) {
            throw new EOFException();
        }
        while (extraEnd - extra >= 4) {
            int id = window.u16(extra);
            int length = window.u16(extra + 2);
            long value = extra + 4;
            long valueEnd = value + length;
            if (valueEnd > extraEnd) {
                throw new ZipFormatException(true, "an extra field in the central directory is cut off");
            }
            if (id == ZipHeaders.EXTRA_ZIP64) {
                if (size == ZipHeaders.ABSENT_32) {
                    size = zip64(window, value, valueEnd);
                    value += 8;
                }
                if (packed == ZipHeaders.ABSENT_32) {
                    packed = zip64(window, value, valueEnd);
                    value += 8;
                }
                if (offset == ZipHeaders.ABSENT_32) {
                    offset = zip64(window, value, valueEnd);
                }
            }
            extra = valueEnd;
        }
        return new ZipMember(
                name, flags, method, time, date, crc, packed, size, saturatedAdd(offset, shift), madeBy, external);
    }

    private static long zip64(ChannelWindow window, long value, long end) throws IOException {
        if (end - value < 8) {
            throw new ZipFormatException(true, "a ZIP64 extra field in the central directory is too short");
        }
        return window.u64(value);
    }

    private static long saturatedAdd(long offset, long shift) {
        return offset > Long.MAX_VALUE - Math.max(0, shift) ? Long.MAX_VALUE : offset + shift;
    }
}
