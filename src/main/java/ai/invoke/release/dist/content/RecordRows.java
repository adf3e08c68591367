package ai.invoke.release.dist.content;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.UnaryOperator;

/**
 * The lines of a RECORD, some 50 bytes each: of the usual ones the numbers alone are kept, and the path of a member is that
 * of the directory. A line is given back as it was written.
 */
final class RecordRows extends AbstractList<RecordRow> implements RandomAccess {

    private static final int LENGTH = 32;
    private static final long NO_SIZE = -1;
    private static final String SHA256 = "sha256=";
    private static final int DIGEST_LENGTH = SHA256.length() + 43;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final UnaryOperator<String> known;
    private int[] lines = new int[64];
    /** The path of a usual line; an unusual one as it is. */
    private Object[] kept = new Object[64];

    private long[] sizes = new long[64];
    private boolean[] hashed = new boolean[64];
    private byte[] digests = new byte[64 * LENGTH];
    private int size;

    /**
     * No lines yet.
     *
     * @param known gives the same text again, the object of somebody else when there is one
     */
    RecordRows(UnaryOperator<String> known) {
        this.known = known;
    }

    /**
     * Takes one more line.
     *
     * @param row what it says
     */
    void append(RecordRow row) {
        if (size == kept.length) {
            resize(size + (size >> 1));
        }
        boolean digest = isDigest(row.hash());
        lines[size] = row.line();
        if (row.fields() == 3 && (digest || row.hash().isEmpty()) && (row.size().isEmpty() || isNumber(row.size()))) {
            kept[size] = known.apply(row.path());
            sizes[size] = row.size().isEmpty() ? NO_SIZE : Long.parseLong(row.size());
            hashed[size] = digest;
            if (digest) {
                byte[] bytes = Base64.getUrlDecoder().decode(row.hash().substring(SHA256.length()));
                System.arraycopy(bytes, 0, digests, size * LENGTH, LENGTH);
            }
        } else {
            kept[size] = row;
        }
        size++;
    }

    /** Of the last character the two bits to spare must be unset, or it would not come back as it was. */
    private static boolean isDigest(String hash) {
        if (hash.length() != DIGEST_LENGTH || !hash.startsWith(SHA256)) {
            return false;
        }
        for (int i = SHA256.length(); i < DIGEST_LENGTH; i++) {
            if (ALPHABET.indexOf(hash.charAt(i)) < 0) {
                return false;
            }
        }
        return ALPHABET.indexOf(hash.charAt(DIGEST_LENGTH - 1)) % 4 == 0;
    }

    private static boolean isNumber(String text) {
        return text.length() <= 18
                && (text.charAt(0) != '0' || text.length() == 1)
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String hash(byte[] bytes, int at) {
        return SHA256
                + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(bytes, at, at + LENGTH));
    }

    private void resize(int length) {
        lines = Arrays.copyOf(lines, length);
        kept = Arrays.copyOf(kept, length);
        sizes = Arrays.copyOf(sizes, length);
        hashed = Arrays.copyOf(hashed, length);
        digests = Arrays.copyOf(digests, Math.multiplyExact(length, LENGTH));
    }

    /**
     * Gives room back; no line follows.
     *
     * @return these lines
     */
    List<RecordRow> finished() {
        resize(size);
        return this;
    }

    @Override
    public RecordRow get(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException(index);
        }
        return kept[index] instanceof RecordRow row
                ? row
                : new RecordRow(
                        lines[index],
                        3,
                        (String) kept[index],
                        hashed[index] ? hash(digests, index * LENGTH) : "",
                        sizes[index] == NO_SIZE ? "" : String.valueOf(sizes[index]));
    }

    @Override
    public int size() {
        return size;
    }
}
