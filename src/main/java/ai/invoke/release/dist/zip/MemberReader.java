package ai.invoke.release.dist.zip;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;

/**
 * Unpacks members of an archive one after the other. Several readers may work on one archive at the same time; each has
 * buffers of its own. Not thread-safe.
 */
public final class MemberReader implements Closeable {

    private final ChannelWindow window;
    private final Inflater inflater = new Inflater(true);
    private final byte[] packed = new byte[1 << 16];

    MemberReader(ChannelWindow window) {
        this.window = window;
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
        return MemberStream.open(window, member, inflater, packed);
    }

    @Override
    public void close() {
        inflater.end();
    }
}
