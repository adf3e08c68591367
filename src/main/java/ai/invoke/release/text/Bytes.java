package ai.invoke.release.text;

import java.util.Locale;

/** Sizes as people read them: the same units in every message, those in which PyPI and GitHub have their limits. */
public final class Bytes {

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Bytes() {}

    /**
     * A size in binary units.
     *
     * @param bytes at least 0
     * @return for instance {@code 812 B}, {@code 7.8 MiB}; a whole number of units without decimals
     */
    public static String text(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1023.95 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }
}
