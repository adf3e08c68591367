package ai.invoke.release.dist.tar;

import ai.invoke.release.dist.tar.TarFormatException.Python;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One block of 512 bytes as a header. A number that Python, GNU tar and libarchive would not all read alike is refused, in
 * every field, for Python silently takes a header with a number it does not understand for the end of the archive.
 *
 * @see <a href="https://github.com/python/cpython/blob/main/Lib/tarfile.py">nti and TarInfo.frombuf of CPython</a>
 */
final class TarHeader {

    static final int LENGTH = 512;

    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private static final int TYPE = 156;
    private static final int PREFIX = 345;
    private static final byte[] POSIX_MAGIC = "ustar\00000".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] XSTAR_MAGIC = "tar\0".getBytes(StandardCharsets.US_ASCII);

    private final byte[] block = new byte[LENGTH];

    /** The bytes, to be filled. */
    byte[] block() {
        return block;
    }

    boolean isZero() {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** The type flag, {@code '\0'} to {@code '\u00FF'}. */
    char type() {
        return (char) (block[TYPE] & 0xFF);
    }

    /** Whether the checksum is that of a header: computed over signed or over unsigned bytes, as all readers accept. */
    boolean hasChecksum() {
        int unsigned = 0;
        int signed = 0;
        for (int i = 0; i < LENGTH; i++) {
            byte b = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH ? (byte) ' ' : block[i];
            unsigned += b & 0xFF;
            signed += b;
        }
        long stored;
        try {
            stored = number("checksum", CHECKSUM, CHECKSUM_LENGTH, false);
        } catch (TarFormatException noNumber) {
            return false;
        }
        return stored == unsigned || stored == signed;
    }

    /**
     * Looks at every number.
     *
     * @throws TarFormatException when one is written in a form on which readers differ
     */
    void verifyNumbers() throws TarFormatException {
        mode();
        size();
        number("user id", 108, 8, true);
        number("group id", 116, 8, true);
        number("time", 136, 12, true);
        number("major device number", 329, 8, true);
        number("minor device number", 337, 8, true);
    }

    int mode() throws TarFormatException {
        return (int) number("mode", 100, 8, true) & 07777;
    }

    long size() throws TarFormatException {
        long size = number("size", 124, 12, false);
        if (size < 0) {
            throw new TarFormatException("the size in a tar header is negative", Python.READS);
        }
        return size;
    }

    /**
     * The name in the header itself.
     *
     * @throws TarFormatException when there is a prefix that only some readers apply
     */
    byte[] name() throws TarFormatException {
        byte[] name = field(0, 100);
        byte[] prefix = field(PREFIX, 155);
        // The old GNU form of sparse files keeps its map where others have the prefix, and all readers know.
        if (prefix.length == 0 || type() == 'S') {
            return name;
        }
        if (!Arrays.equals(POSIX_MAGIC, Arrays.copyOfRange(block, 257, 265))
                || Arrays.equals(XSTAR_MAGIC, Arrays.copyOfRange(block, 508, LENGTH))) {
            throw new TarFormatException("a name has a prefix, but its tar header is not POSIX", Python.READS);
        }
        byte[] joined = new byte[prefix.length + 1 + name.length];
        System.arraycopy(prefix, 0, joined, 0, prefix.length);
        joined[prefix.length] = '/';
        System.arraycopy(name, 0, joined, prefix.length + 1, name.length);
        return joined;
    }

    byte[] link() {
        return field(157, 100);
    }

    private byte[] field(int offset, int length) {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(block, offset, end);
    }

    /** Octal digits with blanks in front and blanks or NULs behind, or base 256 behind a byte 0x80 or 0xFF. */
    private long number(String what, int offset, int length, boolean mayBeEmpty) throws TarFormatException {
        int first = block[offset] & 0xFF;
        if (first == 0x80 || first == 0xFF) {
            return binary(what, offset, length);
        }
        int at = offset;
        int end = offset + length;
        while (at < end && block[at] == ' ') {
            at++;
        }
        int digits = at;
        long value = 0;
        while (at < end && block[at] >= '0' && block[at] <= '7') {
            value = value * 8 + (block[at] - '0');
            at++;
        }
        boolean empty = at == digits;
        while (at < end && (block[at] == ' ' || block[at] == 0)) {
            at++;
        }
        if (at < end || (empty && !mayBeEmpty)) {
            throw new TarFormatException(
                    "the " + what + " in a tar header is " + (at < end ? "no octal number" : "missing"), Python.ENDS);
        }
        return value;
    }

    private long binary(String what, int offset, int length) throws TarFormatException {
        long sign = block[offset] == (byte) 0x80 ? 0 : -1;
        long value = sign;
        for (int i = offset + 1; i < offset + length; i++) {
            // One bit less than a long has, so that positions in the archive can be added up.
            if (value >> 54 != sign) {
                throw new TarFormatException("the " + what + " in a tar header is absurd", Python.READS);
            }
            value = (value << 8) | (block[i] & 0xFF);
        }
        return value;
    }
}
