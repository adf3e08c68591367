package ai.invoke.release.pypi.attestation.crypto;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One value in the distinguished encoding of ASN.1 (X.690). The JDK reads certificates, but shows neither the signed part without
 * one extension nor the content of an unknown extension; both need no more than tags and lengths.
 */
public final class Der {

    /** The tag of bytes. */
    public static final int OCTET_STRING = 0x04;

    /** The tag of a text. */
    public static final int UTF8_STRING = 0x0c;

    /** The tag of a list of values. */
    public static final int SEQUENCE = 0x30;

    private static final int CONSTRUCTED = 0x20;
    private static final int LONGEST_LENGTH = 3;

    private final byte[] bytes;
    private final int start;
    private final int contentStart;
    private final int end;

    private Der(byte[] bytes, int start, int contentStart, int end) {
        this.bytes = bytes;
        this.start = start;
        this.contentStart = contentStart;
        this.end = end;
    }

    /**
     * Reads a value that fills the whole array.
     *
     * @param bytes the encoded value
     * @return the value
     * @throws IllegalArgumentException when it does not, or is not encoded in the one allowed way
     */
    public static Der read(byte[] bytes) {
        Der value = at(bytes, 0, bytes.length);
        if (value.end != bytes.length) {
            throw new IllegalArgumentException("something follows the DER value");
        }
        return value;
    }

    private static Der at(byte[] bytes, int start, int limit) {
        if (limit - start < 2) {
            throw new IllegalArgumentException("the DER value is cut off");
        }
        if ((bytes[start] & 0x1f) == 0x1f) {
            throw new IllegalArgumentException("a DER tag of several bytes");
        }
        int first = bytes[start + 1] & 0xff;
        int contentStart = start + 2;
        int length = first;
        if (first >= 0x80) {
            int count = first - 0x80;
            if (count < 1 || count > LONGEST_LENGTH || limit - contentStart < count) {
                throw new IllegalArgumentException("a DER length of " + count + " bytes");
            }
            length = 0;
            for (int i = 0; i < count; i++) {
                length = (length << 8) | (bytes[contentStart + i] & 0xff);
            }
            contentStart += count;
            if (length < 0x80 || length >> (8 * (count - 1)) == 0) {
                throw new IllegalArgumentException("a DER length that is not the shortest");
            }
        }
        if (length > limit - contentStart) {
            throw new IllegalArgumentException("the DER value is cut off");
        }
        return new Der(bytes, start, contentStart, contentStart + length);
    }

    /**
     * The tag.
     *
     * @return 0 to 255
     */
    public int tag() {
        return bytes[start] & 0xff;
    }

    /**
     * The content of a value of that kind.
     *
     * @param tag that is expected
     * @return a copy, without tag and length
     * @throws IllegalArgumentException when the value has another tag
     */
    public byte[] content(int tag) {
        if (tag() != tag) {
            throw new IllegalArgumentException("DER tag " + tag() + " instead of " + tag);
        }
        return Arrays.copyOfRange(bytes, contentStart, end);
    }

    /**
     * The whole value.
     *
     * @return a copy, with tag and length
     */
    public byte[] encoded() {
        return Arrays.copyOfRange(bytes, start, end);
    }

    /**
     * The values inside.
     *
     * @return at least one
     * @throws IllegalArgumentException when there is none, or the value holds no values
     */
    public List<Der> children() {
        if ((tag() & CONSTRUCTED) == 0) {
            throw new IllegalArgumentException("DER tag " + tag() + " holds no values");
        }
        List<Der> children = new ArrayList<>();
        for (int position = contentStart; position < end; ) {
            Der child = at(bytes, position, end);
            children.add(child);
            position = child.end;
        }
        if (children.isEmpty()) {
            throw new IllegalArgumentException("an empty DER value");
        }
        return children;
    }

    /**
     * Encodes a value of values that are encoded already.
     *
     * @param tag of the new value
     * @param contents the inner values
     * @return the encoded value
     */
    public static byte[] write(int tag, List<byte[]> contents) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        contents.forEach(content::writeBytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length < 0x80) {
            out.write(length);
        } else {
            int count = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
            out.write(0x80 | count);
            for (int i = count - 1; i >= 0; i--) {
                out.write(length >> (8 * i));
            }
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
