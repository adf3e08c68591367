package ai.invoke.release.platform.macos;

import ai.invoke.release.platform.linux.Linux;
import ai.invoke.release.platform.rules.OperatingSystem;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * macOS: a Unix whose folders have other names (File System Programming Guide) and whose file system tells {@code A} and
 * {@code a} not apart as it is installed (APFS Reference).
 */
public final class MacOs implements OperatingSystem {

    private final OperatingSystem unix = new Linux();

    /** There is only one. */
    public MacOs() {}

    @Override
    public List<String> shell(String line) {
        return unix.shell(line);
    }

    @Override
    public List<String> script(String script, List<String> arguments) {
        return unix.script(script, arguments);
    }

    @Override
    public List<String> extensions(Map<String, String> environment) {
        return unix.extensions(environment);
    }

    @Override
    public Map<String, String> variables() {
        return unix.variables();
    }

    @Override
    public String pathEntry(String entry) {
        return unix.pathEntry(entry);
    }

    @Override
    public Path python(Path environment) {
        return unix.python(environment);
    }

    @Override
    public String nothing() {
        return unix.nothing();
    }

    @Override
    public List<String> nodeNames() {
        return List.of("darwin");
    }

    @Override
    public Optional<String> pythonLauncher() {
        return unix.pythonLauncher();
    }

    @Override
    public List<Place> caches() {
        return List.of(new Place("XDG_CACHE_HOME", ""), new Place("HOME", "Library/Caches"));
    }

    @Override
    public List<Place> pipConfigurations() {
        return List.of(
                new Place("XDG_CONFIG_HOME", "pip/pip.conf"),
                new Place("HOME", "Library/Application Support/pip/pip.conf"),
                new Place("HOME", ".config/pip/pip.conf"),
                new Place("HOME", ".pip/pip.conf"));
    }

    @Override
    public List<Place> pipCaches() {
        return List.of(new Place("XDG_CACHE_HOME", "pip"), new Place("HOME", "Library/Caches/pip"));
    }

    @Override
    public String installScript() {
        return unix.installScript();
    }

    @Override
    public Duration lockPatience() {
        return unix.lockPatience();
    }

    @Override
    public boolean namesAreBytes() {
        return unix.namesAreBytes();
    }

    @Override
    public boolean posix() {
        return unix.posix();
    }

    @Override
    public String pythonOf(String version) {
        return unix.pythonOf(version);
    }

    @Override
    public List<String> consoleScript(String python, String script) {
        return unix.consoleScript(python, script);
    }

    @Override
    public List<String> withUsualModes(String shell) {
        return unix.withUsualModes(shell);
    }

    @Override
    public boolean movesCursor(Map<String, String> environment) {
        return unix.movesCursor(environment);
    }

    @Override
    public FileAttribute<?> ownerOnly(FileSystem disk) throws IOException {
        return unix.ownerOnly(disk);
    }
}
