package ai.invoke.release.file;

import java.util.Locale;

/** The operating system that the plugin runs on. */
public final class Platform {

    private Platform() {}

    /**
     * Whether this is Windows.
     *
     * @return whether commands are found with {@code PATHEXT}, and programs of an environment are in {@code Scripts}
     */
    public static boolean isWindows() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    }
}
