package ai.invoke.release.digest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * BLAKE2b with 256 bits and no key (RFC 7693), the digest by which PyPI tells equal files: Java brings none, and a library
 * for these few lines would be larger than the plugin.
 */
public final class Blake2b {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BLOCK = 128;
    private static final int ROUNDS = 12;

    private static final long[] IV = {
        0x6a09e667f3bcc908L, 0xbb67ae8584caa73bL, 0x3c6ef372fe94f82bL, 0xa54ff53a5f1d36f1L,
        0x510e527fade682d1L, 0x9b05688c2b3e6c1fL, 0x1f83d9abfb41bd6bL, 0x5be0cd19137e2179L
    };

    private static final byte[][] SIGMA = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
        {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
        {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
        {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
        {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
        {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
        {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
        {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
        {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
        {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}
    };

    private final int size;
    private final long[] state = IV.clone();
    private final long[] work = new long[16];
    private final long[] message = new long[16];
    private final byte[] block = new byte[BLOCK];
    private int filled;
    private long counted;

    /** The 256-bit digest that PyPI calls blake2_256. */
    public Blake2b() {
        this(32);
    }

    /** 1 to 64 bytes; other sizes than PyPI's for the test vectors of the RFC. */
    Blake2b(int size) {
        this.size = size;
        state[0] ^= 0x01010000L ^ size;
    }

    /**
     * Takes some more.
     *
     * @param bytes holds them
     * @param offset where they begin
     * @param length how many
     */
    public void update(byte[] bytes, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            // The last block is compressed differently, so a full one waits until more comes.
            if (filled == BLOCK) {
                counted += BLOCK;
                compress(false);
                filled = 0;
            }
            int n = Math.min(left, BLOCK - filled);
            System.arraycopy(bytes, from, block, filled, n);
            filled += n;
            from += n;
            left -= n;
        }
    }

    /**
     * Ends the computation; to be called once.
     *
     * @return the digest
     */
    public byte[] digest() {
        counted += filled;
        Arrays.fill(block, filled, BLOCK, (byte) 0);
        compress(true);
        byte[] whole = new byte[64];
        for (int i = 0; i < 8; i++) {
            LONG.set(whole, i * 8, state[i]);
        }
        return Arrays.copyOf(whole, size);
    }

    private void compress(boolean last) {
        System.arraycopy(state, 0, work, 0, 8);
        System.arraycopy(IV, 0, work, 8, 8);
        work[12] ^= counted;
        if (last) {
            work[14] = ~work[14];
        }
        for (int i = 0; i < 16; i++) {
            message[i] = (long) LONG.get(block, i * 8);
        }
        for (int round = 0; round < ROUNDS; round++) {
            byte[] order = SIGMA[round % 10];
            mix(0, 4, 8, 12, message[order[0]], message[order[1]]);
            mix(1, 5, 9, 13, message[order[2]], message[order[3]]);
            mix(2, 6, 10, 14, message[order[4]], message[order[5]]);
            mix(3, 7, 11, 15, message[order[6]], message[order[7]]);
            mix(0, 5, 10, 15, message[order[8]], message[order[9]]);
            mix(1, 6, 11, 12, message[order[10]], message[order[11]]);
            mix(2, 7, 8, 13, message[order[12]], message[order[13]]);
            mix(3, 4, 9, 14, message[order[14]], message[order[15]]);
        }
        for (int i = 0; i < 8; i++) {
            state[i] ^= work[i] ^ work[i + 8];
        }
    }

    private void mix(int a, int b, int c, int d, long x, long y) {
        work[a] += work[b] + x;
        work[d] = Long.rotateRight(work[d] ^ work[a], 32);
        work[c] += work[d];
        work[b] = Long.rotateRight(work[b] ^ work[c], 24);
        work[a] += work[b] + y;
        work[d] = Long.rotateRight(work[d] ^ work[a], 16);
        work[c] += work[d];
        work[b] = Long.rotateRight(work[b] ^ work[c], 63);
    }
}
