package ai.invoke.release.platform.windows;

import ai.invoke.release.platform.rules.OperatingSystem;
import ai.invoke.release.text.LetterCase;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Windows (Microsoft's "cmd", "Naming Files, Paths, and Namespaces"; PEP 397 for the launcher). */
public final class Windows implements OperatingSystem {

    private static final String EXTENSIONS = ".COM;.EXE;.BAT;.CMD";

    /** There is only one. */
    public Windows() {}

    /**
     * With {@code /s} cmd takes the first and the last quote of the line away and nothing else. Java sees that they are there
     * and adds none; it would add none either to a line that begins and ends with a quoted word of its own, and cmd would
     * take those.
     */
    @Override
    public List<String> shell(String line) {
        return List.of("cmd.exe", "/d", "/s", "/c", '"' + line + '"');
    }

    @Override
    public List<String> script(String script, List<String> arguments) {
        // The quotes of the whole are the ones that cmd takes away, not those of a path with a blank.
        StringBuilder line = new StringBuilder().append('"').append(script).append('"');
        arguments.forEach(argument -> line.append(' ').append(quoted(argument)));
        return shell(line.toString());
    }

    /** What {@code cmd} splits at, or takes for its own, stands in quotes. */
    private static String quoted(String argument) {
        boolean plain =
                !argument.isEmpty() && argument.chars().noneMatch(c -> " \t&()[]{}^=;!'+,`~|<>".indexOf(c) >= 0);
        return plain ? argument : '"' + argument + '"';
    }

    @Override
    public List<String> extensions(Map<String, String> environment) {
        Map<String, String> variables = variables();
        variables.putAll(environment);
        String listed = variables.getOrDefault("PATHEXT", "");
        List<String> extensions = new ArrayList<>();
        for (String extension : (listed.isBlank() ? EXTENSIONS : listed).split(";", -1)) {
            if (!extension.isBlank()) {
                extensions.add(LetterCase.lower(extension.strip()));
            }
        }
        return extensions;
    }

    /** {@code Path} and {@code PATH} are one; with both in its environment a program sees either. */
    @Override
    public Map<String, String> variables() {
        return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    }

    @Override
    public String pathEntry(String entry) {
        return entry.replace("\"", "");
    }

    @Override
    public Path python(Path environment) {
        return environment.resolve("Scripts").resolve("python.exe");
    }

    @Override
    public String nothing() {
        return "nul";
    }

    @Override
    public List<String> nodeNames() {
        return List.of("win32", "windows");
    }

    @Override
    public Optional<String> pythonLauncher() {
        return Optional.of("py");
    }

    @Override
    public List<Place> caches() {
        return List.of(
                new Place("XDG_CACHE_HOME", ""), new Place("LOCALAPPDATA", ""), new Place("USERPROFILE", ".cache"));
    }

    @Override
    public List<Place> pipConfigurations() {
        return List.of(new Place("APPDATA", "pip/pip.ini"), new Place("USERPROFILE", "pip/pip.ini"));
    }

    @Override
    public List<Place> pipCaches() {
        return List.of(new Place("LOCALAPPDATA", "pip/Cache"));
    }

    @Override
    public String installScript() {
        return "install.bat";
    }

    @Override
    public Duration lockPatience() {
        return Duration.ofSeconds(2);
    }

    @Override
    public boolean namesAreBytes() {
        return false;
    }

    @Override
    public boolean posix() {
        return false;
    }

    @Override
    public String pythonOf(String version) {
        return "py -" + version;
    }

    /** It is a program, which knows its interpreter. */
    @Override
    public List<String> consoleScript(String python, String script) {
        return List.of(script);
    }

    @Override
    public List<String> withUsualModes(String shell) {
        return List.of();
    }

    /** Windows' own console of old writes the words instead; what replaces it says so in a variable. */
    @Override
    public boolean movesCursor(Map<String, String> environment) {
        Map<String, String> variables = variables();
        variables.putAll(environment);
        return !variables.getOrDefault("TERM", "").isEmpty()
                || variables.containsKey("WT_SESSION")
                || variables.containsKey("ANSICON")
                || "ON".equalsIgnoreCase(variables.getOrDefault("ConEmuANSI", ""));
    }

    /** An access control list with one entry: what a folder would pass on to its files does not count then. */
    @Override
    public FileAttribute<?> ownerOnly(FileSystem disk) throws IOException {
        AclEntry everything = AclEntry.newBuilder()
                .setType(AclEntryType.ALLOW)
                .setPrincipal(
                        disk.getUserPrincipalLookupService().lookupPrincipalByName(System.getProperty("user.name")))
                .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                .build();
        return new AccessControl(List.of(everything));
    }

    /** How {@code java.nio} takes a list of its own for a new file. */
    private record AccessControl(List<AclEntry> value) implements FileAttribute<List<AclEntry>> {

        @Override
        public String name() {
            return "acl:acl";
        }
    }
}
