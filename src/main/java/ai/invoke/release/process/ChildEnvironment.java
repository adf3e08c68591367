package ai.invoke.release.process;

import ai.invoke.release.text.Printable;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the programs that are started inherit from the environment of this process: all but the credentials in it. A program
 * sees those only when its {@link Command} asks for them, or when the user passes a variable on by name. Immutable.
 */
public final class ChildEnvironment {

    /** As on Windows, where {@code Path} and {@code PATH} are one. */
    private static final Comparator<String> NAMES = String.CASE_INSENSITIVE_ORDER;

    /** What these say is about the machine, and programs do not start without: never hidden on the word of another file. */
    private static final Pattern MACHINE = Pattern.compile(
            "(?i)PATH|PATHEXT|HOME|HOMEDRIVE|HOMEPATH|USER|LOGNAME|USERNAME|USERDOMAIN|USERPROFILE|HOSTNAME|COMPUTERNAME"
                    + "|SHELL|COMSPEC|SYSTEMROOT|SYSTEMDRIVE|WINDIR|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES.*"
                    + "|TEMP|TMP|TMPDIR|PWD|TERM|LANG|LC_.*|TZ|XDG_.*|CI|JAVA_HOME|MAVEN_HOME|M2_HOME|M2|(.*_)?PROXY");

    /** git counts them: one that is missing is an error, so that they go together. */
    private static final Pattern GIT_SETTINGS = Pattern.compile("GIT_CONFIG_(COUNT|KEY_\\d+|VALUE_\\d+)");

    /** Values of switches, which no secret has, and without which no text could be read. */
    private static final Set<String> SWITCHES = Set.of("true", "false", "none", "null", "auto", "always", "never");

    /** Shorter parts of a secret of several lines occur by chance. */
    private static final int LONG_LINE = 16;

    private final Map<String, String> all;
    private final Map<String, String> visible;
    private final SortedMap<String, String> passed;
    private final Set<String> hidden;
    private final Set<String> secrets;

    private ChildEnvironment(Map<String, String> all, Collection<String> named, Collection<String> passedOn) {
        this.all = Map.copyOf(all);
        Set<String> credentials = caseInsensitive(named);
        credentials.removeIf(name -> MACHINE.matcher(name).matches());
        Set<String> wanted = caseInsensitive(passedOn);
        this.hidden = new TreeSet<>();
        this.passed = new TreeMap<>();
        all.forEach((name, value) -> {
            if (wanted.contains(name)) {
                passed.put(name, value);
            } else if (credentials.contains(name) || CredentialVariables.isCredential(name, value)) {
                hidden.add(name);
            }
        });
        if (hidden.stream().anyMatch(name -> GIT_SETTINGS.matcher(name).matches())) {
            all.keySet().stream()
                    .filter(name -> GIT_SETTINGS.matcher(name).matches())
                    .forEach(hidden::add);
        }
        Map<String, String> rest = new HashMap<>(all);
        rest.keySet().removeAll(hidden);
        this.visible = Map.copyOf(rest);
        this.secrets = all.entrySet().stream()
                .flatMap(entry -> hidden.contains(entry.getKey()) || credentials.contains(entry.getKey())
                        ? Stream.of(entry.getValue())
                        : secrets(entry.getKey(), entry.getValue()))
                .flatMap(ChildEnvironment::printed)
                .collect(Collectors.toSet());
    }

    private static Set<String> caseInsensitive(Collection<String> names) {
        Set<String> set = new TreeSet<>(NAMES);
        set.addAll(names);
        return set;
    }

    /**
     * All of an environment but what {@link CredentialVariables} takes for a credential.
     *
     * @param variables names and values, in production {@link System#getenv()}
     * @return the environment
     */
    public static ChildEnvironment of(Map<String, String> variables) {
        return of(variables, Set.of(), Set.of());
    }

    /**
     * The same with what the user's files say.
     *
     * @param variables names and values, in production {@link System#getenv()}
     * @param credentials more names of credentials, in any case, for instance those in {@code settings.xml}
     * @param passed names of variables, in any case, that are passed on although they are credentials
     * @return the environment
     */
    public static ChildEnvironment of(
            Map<String, String> variables, Collection<String> credentials, Collection<String> passed) {
        return new ChildEnvironment(variables, credentials, passed);
    }

    /**
     * What every child inherits.
     *
     * @return names and values
     */
    public Map<String, String> visible() {
        return visible;
    }

    /**
     * The variables that the user passes on by name and that are set.
     *
     * @return names and values
     */
    public SortedMap<String, String> passed() {
        return new TreeMap<>(passed);
    }

    /**
     * Says which of them are hidden, for a user who misses one of them.
     *
     * @return one line; empty when none with a value is hidden
     */
    public Optional<String> notice() {
        List<String> names = hidden.stream()
                .filter(name -> !all.getOrDefault(name, "").isBlank())
                .map(Printable::of)
                .toList();
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of("hidden from the programs that are started, as credentials: " + String.join(", ", names)
                        + " -> if one of them needs a variable, name it in <passEnvironment>");
    }

    /** For a command that asks for the credentials. */
    Map<String, String> all() {
        return all;
    }

    /** What must not be printed, whether a child sees it or not. */
    Set<String> secrets(Map<String, String> more) {
        return Stream.concat(
                        secrets.stream(),
                        more.entrySet().stream()
                                .flatMap(entry -> secrets(entry.getKey(), entry.getValue()))
                                .flatMap(ChildEnvironment::printed))
                .collect(Collectors.toSet());
    }

    private static Stream<String> secrets(String name, String value) {
        return CredentialVariables.isCredential(name, value)
                ? Stream.of(value)
                : CredentialVariables.secretsIn(value).stream();
    }

    /** As it could be printed, which is line by line. The place of a file is no secret. */
    private static Stream<String> printed(String secret) {
        return SWITCHES.contains(secret) || !NamedFiles.in(Set.of(secret)).isEmpty()
                ? Stream.empty()
                : Stream.concat(
                        Stream.of(secret),
                        secret.lines().map(String::strip).filter(line -> line.length() >= LONG_LINE));
    }
}
