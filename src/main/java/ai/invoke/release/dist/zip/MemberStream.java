package ai.invoke.release.dist.zip;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/** The unpacked bytes of one member: stored or deflated, checked against length and checksum while they pass. */
final class MemberStream extends InputStream {

    private final ChannelWindow window;
    private final ZipMember member;
    private final CRC32 crc = new CRC32();
    private final Inflater inflater;
    private final byte[] packed;
    private long position;
    private long packedLeft;
    private long produced;
    private boolean ended;

    private MemberStream(ChannelWindow window, ZipMember member, long position, Inflater inflater, byte[] packed) {
        this.inflater = inflater;
        this.packed = packed;
        this.window = window;
        this.member = member;
        this.position = position;
        this.packedLeft = member.packed();
    }

    /**
     * Opens a stream.
     *
     * @param inflater shared by all streams of an archive, for an inflater of its own costs more than most members
     * @param packed a buffer that is shared likewise
     */
    static MemberStream open(ChannelWindow window, ZipMember member, Inflater inflater, byte[] packed)
            throws IOException {
        if (!member.isSupported()) {
            throw new ZipException(
                    member.isEncrypted()
                            ? member.path() + " is encrypted"
                            : member.path() + " is compressed by method " + member.method()
                                    + ", neither stored nor deflated");
        }
        long at = member.offset();
        if (!window.has(at, ZipHeaders.LOCAL_LENGTH) || window.u32(at) != ZipHeaders.LOCAL) {
            throw new ZipException("no local header at byte " + at);
        }
        long data = at + ZipHeaders.LOCAL_LENGTH + window.u16(at + 26) + window.u16(at + 28);
        if (!window.has(data, member.packed())) {
            throw new ZipException("its data would reach beyond the end of the file");
        }
        inflater.reset();
        return new MemberStream(window, member, data, inflater, packed);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (ended) {
            return -1;
        }
        int count =
                member.method() == ZipMember.STORED ? stored(target, offset, length) : inflated(target, offset, length);
        if (count < 0) {
            ended = true;
            verify();
            return -1;
        }
        produced += count;
        if (produced > member.size()) {
            ended = true;
            throw new ZipException("unpacks to more than the " + member.size() + " bytes that its header says");
        }
        crc.update(target, offset, count);
        return count;
    }

    private int stored(byte[] target, int offset, int length) throws IOException {
        if (packedLeft == 0) {
            return -1;
        }
        int count = window.read(position, target, offset, (int) Math.min(length, packedLeft));
        if (count < 0) {
            throw new ZipException("the file became shorter while it was read");
        }
        position += count;
        packedLeft -= count;
        return count;
    }

    private int inflated(byte[] target, int offset, int length) throws IOException {
        try {
            while (true) {
                int count = inflater.inflate(target, offset, length);
                if (count > 0) {
                    return count;
                }
                if (inflater.finished()) {
                    if (inflater.getRemaining() + packedLeft > 0) {
                        throw new ZipException(
                                inflater.getRemaining() + packedLeft + " bytes follow its compressed data");
                    }
                    return -1;
                }
                if (inflater.needsDictionary()) {
                    throw new ZipException("its compressed data needs a dictionary");
                }
                if (packedLeft == 0) {
                    throw new ZipException("its compressed data is cut off");
                }
                int more = window.read(position, packed, 0, (int) Math.min(packed.length, packedLeft));
                if (more < 0) {
                    throw new ZipException("the file became shorter while it was read");
                }
                position += more;
                packedLeft -= more;
                inflater.setInput(packed, 0, more);
            }
        } catch (DataFormatException damaged) {
            throw new ZipException("its compressed data is damaged: " + damaged.getMessage());
        }
    }

    private void verify() throws ZipException {
        if (produced != member.size()) {
            throw new ZipException("unpacks to " + produced + " bytes, its header says " + member.size());
        }
        if (crc.getValue() != member.crc()) {
            throw new ZipException("CRC-32 is %08x, its header says %08x".formatted(crc.getValue(), member.crc()));
        }
    }

    @Override
    public void close() {
        ended = true;
    }
}
