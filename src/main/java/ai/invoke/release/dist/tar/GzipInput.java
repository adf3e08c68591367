package ai.invoke.release.dist.tar;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks gzip members one after the other and, unlike the JDK's stream, tells what follows the last one: bytes there are
 * in the file, under its digest, and seen by nobody. Checksum and length of each member are verified.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</a>
 */
public final class GzipInput extends InputStream {

    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private final InputStream in;
    private final long most;
    private final byte[] buffer = new byte[1 << 16];
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private int position;
    private int limit;
    private long produced;
    private long total;
    private boolean ended;
    private long trailing;
    private Optional<String> dispute = Optional.empty();

    /**
     * Reads the first header.
     *
     * @param in the file's bytes; this stream closes it
     * @param most so many unpacked bytes are given, of all gzip members together; reading on throws {@link
     *     UnpackedTooLongException}
     * @throws ZipException when it does not begin like a gzip file
     * @throws EOFException when it is cut off within the header
     * @throws IOException when it cannot be read
     */
    public GzipInput(InputStream in, long most) throws IOException {
        this.in = in;
        this.most = most;
        header();
    }

    /**
     * What follows the last member; meaningful after this stream has ended.
     *
     * @return bytes that are neither gzip nor zero padding
     */
    public long trailing() {
        return trailing;
    }

    /**
     * Why other readers may find something else in the file, as far as it was read.
     *
     * @return a clause about the file; empty when all readers agree
     */
    public Optional<String> dispute() {
        return dispute;
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
        try {
            while (!ended) {
                int count = inflater.inflate(target, offset, length);
                if (count > 0) {
                    crc.update(target, offset, count);
                    produced += count;
                    total += count;
                    if (total > most) {
                        throw new UnpackedTooLongException(most);
                    }
                    return count;
                }
                if (inflater.finished()) {
                    position = limit - inflater.getRemaining();
                    trailer();
                    nextMember();
                } else if (inflater.needsDictionary()) {
                    throw new ZipException("the gzip stream needs a dictionary");
                } else {
                    fill();
                    inflater.setInput(buffer, position, limit - position);
                }
            }
        } catch (DataFormatException damaged) {
            throw new ZipException("the gzip stream is damaged: " + damaged.getMessage());
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }

    private void nextMember() throws IOException {
        int first = peek();
        while (first == 0) {
            position++;
            first = peek();
        }
        if (first < 0) {
            ended = true;
            return;
        }
        if (first == 0x1F) {
            position++;
            if (peek() == 0x8B) {
                position--;
                // Python's streaming reader, and others, stop behind the first.
                dispute = Optional.of("it has more than one gzip member");
                inflater.reset();
                crc.reset();
                produced = 0;
                header();
                inflater.setInput(buffer, position, limit - position);
                return;
            }
            trailing++;
        }
        ended = true;
        trailing += limit - position;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            trailing += count;
        }
    }

    private void header() throws IOException {
        if (next() != 0x1F || next() != 0x8B) {
            throw new ZipException("it does not start with a gzip header");
        }
        if (next() != 8) {
            throw new ZipException("its gzip method is not deflate");
        }
        int flags = next();
        if ((flags & RESERVED) != 0) {
            throw new ZipException("its gzip header has reserved flags");
        }
        skip(6);
        if ((flags & (EXTRA | HEADER_CRC)) != 0) {
            // Python's streaming reader stumbles over the first, and only some readers verify the second.
            dispute = Optional.of("its gzip header has an extra field or a checksum");
        }
        if ((flags & EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        if ((flags & NAME) != 0) {
            skipString();
        }
        if ((flags & COMMENT) != 0) {
            skipString();
        }
        if ((flags & HEADER_CRC) != 0) {
            skip(2);
        }
        if (position < limit) {
            inflater.setInput(buffer, position, limit - position);
        }
    }

    private void trailer() throws IOException {
        long sum = number();
        long length = number();
        if (sum != crc.getValue() || length != (produced & 0xFFFFFFFFL)) {
            throw new ZipException("the gzip stream does not match its checksum");
        }
    }

    private long number() throws IOException {
        return next() | (long) next() << 8 | (long) next() << 16 | (long) next() << 24;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private void skipString() throws IOException {
        while (next() != 0) {
            // The header's file name and comment say nothing that is needed.
        }
    }

    private int next() throws IOException {
        if (position == limit) {
            fill();
        }
        return buffer[position++] & 0xFF;
    }

    private int peek() throws IOException {
        if (position == limit) {
            int count = in.read(buffer);
            if (count < 0) {
                return -1;
            }
            position = 0;
            limit = count;
        }
        return buffer[position] & 0xFF;
    }

    private void fill() throws IOException {
        int count = in.read(buffer);
        if (count < 0) {
            throw new EOFException("the gzip stream is cut off");
        }
        position = 0;
        limit = count;
    }
}
