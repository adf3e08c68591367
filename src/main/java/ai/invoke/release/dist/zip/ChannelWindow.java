package ai.invoke.release.dist.zip;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Little-endian numbers and short byte strings at any place of a file, through one buffer. Not thread-safe. */
final class ChannelWindow {

    private final FileChannel channel;
    private final ByteBuffer buffer;
    private final long size;
    private long start;

    /**
     * A window of a file that is not written to meanwhile.
     *
     * @param capacity bytes; nothing longer can be asked for in one call
     */
    ChannelWindow(FileChannel channel, int capacity) throws IOException {
        this.channel = channel;
        this.size = channel.size();
        this.buffer =
                ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    }

    long size() {
        return size;
    }

    boolean has(long position, long length) {
        return position >= 0 && length >= 0 && position <= size - length;
    }

    int u16(long position) throws IOException {
        return buffer.getShort(require(position, 2)) & 0xFFFF;
    }

    long u32(long position) throws IOException {
        return buffer.getInt(require(position, 4)) & 0xFFFFFFFFL;
    }

    /** Values from 2^63 on are absurd in a file; they come back as {@link Long#MAX_VALUE}. */
    long u64(long position) throws IOException {
        long value = buffer.getLong(require(position, 8));
        return value < 0 ? Long.MAX_VALUE : value;
    }

    byte[] bytes(long position, int length) throws IOException {
        byte[] copy = new byte[length];
        buffer.get(require(position, length), copy);
        return copy;
    }

    /** Fills an array from the file, past the buffer. */
    int read(long position, byte[] target, int offset, int length) throws IOException {
        return channel.read(ByteBuffer.wrap(target, offset, length), position);
    }

    private int require(long position, int length) throws IOException {
        if (!has(position, length)) {
            throw new EOFException("need " + length + " bytes at " + position + " of " + size);
        }
        if (position < start || position + length > start + buffer.limit()) {
            buffer.clear();
            start = position;
            while (buffer.position() < length) {
                if (channel.read(buffer, start + buffer.position()) < 0) {
                    throw new EOFException("file became shorter while it was read");
                }
            }
            buffer.flip();
        }
        return (int) (position - start);
    }
}
