package ai.invoke.release.dist.tar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the headers of a tar archive one after the other: ustar, pax and GNU. It exists beside commons-compress because
 * that library reads a GNU long name of any length into memory, decodes names that are not UTF-8 without a word, and hides
 * which kind of header a name came from. Memory is bounded by {@value #MAX_HEADER} bytes of extended header.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">pax interchange format</a>
 */
public final class TarReader {

    /** An extended header may be so long, in bytes; more is an attack. */
    static final int MAX_HEADER = 1 << 20;

    private static final int BLOCK = 512;

    private final InputStream in;
    private final byte[] block = new byte[BLOCK];
    private final byte[] scratch = new byte[1 << 15];
    private final Map<String, byte[]> global = new HashMap<>();
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
     * The next member; what was not read of the one before is skipped.
     *
     * @return empty at the end of the archive
     * @throws TarFormatException when a header is damaged or the archive is cut off
     * @throws IOException when the stream fails
     */
    public Optional<TarMember> next() throws IOException {
        Map<String, byte[]> extended = new HashMap<>();
        Optional<byte[]> longName = Optional.empty();
        Optional<byte[]> longLink = Optional.empty();
        while (true) {
            skipRest();
            if (!readBlock()) {
                if (first) {
                    throw new TarFormatException("the archive is empty", true);
                }
                return Optional.empty();
            }
            if (isZero()) {
                if (first) {
                    throw new TarFormatException("the archive is empty", true);
                }
                return Optional.empty();
            }
            verifyChecksum();
            first = false;
            char type = (char) (block[156] & 0xFF);
            long size = number(124, 12);
            switch (type) {
                case 'x', 'X' -> pax(header(size), extended);
                case 'g' -> pax(header(size), global);
                case 'L' -> longName = Optional.of(zeroTerminated(header(size)));
                case 'K' -> longLink = Optional.of(zeroTerminated(header(size)));
                default -> {
                    return Optional.of(member(type, size, extended, longName, longLink));
                }
            }
        }
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
            throw new TarFormatException("the archive is cut off within a member", true);
        }
        left -= count;
        return count;
    }

    private TarMember member(
            char type,
            long headerSize,
            Map<String, byte[]> extended,
            Optional<byte[]> longName,
            Optional<byte[]> longLink)
            throws TarFormatException {
        Optional<byte[]> paxSize = value("size", extended);
        long size = paxSize.isPresent() ? decimal(paxSize.get()) : headerSize;
        byte[] name = value("path", extended).or(() -> longName).orElseGet(this::headerName);
        byte[] link = value("linkpath", extended).or(() -> longLink).orElseGet(() -> field(157, 100));
        boolean sparse = type == 'S' || hasSparseKey(extended) || hasSparseKey(global);
        TarMember.Kind kind = kind(type, name);
        boolean carriesData = kind == TarMember.Kind.FILE || kind == TarMember.Kind.OTHER;
        setData(carriesData ? size : 0);
        String path = text(name);
        String target = text(link);
        return new TarMember(
                stripSlash(path),
                isUtf8(name) && isUtf8(link),
                kind,
                size,
                (int) number(100, 8) & 07777,
                target,
                sparse,
                longName.isPresent() || longLink.isPresent());
    }

    private static TarMember.Kind kind(char type, byte[] name) {
        return switch (type) {
            case '0', '\0', '7', 'S' ->
                name.length > 0 && name[name.length - 1] == '/' && type != 'S'
                        ? TarMember.Kind.DIRECTORY
                        : TarMember.Kind.FILE;
            case '5' -> TarMember.Kind.DIRECTORY;
            case '2' -> TarMember.Kind.SYMLINK;
            case '1' -> TarMember.Kind.HARDLINK;
            case '3', '4' -> TarMember.Kind.DEVICE;
            case '6' -> TarMember.Kind.FIFO;
            default -> TarMember.Kind.OTHER;
        };
    }

    private void setData(long size) {
        left = size;
        padding = (int) ((BLOCK - size % BLOCK) % BLOCK);
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
                throw new TarFormatException("the archive is cut off within a member", true);
            }
            padding -= count;
        }
    }

    private boolean readBlock() throws IOException {
        int filled = in.readNBytes(block, 0, BLOCK);
        if (filled == 0) {
            return false;
        }
        if (filled < BLOCK) {
            throw new TarFormatException("the archive is cut off within a header");
        }
        return true;
    }

    private boolean isZero() {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private void verifyChecksum() throws TarFormatException {
        int unsigned = 0;
        int signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            byte b = i >= 148 && i < 156 ? (byte) ' ' : block[i];
            unsigned += b & 0xFF;
            signed += b;
        }
        long stored = number(148, 8);
        if (stored != unsigned && stored != signed) {
            throw new TarFormatException(
                    first ? "it holds no tar archive" : "a tar header does not match its checksum", first);
        }
    }

    /** The content of an extended header, and the position after it. */
    private byte[] header(long size) throws IOException {
        if (size > MAX_HEADER) {
            throw new TarFormatException("an extended header of " + size + " bytes");
        }
        setData(size);
        byte[] content = new byte[(int) size];
        int filled = 0;
        while (filled < content.length) {
            int count = read(content, filled, content.length - filled);
            if (count < 0) {
                throw new TarFormatException("an extended header is cut off");
            }
            filled += count;
        }
        return content;
    }

    private static void pax(byte[] content, Map<String, byte[]> into) throws TarFormatException {
        int at = 0;
        while (at < content.length && content[at] != 0) {
            int space = at;
            int length = 0;
            while (space < content.length && content[space] != ' ') {
                int digit = content[space] - '0';
                if (digit < 0 || digit > 9 || length > MAX_HEADER) {
                    throw new TarFormatException("a pax header is damaged");
                }
                length = length * 10 + digit;
                space++;
            }
            int end = at + length - 1;
            int equals = space + 1;
            while (equals < content.length && equals < end && content[equals] != '=') {
                equals++;
            }
            if (length < 5 || end >= content.length || equals >= end || content[end] != '\n') {
                throw new TarFormatException("a pax header is damaged");
            }
            String key = new String(content, space + 1, equals - space - 1, StandardCharsets.UTF_8);
            into.put(key, Arrays.copyOfRange(content, equals + 1, end));
            at = end + 1;
        }
    }

    private Optional<byte[]> value(String key, Map<String, byte[]> extended) {
        return Optional.ofNullable(extended.get(key)).or(() -> Optional.ofNullable(global.get(key)));
    }

    private static boolean hasSparseKey(Map<String, byte[]> headers) {
        return headers.keySet().stream().anyMatch(key -> key.startsWith("GNU.sparse."));
    }

    private static long decimal(byte[] digits) throws TarFormatException {
        try {
            long value = Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            throw new TarFormatException("a size in a pax header is no number");
        }
        throw new TarFormatException("a negative size in a pax header");
    }

    private byte[] headerName() {
        byte[] name = field(0, 100);
        boolean posix = block[257] == 'u' && block[258] == 's' && block[262] == 0;
        byte[] prefix = posix ? field(345, 155) : new byte[0];
        if (prefix.length == 0) {
            return name;
        }
        byte[] joined = new byte[prefix.length + 1 + name.length];
        System.arraycopy(prefix, 0, joined, 0, prefix.length);
        joined[prefix.length] = '/';
        System.arraycopy(name, 0, joined, prefix.length + 1, name.length);
        return joined;
    }

    private byte[] field(int offset, int length) {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(block, offset, end);
    }

    private static byte[] zeroTerminated(byte[] content) {
        int end = 0;
        while (end < content.length && content[end] != 0) {
            end++;
        }
        return Arrays.copyOf(content, end);
    }

    /** Octal with spaces or NULs around it, or base 256 when the first bit is set. */
    private long number(int offset, int length) throws TarFormatException {
        if ((block[offset] & 0x80) != 0) {
            long value = block[offset] & 0x3F;
            for (int i = offset + 1; i < offset + length; i++) {
                if (value >>> 54 != 0) {
                    throw new TarFormatException("an absurd number in a tar header");
                }
                value = (value << 8) | (block[i] & 0xFF);
            }
            return value;
        }
        long value = 0;
        for (int i = offset; i < offset + length; i++) {
            byte b = block[i];
            if (b == ' ' || b == 0) {
                if (value != 0 && b == 0) {
                    break;
                }
                continue;
            }
            if (b < '0' || b > '7') {
                throw new TarFormatException(
                        first ? "it holds no tar archive" : "a number in a tar header is damaged", first);
            }
            value = value * 8 + (b - '0');
        }
        return value;
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
}
