package ai.invoke.release.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.fuzz.FuzzTarget;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A coarse net for readers of untrusted text: sixteen times the input may take at most 64 times as long, which linear time
 * does with room to spare and quadratic time does not. Best of three, in time of the processor, so that a busy machine does
 * not matter.
 */
public final class Growth {

    private static final int SMALL = 1 << 11;
    private static final int FACTOR = 16;
    private static final long MOST = 64;

    /** Shorter times say more about the machine than about the reader. */
    private static final long SHORTEST_NANOS = 1_000_000;

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private Growth() {}

    /**
     * Reads a text, repeated up to 2 kB and up to 32 kB.
     *
     * @param name what reads it
     * @param pieces a beginning, what is repeated, and an end
     * @param reader throws nothing for any text
     */
    public static void isLinear(String name, List<String> pieces, FuzzTarget.Probe reader) {
        long allowed = MOST * SHORTEST_NANOS;
        long large = best(pieces, SMALL * FACTOR, reader, allowed);
        if (large > allowed) {
            long small = best(pieces, SMALL, reader, 0);
            assertThat(large)
                    .as("%s, %s: %,d ns for 2 kB, %,d ns for 32 kB", name, pieces, small, large)
                    .isLessThanOrEqualTo(MOST * Math.max(small, SHORTEST_NANOS));
        }
    }

    /** The best of three, or the first that is good enough. */
    private static long best(List<String> pieces, int length, FuzzTarget.Probe reader, long enough) {
        byte[] text = FuzzTarget.grown(pieces, length).getBytes(StandardCharsets.UTF_8);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3 && best > enough; i++) {
            long start = CPU.getCurrentThreadCpuTime();
            try {
                reader.read(text);
            } catch (Exception fault) {
                throw new AssertionError("a fault for " + pieces, fault);
            }
            best = Math.min(best, CPU.getCurrentThreadCpuTime() - start);
        }
        return best;
    }
}
