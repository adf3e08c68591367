package ai.invoke.release.approval.ssh;

import ai.invoke.release.text.Glob;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.Printable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file that says whose signatures count, in the form of {@code ssh-keygen -Y} (section ALLOWED SIGNERS of its manual). What is not
 * understood is refused with its line: {@code ssh-keygen} passes over a line of garbage, and whoever wrote it believes that it
 * counts.
 */
public final class AllowedSigners {

    /** What is longer is an attack on whoever compares it. */
    private static final int MAX_PATTERN = 1000;

    private final List<Entry> entries;

    private final Optional<RevokedKeys> revoked;

    private AllowedSigners(List<Entry> entries, Optional<RevokedKeys> revoked) {
        this.entries = List.copyOf(entries);
        this.revoked = revoked;
    }

    /**
     * The same signers without those whose keys were revoked.
     *
     * @param keys the revoked ones
     * @return a copy
     */
    public AllowedSigners without(RevokedKeys keys) {
        return new AllowedSigners(entries, Optional.of(keys));
    }

    /**
     * A line of the file.
     *
     * @param line its number
     * @param principals who it is about, as patterns
     * @param namespaces for what it counts; empty for everything
     * @param after when it begins to count
     * @param before when it ends
     * @param key the key
     */
    private record Entry(
            int line,
            List<String> principals,
            List<String> namespaces,
            Optional<Instant> after,
            Optional<Instant> before,
            SshKey key) {}

    /**
     * Reads the file.
     *
     * @param text its content
     * @return the signers
     * @throws SshFormatException naming the first line that is not understood
     */
    public static AllowedSigners read(String text) {
        List<Entry> entries = new ArrayList<>();
        KeyLines.read(text, (line, number) -> entries.add(entry(number, line)));
        return new AllowedSigners(entries, Optional.empty());
    }

    private static Entry entry(int number, String line) {
        List<String> words = words(line);
        if (words.size() < 3) {
            throw new SshFormatException("expected: principal, options where needed, type of the key, key");
        }
        List<String> principals = patterns(words.get(0));
        int at = 1;
        List<String> options = List.of();
        if (!isKeyType(words.get(1))) {
            options = split(words.get(1));
            at = 2;
        }
        if (words.size() < at + 2) {
            throw new SshFormatException("it has no key");
        }
        SshKey key = SshKey.of(words.get(at), words.get(at + 1));
        return with(options, new Entry(number, principals, List.of(), Optional.empty(), Optional.empty(), key));
    }

