package ai.invoke.release.approval.ssh;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the binary form of SSH (RFC 4251, section 5): lengths of four bytes before everything. */
final class WireReader {

    private final byte[] bytes;
    private int at;

    WireReader(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] raw(int length) {
        if (length < 0 || length > bytes.length - at) {
            throw new SshFormatException("it ends too early");
        }
        byte[] part = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return part;
    }

    long uint32() {
        return Integer.toUnsignedLong(ByteBuffer.wrap(raw(4)).getInt());
    }

    byte[] string() {
        long length = uint32();
        if (length > bytes.length) {
            throw new SshFormatException("it ends too early");
        }
        return raw((int) length);
    }

    String text() {
        byte[] text = string();
        for (byte one : text) {
            if (one < 0x20 || one == 0x7f) {
                throw new SshFormatException("a name in it is not plain ASCII");
            }
        }
        return new String(text, StandardCharsets.US_ASCII);
    }

    BigInteger mpint() {
        byte[] number = string();
        if (number.length == 0 || number[0] < 0) {
            throw new SshFormatException("a number in it is not positive");
        }
        return new BigInteger(number);
    }

    /** Nothing may follow: what nobody reads, nobody has checked. */
    void end() {
        if (at != bytes.length) {
            throw new SshFormatException("something follows its end");
        }
    }
}
