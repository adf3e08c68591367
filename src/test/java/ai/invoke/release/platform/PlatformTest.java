package ai.invoke.release.platform;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.platform.linux.Linux;
import ai.invoke.release.platform.macos.MacOs;
import ai.invoke.release.platform.rules.OperatingSystem;
import ai.invoke.release.platform.windows.Windows;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {

    /** As Java says them. */
    @ParameterizedTest
    @CsvSource({
        "Windows 11, Windows",
        "Windows Server 2022, Windows",
        "Mac OS X, MacOs",
        "Linux, Linux",
        "AIX, Linux",
        "FreeBSD, Linux",
        "'', Linux"
    })
    void isToldByItsName(String name, String system) {
        assertThat(Platform.named(name).getClass().getSimpleName()).isEqualTo(system);
    }

    @Test
    void foldersAreWhereEachSystemHasThem() {
        Map<String, String> unix = Map.of("HOME", "/home/ada");
        assertThat(first(new Linux(), unix)).isEqualTo(Path.of("/home/ada/.cache"));
        assertThat(first(new MacOs(), Map.of("HOME", "/Users/ada"))).isEqualTo(Path.of("/Users/ada/Library/Caches"));
        assertThat(first(new Windows(), Map.of("LOCALAPPDATA", "C:/Users/ada/AppData/Local", "HOME", "/c/Users/ada")))
                .isEqualTo(Path.of("C:/Users/ada/AppData/Local"));
        assertThat(first(new Linux(), Map.of("HOME", "/home/ada", "XDG_CACHE_HOME", "/cache")))
                .isEqualTo(Path.of("/cache"));
        assertThat(new MacOs().pipConfigurations().get(1).in(unix))
                .contains(Path.of("/home/ada/Library/Application Support/pip/pip.conf"));
        assertThat(new Windows().pipCaches().get(0).in(unix)).isEmpty();
        assertThat(new Linux().pipCaches().get(0).in(Map.of("XDG_CACHE_HOME", " ")))
                .isEmpty();
    }

    @Test
    void onlyATerminalThatUnderstandsGetsSequences() {
        for (OperatingSystem unix : List.of(new Linux(), new MacOs())) {
            assertThat(unix.movesCursor(Map.of("TERM", "xterm"))).isTrue();
            assertThat(unix.movesCursor(Map.of("WT_SESSION", "id"))).isFalse();
            assertThat(unix.movesCursor(Map.of("TERM", ""))).isFalse();
        }
        Windows windows = new Windows();
        assertThat(windows.movesCursor(Map.of())).isFalse();
        assertThat(windows.movesCursor(Map.of("Term", "cygwin"))).isTrue();
        assertThat(windows.movesCursor(Map.of("WT_SESSION", "id"))).isTrue();
        assertThat(windows.movesCursor(Map.of("ANSICON", "80x25"))).isTrue();
        assertThat(windows.movesCursor(Map.of("ConEmuANSI", "OFF"))).isFalse();
        assertThat(windows.movesCursor(Map.of("CONEMUANSI", "on"))).isTrue();
    }

    @Test
    void programsAreStartedAsEachSystemDoes() {
        for (OperatingSystem unix : List.of(new Linux(), new MacOs())) {
            assertThat(unix.pythonOf("3.12")).isEqualTo("python3.12");
            assertThat(unix.consoleScript("/venv/bin/python", "/venv/bin/invoke"))
                    .containsExactly("/venv/bin/python", "-I", "/venv/bin/invoke");
            assertThat(unix.withUsualModes("/bin/sh"))
                    .containsExactly("/bin/sh", "-c", "umask 022 && exec \"$@\" 2>&1", "sh");
            assertThat(unix.posix()).isTrue();
            assertThat(unix.namesAreBytes()).isTrue();
        }
        Windows windows = new Windows();
        assertThat(windows.pythonOf("3.12")).isEqualTo("py -3.12");
        assertThat(windows.consoleScript("C:\\venv\\Scripts\\python.exe", "C:\\venv\\Scripts\\invoke.exe"))
                .containsExactly("C:\\venv\\Scripts\\invoke.exe");
        assertThat(windows.withUsualModes("sh")).isEmpty();
        assertThat(windows.posix()).isFalse();
        assertThat(windows.namesAreBytes()).isFalse();
    }

    private static Path first(OperatingSystem system, Map<String, String> environment) {
        return system.caches().stream()
                .flatMap(place -> place.in(environment).stream())
                .findFirst()
                .orElseThrow();
    }
}
