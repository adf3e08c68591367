package ai.invoke.release.dist.tar;

import ai.invoke.release.dist.tar.TarFormatException.Python;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads the headers of a tar archive one after the other: ustar, pax and GNU. It refuses every header that Python's
 * {@code tarfile}, GNU tar, libarchive and commons-compress do not read alike, so that the members it lists are those that
 * whoever unpacks the archive gets. Memory is bounded by {@value #MAX_HEADER} bytes of extended header.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">pax interchange format</a>
 */
public final class TarReader {

    /** An extended header may be so long, in bytes; more is an attack. */
    static final int MAX_HEADER = 1 << 20;

    private final InputStream in;
    private final TarHeader header = new TarHeader();
    private final byte[] scratch = new byte[1 << 15];
    private boolean globalSparse;
    private long left;
    private int padding;
    private boolean first = true;

    /**
     * A reader at the first header.
     *
     * @param in unpacked bytes
     */
    public TarReader(InputStream in) {
        this.in = in;
    }

    /**
     * What follows the end of the archive.
     *
     * @param bytes how many of them are not zero
     * @param member whether a header of a member is among them, which a reader that ignores the end mark unpacks
     */
    public record Rest(long bytes, boolean member) {}

    /** The headers before a member that belong to it. */
    private static final class Extensions {

        private Optional<PaxRecords> pax = Optional.empty();
        private Optional<byte[]> longName = Optional.empty();
        private Optional<byte[]> longLink = Optional.empty();
        private boolean global;

        boolean isEmpty() {
            return pax.isEmpty() && longName.isEmpty() && longLink.isEmpty();
        }
    }

    /**
     * The next member; what was not read of the one before is skipped.
     *
     * @return empty at the end of the archive
     * @throws TarFormatException when a header is damaged or disputed, or the archive is cut off
     * @throws IOException when the stream fails
     */
    public Optional<TarMember> next() throws IOException {
        Extensions extensions = new Extensions();
        while (true) {
            skipRest();
            if (!readBlock() || header.isZero()) {
                if (first) {
                    throw new TarFormatException("the archive is empty", Python.RAISES);
                }
                if (!extensions.isEmpty() || extensions.global) {
                    throw new TarFormatException("no member follows an extended header", Python.RAISES);
                }
                return Optional.empty();
            }
            // Where nothing was read yet, or a member is due, Python raises what it takes for the end elsewhere.
            boolean raises = first || !extensions.isEmpty() || extensions.global;
            if (!header.hasChecksum()) {
                throw new TarFormatException(
                        first ? "it is not a tar archive" : "a tar header does not match its checksum",
                        raises ? Python.RAISES : Python.ENDS);
            }
            verifyNumbers(raises);
            first = false;
            switch (header.type()) {
                case 'x' -> {
                    only(extensions.pax);
                    extensions.pax = Optional.of(PaxRecords.parse(extendedHeader(), false));
                }
                case 'g' -> {
                    if (!extensions.isEmpty()) {
                        throw disputed("a global header stands between another header and its member");
                    }
                    extensions.global = true;
                    globalSparse |= PaxRecords.parse(extendedHeader(), true).sparse();
                }
                case 'L' -> {
                    only(extensions.longName);
                    extensions.longName = Optional.of(zeroTerminated(extendedHeader()));
                }
                case 'K' -> {
                    only(extensions.longLink);
                    extensions.longLink = Optional.of(zeroTerminated(extendedHeader()));
                }
                default -> {
                    return Optional.of(member(extensions));
                }
            }
        }
    }

    /**
     * Reads on behind the end of the archive, to the end of the stream.
     *
     * @return what is there
     * @throws IOException when the stream fails
     */
    public Rest rest() throws IOException {
        long bytes = 0;
        boolean member = false;
        byte[] block = header.block();
        int filled = in.readNBytes(block, 0, TarHeader.LENGTH);
        while (filled > 0) {
            if (!header.isZero() || filled < TarHeader.LENGTH) {
                for (int i = 0; i < filled; i++) {
                    bytes += block[i] == 0 ? 0 : 1;
                }
                member |= filled == TarHeader.LENGTH && header.hasChecksum();
            }
            filled = in.readNBytes(block, 0, TarHeader.LENGTH);
        }
        return new Rest(bytes, member);
    }

    /**
     * The bytes of the current member.
     *
     * @param target takes them
     * @param offset where
     * @param length how many at most
     * @return how many were read, -1 at the member's end
     * @throws TarFormatException when the archive is cut off
     * @throws IOException when the stream fails
     */
    public int read(byte[] target, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = in.read(target, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new TarFormatException("the archive is cut off within a member", Python.RAISES);
        }
        left -= count;
        return count;
    }

    private void verifyNumbers(boolean raises) throws TarFormatException {
        try {
            header.verifyNumbers();
        } catch (TarFormatException damaged) {
            throw raises && !damaged.isDisputed()
                    ? new TarFormatException(String.valueOf(damaged.getMessage()), Python.RAISES)
                    : damaged;
        }
    }

    private static void only(Optional<?> before) throws TarFormatException {
        if (before.isPresent()) {
            throw disputed("two extended headers of the same kind stand before one member");
        }
    }

    private TarMember member(Extensions extensions) throws TarFormatException {
        char type = header.type();
        TarMember.Kind kind = kind(type);
        PaxRecords pax = extensions.pax.orElseGet(PaxRecords::none);
        if ((pax.path().isPresent() && extensions.longName.isPresent())
                || (pax.linkPath().isPresent() && extensions.longLink.isPresent())) {
            throw disputed("a pax header and a GNU header name the same member");
        }
        byte[] headerName = header.name();
        byte[] name = pax.path().or(() -> extensions.longName).orElse(headerName);
        byte[] link = pax.linkPath().or(() -> extensions.longLink).orElseGet(header::link);
        long size = pax.size().isPresent() ? pax.size().get() : header.size();
        if (name.length == 0) {
            throw disputed("a member has no name");
        }
        // Python makes a directory of the oldest type by the name in the header, whatever the extended header says.
        boolean slash = endsWithSlash(name) || (type == '\0' && endsWithSlash(headerName));
        if (slash && kind != TarMember.Kind.DIRECTORY) {
            throw disputed("the name of a member that is no directory ends with a slash: " + text(name));
        }
        if (size != 0 && kind != TarMember.Kind.FILE) {
            throw disputed("%s is no file, but says it has %,d bytes".formatted(text(name), size));
        }
        setData(size);
        return new TarMember(
                stripSlash(text(name)),
                isUtf8(name) && isUtf8(link),
                kind,
                size,
                header.mode(),
                text(link),
                type == 'S' || pax.sparse() || globalSparse,
                extensions.longName.isPresent() || extensions.longLink.isPresent());
    }

    private static TarMember.Kind kind(char type) throws TarFormatException {
        return switch (type) {
            case '0', '\0', '7', 'S' -> TarMember.Kind.FILE;
            case '5' -> TarMember.Kind.DIRECTORY;
            case '2' -> TarMember.Kind.SYMLINK;
            case '1' -> TarMember.Kind.HARDLINK;
            case '3', '4' -> TarMember.Kind.DEVICE;
            case '6' -> TarMember.Kind.FIFO;
            // POSIX lets a reader take such a member for a file; GNU tar and libarchive know some of the letters.
            default -> throw disputed("a member has the type 0x%02x, which readers do not agree about".formatted((int) type));
        };
    }

    private void setData(long size) {
        left = size;
        padding = (int) ((TarHeader.LENGTH - size % TarHeader.LENGTH) % TarHeader.LENGTH);
    }

    private void skipRest() throws IOException {
        while (left > 0) {
            if (read(scratch, 0, scratch.length) < 0) {
                break;
            }
        }
        while (padding > 0) {
            int count = in.read(scratch, 0, padding);
            if (count < 0) {
                throw new TarFormatException("the archive is cut off within a member", Python.RAISES);
            }
            padding -= count;
        }
    }

    private boolean readBlock() throws IOException {
        int filled = in.readNBytes(header.block(), 0, TarHeader.LENGTH);
        if (filled == 0) {
            return false;
        }
        if (filled < TarHeader.LENGTH) {
            throw new TarFormatException("the archive is cut off within a header", Python.ENDS);
        }
        return true;
    }

    /** The content of the extended header that was just read, and the position after it. */
    private byte[] extendedHeader() throws IOException {
        long size = header.size();
        if (size > MAX_HEADER) {
            throw disputed("an extended header of " + size + " bytes");
        }
        setData(size);
        byte[] content = new byte[(int) size];
        int filled = 0;
        while (filled < content.length) {
            filled += read(content, filled, content.length - filled);
        }
        return content;
    }

    /** A GNU long name: bytes before the first NUL; more behind it would be a name that some readers see. */
    private static byte[] zeroTerminated(byte[] content) throws TarFormatException {
        int end = 0;
        while (end < content.length && content[end] != 0) {
            end++;
        }
        for (int i = end; i < content.length; i++) {
            if (content[i] != 0) {
                throw disputed("a long name goes on behind a NUL");
            }
        }
        if (end == 0) {
            throw disputed("a long name is empty");
        }
        return Arrays.copyOf(content, end);
    }

    private static boolean endsWithSlash(byte[] name) {
        return name.length > 0 && name[name.length - 1] == '/';
    }

    private static String stripSlash(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    private static boolean isUtf8(byte[] raw) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw));
            return true;
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }

    private static String text(byte[] raw) {
        return new String(raw, isUtf8(raw) ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    }

    private static TarFormatException disputed(String why) {
        return new TarFormatException(why, Python.READS);
    }
}
