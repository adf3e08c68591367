package ai.invoke.release.platform.linux;

import ai.invoke.release.platform.rules.OperatingSystem;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Linux, and what is like it (POSIX.1-2017, XDG Base Directory Specification). */
public final class Linux implements OperatingSystem {

    /** There is only one. */
    public Linux() {}

    @Override
    public List<String> shell(String line) {
        return List.of("sh", "-c", line);
    }

    @Override
    public List<String> script(String script, List<String> arguments) {
        return Stream.concat(Stream.of(script), arguments.stream()).toList();
    }

    @Override
    public List<String> extensions(Map<String, String> environment) {
        return List.of();
    }

    @Override
    public Map<String, String> variables() {
        return new HashMap<>();
    }

    @Override
    public String pathEntry(String entry) {
        return entry;
    }

    @Override
    public Path python(Path environment) {
        return environment.resolve("bin").resolve("python");
    }

    @Override
    public String nothing() {
        return "/dev/null";
    }

    @Override
    public List<String> nodeNames() {
        return List.of("linux");
    }

    @Override
    public Optional<String> pythonLauncher() {
        return Optional.empty();
    }

    @Override
    public List<Place> caches() {
        return List.of(new Place("XDG_CACHE_HOME", ""), new Place("HOME", ".cache"));
    }

    @Override
    public List<Place> pipConfigurations() {
        return List.of(
                new Place("XDG_CONFIG_HOME", "pip/pip.conf"),
                new Place("HOME", ".config/pip/pip.conf"),
                new Place("HOME", ".pip/pip.conf"));
    }

    @Override
    public List<Place> pipCaches() {
        return List.of(new Place("XDG_CACHE_HOME", "pip"), new Place("HOME", ".cache/pip"));
    }

    @Override
    public String installScript() {
        return "install.sh";
    }

    @Override
    public Duration lockPatience() {
        return Duration.ZERO;
    }

    @Override
    public boolean namesAreBytes() {
        return true;
    }

    @Override
    public boolean posix() {
        return true;
    }

    @Override
    public String pythonOf(String version) {
        return "python" + version;
    }

    @Override
    public List<String> consoleScript(String python, String script) {
        return List.of(python, "-I", script);
    }

    @Override
    public List<String> withUsualModes(String shell) {
        return List.of(shell, "-c", "umask 022 && exec \"$@\" 2>&1", "sh");
    }

    @Override
    public boolean movesCursor(Map<String, String> environment) {
        return !environment.getOrDefault("TERM", "").isEmpty();
    }

    @Override
    public FileAttribute<?> ownerOnly(FileSystem disk) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }
}