    private static Entry with(List<String> options, Entry plain) {
        List<String> namespaces = plain.namespaces();
        Optional<Instant> after = Optional.empty();
        Optional<Instant> before = Optional.empty();
        for (String option : options) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            String value = equals < 0 ? "" : unquoted(option.substring(equals + 1));
            switch (LetterCase.lower(name)) {
                case "namespaces" -> namespaces = patterns(value);
                case "valid-after" -> after = Optional.of(time(value));
                case "valid-before" -> before = Optional.of(time(value));
                case "cert-authority" ->
                    throw new SshFormatException("certificates are not supported, list the keys themselves");
                default -> throw new SshFormatException("the option " + Printable.of(name) + " is not known");
            }
        }
        return new Entry(plain.line(), plain.principals(), namespaces, after, before, plain.key());
    }

    private static boolean isKeyType(String word) {
        return word.startsWith("ssh-") || word.startsWith("ecdsa-") || word.startsWith("sk-");
    }

    /** At blanks that stand in no quotes. */
    private static List<String> words(String line) {
        return cut(line, " \t");
    }

    private static List<String> split(String options) {
        return cut(options, ",");
    }

    private static List<String> cut(String text, String separators) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int at = 0; at < text.length(); at++) {
            char one = text.charAt(at);
            if (one == '"') {
                quoted = !quoted;
                part.append(one);
            } else if (!quoted && separators.indexOf(one) >= 0) {
                if (!part.isEmpty()) {
                    parts.add(part.toString());
                    part.setLength(0);
                }
            } else {
                part.append(one);
            }
        }
        if (quoted) {
            throw new SshFormatException("a quotation mark has no other");
        }
        if (!part.isEmpty()) {
            parts.add(part.toString());
        }
        return parts;
    }

    private static String unquoted(String value) {
        if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
            throw new SshFormatException("the value of an option stands in quotation marks");
        }
        return value.substring(1, value.length() - 1);
    }

    private static List<String> patterns(String text) {
        List<String> patterns = List.of(text.replace("\"", "").split(",", -1));
        for (String pattern : patterns) {
            if (pattern.isEmpty() || pattern.equals("!") || pattern.length() > MAX_PATTERN) {
                throw new SshFormatException("'" + Printable.of(text) + "' is no list of names");
            }
        }
        return patterns;
    }

    /** {@code YYYYMMDD}, {@code YYYYMMDDHHMM} or {@code YYYYMMDDHHMMSS} in UTC, with a {@code Z} behind it. */
    private static Instant time(String text) {
        if (!text.endsWith("Z")) {
            throw new SshFormatException("the time '" + Printable.of(text)
                    + "' has no Z behind it, so it is another moment on each machine");
        }
        String digits = text.substring(0, text.length() - 1);
        String full = switch (digits.length()) {
            case 8 -> digits + "000000";
            case 12 -> digits + "00";
            default -> digits;
        };
        try {
            return LocalDateTime.parse(
                            full, DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withResolverStyle(ResolverStyle.STRICT))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new SshFormatException("'" + Printable.of(text) + "' is no time", e);
        }
    }

    /**
     * Whose key this is.
     *
     * @param key the key
     * @param namespace what it signed for
     * @param principal the name that is claimed
     * @param at each of these moments must lie in the time for which the key counts
     * @throws SshFormatException when the file does not allow it; says what is wrong
     */
    public void require(SshKey key, String namespace, String principal, List<Instant> at) {
        Optional<Integer> line = revoked.flatMap(keys -> keys.line(key));
        if (line.isPresent()) {
            throw new SshFormatException(
                    "the key " + key + " is revoked by line " + line.get() + " of the file with the revoked keys");
        }
        List<Entry> own =
                entries.stream().filter(entry -> entry.key().equals(key)).toList();
        if (own.isEmpty()) {
            throw new SshFormatException("the key " + key + " is not among the allowed signers");
        }
        SshFormatException last = new SshFormatException("");
        for (Entry entry : own) {
            try {
                require(entry, namespace, principal, at);
                return;
            } catch (SshFormatException e) {
                last = e;
            }
        }
        throw last;
    }

    private static void require(Entry entry, String namespace, String principal, List<Instant> at) {
        if (!matches(entry.principals(), principal)) {
            throw new SshFormatException("the key " + entry.key() + " belongs to "
                    + String.join(",", entry.principals()) + ", not to " + Printable.of(principal));
        }
        if (!entry.namespaces().isEmpty() && !matches(entry.namespaces(), namespace)) {
            throw new SshFormatException("the key " + entry.key() + " may sign for "
                    + String.join(",", entry.namespaces()) + " only, not for " + namespace);
        }
        for (Instant moment : at) {
            if (entry.after().filter(moment::isBefore).isPresent()) {
                throw new SshFormatException("the key " + entry.key() + " does not count before "
                        + entry.after().get() + ", and this is " + moment);
            }
            if (entry.before().filter(end -> !moment.isBefore(end)).isPresent()) {
                throw new SshFormatException("the key " + entry.key() + " does not count from "
                        + entry.before().get() + " on, and this is " + moment);
            }
        }
    }

    /**
     * A name that a key may sign by.
     *
     * @param key the key
     * @return the first name of its first line that is no pattern
     */
    public Optional<String> principal(SshKey key) {
        return entries.stream()
                .filter(entry -> entry.key().equals(key))
                .flatMap(entry -> entry.principals().stream())
                .filter(name -> name.indexOf('*') < 0 && name.indexOf('?') < 0 && !name.startsWith("!"))
                .findFirst();
    }

    /** A list of patterns: one must match, and none of those with an exclamation mark. */
    static boolean matches(List<String> patterns, String text) {
        boolean found = false;
        for (String pattern : patterns) {
            if (pattern.startsWith("!")) {
                if (Glob.simple(pattern.substring(1)).matches(text)) {
                    return false;
                }
            } else {
                found |= Glob.simple(pattern).matches(text);
            }
        }
        return found;
    }
}
