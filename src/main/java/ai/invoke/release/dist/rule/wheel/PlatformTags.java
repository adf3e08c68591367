package ai.invoke.release.dist.rule.wheel;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The platform tags that PyPI takes.
 *
 * @see <a href="https://github.com/pypi/warehouse/blob/main/warehouse/utils/wheel.py">PyPI, as of 2026-08-21</a>
 */
final class PlatformTags {

    private static final Set<String> FIXED = Set.of(
            "any",
            "win32",
            "win_amd64",
            "win_arm64",
            "win_ia64",
            "linux_armv6l",
            "linux_armv7l",
            "manylinux1_x86_64",
            "manylinux1_i686",
            "manylinux2010_x86_64",
            "manylinux2010_i686",
            "manylinux2014_x86_64",
            "manylinux2014_i686",
            "manylinux2014_aarch64",
            "manylinux2014_armv7l",
            "manylinux2014_ppc64",
            "manylinux2014_ppc64le",
            "manylinux2014_s390x");
    private static final Pattern LINUX = Pattern.compile("(many|musl)linux_\\d+_\\d+_(.*)");
    private static final Set<String> MUSL =
            Set.of("x86_64", "i686", "aarch64", "armv7l", "ppc64le", "s390x", "riscv64");
    private static final Pattern MACOS = Pattern.compile("macosx_(\\d+)_(\\d+)_(.*)");
    private static final Set<String> MACOS_ARCHES = Set.of(
            "ppc",
            "ppc64",
            "i386",
            "x86_64",
            "arm64",
            "intel",
            "fat",
            "fat3",
            "fat32",
            "fat64",
            "universal",
            "universal2");
    private static final Set<String> MACOS_MAJORS = Set.of("11", "12", "13", "14", "15", "26");
    private static final Pattern IOS =
            Pattern.compile("ios_\\d+_\\d+_(?:arm64_iphoneos|(?:arm64|x86_64)_iphonesimulator)");
    private static final Pattern ANDROID = Pattern.compile("android_\\d+_(?:armeabi_v7a|arm64_v8a|x86|x86_64)");
    private static final Pattern EMSCRIPTEN = Pattern.compile("pyemscripten_\\d+_\\d+_wasm32");

    private PlatformTags() {}

    static boolean isAccepted(String tag) {
        if (FIXED.contains(tag)
                || IOS.matcher(tag).matches()
                || ANDROID.matcher(tag).matches()
                || EMSCRIPTEN.matcher(tag).matches()) {
            return true;
        }
        Matcher linux = LINUX.matcher(tag);
        if (linux.matches()) {
            String arch = linux.group(2);
            return MUSL.contains(arch) || (linux.group(1).equals("many") && arch.equals("ppc64"));
        }
        Matcher macos = MACOS.matcher(tag);
        if (macos.matches() && MACOS_ARCHES.contains(macos.group(3))) {
            return macos.group(1).equals("10")
                    || (MACOS_MAJORS.contains(macos.group(1)) && macos.group(2).equals("0"));
        }
        return false;
    }
}
