package ai.invoke.release.maven;

import ai.invoke.release.console.Progress;
import ai.invoke.release.text.Bytes;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A line in the log for each quarter of something large, where nobody watches a terminal but somebody may read along. */
final class QuarterProgress implements Progress {

    /** What is smaller is there before somebody wonders. */
    static final long WORTH_A_LINE = 8L << 20;

    private final Consumer<String> log;
    private final String label;
    private final long total;
    private final ProgressRate rate;
    private long done;
    private int quarters;

    QuarterProgress(Consumer<String> log, String label, long total, LongSupplier nanoTime) {
        this.log = log;
        this.label = label;
        this.total = total;
        this.rate = new ProgressRate(total, nanoTime);
    }

    @Override
    public void advance(long bytes) {
        done += bytes;
        int reached = total < WORTH_A_LINE ? 0 : (int) Math.min(3, 4 * done / total);
        if (reached > quarters) {
            quarters = reached;
            log.accept(label + ": " + 25 * reached + " % of " + Bytes.text(total) + ", " + rate.text(done));
        }
    }

    /** Whoever moved it says how it ended. */
    @Override
    public void close() {}
}
