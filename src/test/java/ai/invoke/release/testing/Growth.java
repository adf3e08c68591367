package ai.invoke.release.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.fuzz.FuzzTarget;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A coarse net for readers of untrusted text: sixteen times the input may take at most 64 times as long, and four times a
 * longer one at most ten times, which linear time does with room to spare and quadratic time does not. Best of three, in
 * time of the processor, so that a busy machine does not matter.
 */
public final class Growth {

    /**
     * Two lengths of one text.
     *
     * @param most how many times as long the large one may take
     * @param shortest time in milliseconds for the small one; shorter ones say more about the machine than about the reader
     */
    private record Step(int small, int large, long most, long shortest) {}

    /** Of the first the start of the machine is a good part, so that it lets pass what takes a minute for a megabyte. */
    private static final List<Step> STEPS =
            List.of(new Step(1 << 11, 1 << 15, 64, 1), new Step(1 << 15, 1 << 17, 10, 6));

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private Growth() {}

    /**
     * Reads a text, repeated up to 2 kB, 32 kB and 128 kB.
     *
     * @param name what reads it
     * @param pieces a beginning, what is repeated, and an end
     * @param reader throws nothing for any text
     */
    public static void isLinear(String name, List<String> pieces, FuzzTarget.Probe reader) {
        for (Step step : STEPS) {
            long shortest = TimeUnit.MILLISECONDS.toNanos(step.shortest());
            long allowed = step.most() * shortest;
            long large = best(pieces, step.large(), reader, allowed);
            if (large > allowed) {
                long small = best(pieces, step.small(), reader, 0);
                // Only now the reader is as fast as it was for the small one.
                large = Math.min(large, best(pieces, step.large(), reader, step.most() * small));
                assertThat(large)
                        .as(
                                "%s, %s: %,d ns for %,d characters, %,d ns for %,d",
                                name, pieces, small, step.small(), large, step.large())
                        .isLessThanOrEqualTo(step.most() * Math.max(small, shortest));
            }
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
