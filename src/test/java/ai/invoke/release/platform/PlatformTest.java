package ai.invoke.release.platform;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.platform.linux.Linux;
import ai.invoke.release.platform.macos.MacOs;
import ai.invoke.release.platform.rules.OperatingSystem;
import ai.invoke.release.platform.windows.Windows;
import java.nio.file.Path;
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

    private static Path first(OperatingSystem system, Map<String, String> environment) {
        return system.caches().stream()
                .flatMap(place -> place.in(environment).stream())
                .findFirst()
                .orElseThrow();
    }
}
