package ai.invoke.release.maven;

import ai.invoke.release.console.Progress;
import ai.invoke.release.text.Bytes;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * One line in a terminal that is written over and over while something moves, and wiped at the end, so that what stays on
 * the screen are the goal's own lines.
 */
final class TerminalProgress implements Progress {

    private static final long REFRESH_NANOS = 200_000_000L;
    private static final int WIDTH = 79;

    private final PrintStream out;
    private final String label;
    private final long total;
    private final LongSupplier nanoTime;
    private final long start;
    private final ProgressRate rate;
    private long done;
    private long shownAt;

    TerminalProgress(PrintStream out, String label, long total, LongSupplier nanoTime) {
        this.out = out;
        this.label = label;
        this.total = total;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.shownAt = start;
        this.rate = new ProgressRate(total, nanoTime);
    }

    @Override
    public void advance(long bytes) {
        done += bytes;
        long now = nanoTime.getAsLong();
        if (now - shownAt >= REFRESH_NANOS) {
            shownAt = now;
            show();
        }
    }

    private void show() {
        String amount = total > 0
                ? String.format(
                        Locale.ROOT, "%3d %%  %s of %s", 100 * done / total, Bytes.text(done), Bytes.text(total))
                : Bytes.text(done);
        String tail = "  " + amount + "  " + rate.text(done);
        int room = Math.max(8, WIDTH - tail.length());
        String head = label.length() <= room ? label : label.substring(0, room - 1) + "…";
        out.print("\r" + fit(head + tail));
        out.flush();
    }

    private static String fit(String text) {
        return text + " ".repeat(Math.max(0, WIDTH - text.length()));
    }

    @Override
    public void close() {
        if (shownAt != start) {
            out.print("\r" + " ".repeat(WIDTH) + "\r");
            out.flush();
        }
    }
}
