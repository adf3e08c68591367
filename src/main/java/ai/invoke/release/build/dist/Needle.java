package ai.invoke.release.build.dist;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Looks for some bytes in a stream that somebody else reads. */
final class Needle extends FilterInputStream {

    private final byte[] wanted;
    private final int[] fallback;
    private int matched;
    private boolean found;

    /**
     * Looks.
     *
     * @param in read by the caller; not closed
     * @param wanted what to look for, not empty
     */
    Needle(InputStream in, byte[] wanted) {
        super(in);
        this.wanted = wanted.clone();
        this.fallback = fallback(wanted);
    }

    /** The table of Knuth, Morris and Pratt: how much of a match is left after one that fails. */
    private static int[] fallback(byte[] wanted) {
        int[] table = new int[wanted.length];
        int length = 0;
        for (int i = 1; i < wanted.length; i++) {
            while (length > 0 && wanted[i] != wanted[length]) {
                length = table[length - 1];
            }
            if (wanted[i] == wanted[length]) {
                length++;
            }
            table[i] = length;
        }
        return table;
    }

    /**
     * Whether it was there.
     *
     * @return true when all of the bytes stood together in what was read so far
     */
    boolean found() {
        return found;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        if (next >= 0) {
            see((byte) next);
        }
        return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        for (int i = 0; i < count && !found; i++) {
            see(buffer[offset + i]);
        }
        return count;
    }

    private void see(byte next) {
        if (found) {
            return;
        }
        while (matched > 0 && wanted[matched] != next) {
            matched = fallback[matched - 1];
        }
        if (wanted[matched] == next) {
            matched++;
        }
        found = matched == wanted.length;
    }
}
