package ai.invoke.release.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;

/**
 * A coarse net for readers of untrusted text: sixteen times the input may take at most 64 times as long, which linear time
 * does with room to spare and quadratic time does not. Best of three, so that a busy machine does not matter.
 */
public final class Growth {

    private static final int SMALL = 1 << 12;
    private static final int FACTOR = 16;
    private static final long MOST = 64;
    private static final long SHORTEST_NANOS = 2_000_000;

    private Growth() {}

    /**
     * Reads each text, repeated up to 4 kB and up to 64 kB.
     *
     * @param pieces a beginning, what is repeated, and an end
     * @param reader throws nothing for any text
     */
    public static void isLinear(List<List<String>> pieces, Consumer<String> reader) {
        for (List<String> piece : pieces) {
            long small = best(text(piece, SMALL), reader);
            long large = best(text(piece, SMALL * FACTOR), reader);
            assertThat(large)
                    .as("%s: %,d ns for 4 kB, %,d ns for 64 kB", piece, small, large)
                    .isLessThanOrEqualTo(MOST * Math.max(small, SHORTEST_NANOS));
        }
    }

    private static String text(List<String> piece, int length) {
        return piece.get(0) + piece.get(1).repeat(length / piece.get(1).length()) + piece.get(2);
    }

    private static long best(String text, Consumer<String> reader) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            reader.accept(text);
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }
}
