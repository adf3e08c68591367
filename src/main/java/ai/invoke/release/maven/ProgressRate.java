package ai.invoke.release.maven;

import ai.invoke.release.text.Bytes;
import java.util.Locale;
import java.util.function.LongSupplier;

/** How fast something moves, and how long the rest will take at that rate. */
final class ProgressRate {

    private final long total;
    private final LongSupplier nanoTime;
    private final long start;

    /**
     * Starts measuring.
     *
     * @param total the bytes to come; 0 or less when unknown
     * @param nanoTime a clock
     */
    ProgressRate(long total, LongSupplier nanoTime) {
        this.total = total;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    /** The rate since the start and the time left, for instance {@code 3.1 MiB/s, 0:42 left}. */
    String text(long done) {
        double seconds = Math.max(1, nanoTime.getAsLong() - start) / 1e9;
        String rate = Bytes.text((long) (done / seconds)) + "/s";
        if (total <= 0 || done <= 0) {
            return rate;
        }
        long left = (long) Math.ceil(seconds * Math.max(0, total - done) / done);
        return rate + ", " + time(left) + " left";
    }

    private static String time(long seconds) {
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
