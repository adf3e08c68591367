package ai.invoke.release.platform;

import ai.invoke.release.platform.linux.Linux;
import ai.invoke.release.platform.macos.MacOs;
import ai.invoke.release.platform.rules.OperatingSystem;
import ai.invoke.release.platform.windows.Windows;
import ai.invoke.release.text.LetterCase;

/** The operating system that the plugin runs on. */
public final class Platform {

    private Platform() {}

    /**
     * The system that this runs on.
     *
     * @return by Java's {@code os.name}
     */
    public static OperatingSystem current() {
        return named(System.getProperty("os.name", ""));
    }

    /**
     * The system of a name.
     *
     * @param name as Java says it, for instance {@code Windows 11}, {@code Mac OS X}
     * @return what is not known is taken for a Unix
     */
    static OperatingSystem named(String name) {
        String lower = LetterCase.lower(name);
        if (lower.startsWith("windows")) {
            return new Windows();
        }
        return lower.startsWith("mac") ? new MacOs() : new Linux();
    }
}
