package ai.invoke.release.text;

import java.util.Locale;

/** Sizes as people read them. */
public final class Bytes {

    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    private Bytes() {}

    /**
     * A size in the decimal units that download pages use.
     *
     * @param bytes at least 0
     * @return for instance {@code 8.2 MB}
     */
    public static String text(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
