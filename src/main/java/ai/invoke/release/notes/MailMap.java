package ai.invoke.release.notes;

import ai.invoke.release.text.LetterCase;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The project's own word on who is who.
 *
 * @see <a href="https://git-scm.com/docs/gitmailmap">gitmailmap</a>
 */
public final class MailMap {

    private static final Pattern LINE =
            Pattern.compile("([^<>]*+)<([^<>]*+)>(?:([^<>]*+)<([^<>]*+)>)?+\\s*+(?:#.*+)?+");

    private final Map<String, Entry> byMail;
    private final Map<String, Entry> byNameAndMail;

    private MailMap(Map<String, Entry> byMail, Map<String, Entry> byNameAndMail) {
        this.byMail = Map.copyOf(byMail);
        this.byNameAndMail = Map.copyOf(byNameAndMail);
    }

    /**
     * Who somebody properly is.
     *
     * @param name the display name
     * @param mail the address
     */
    public record Identity(String name, String mail) {}

    private record Entry(Optional<String> name, Optional<String> mail) {
        Entry orElse(Entry other) {
            return new Entry(name.or(other::name), mail.or(other::mail));
        }
    }

    /**
     * Reads a mail map. Lines that are not of its form are passed over, as git does.
     *
     * @param text the file's content
     * @return the map
     */
    public static MailMap parse(String text) {
        Map<String, Entry> byMail = new HashMap<>();
        Map<String, Entry> byNameAndMail = new HashMap<>();
        text.lines().forEach(line -> {
            Matcher matcher = LINE.matcher(line);
            if (line.stripLeading().startsWith("#") || !matcher.matches()) {
                return;
            }
            String commitMail = matcher.group(4) == null ? matcher.group(2) : matcher.group(4);
            if (commitMail.isBlank()) {
                // An empty address is nobody's: taken literally, the line would rename everybody without one.
                return;
            }
            Optional<String> name = Optional.of(matcher.group(1).strip()).filter(n -> !n.isEmpty());
            if (matcher.group(4) == null) {
                // "Proper Name <commit@mail>"
                name.ifPresent(proper ->
                        merge(byMail, key(matcher.group(2)), new Entry(Optional.of(proper), Optional.empty())));
                return;
            }
            Entry entry = new Entry(name, Optional.of(matcher.group(2).strip()));
            String commitName = matcher.group(3).strip();
            if (commitName.isEmpty()) {
                merge(byMail, key(matcher.group(4)), entry);
            } else {
                merge(byNameAndMail, key(commitName) + "\n" + key(matcher.group(4)), entry);
            }
        });
        return new MailMap(byMail, byNameAndMail);
    }

    /**
     * A map that changes nothing.
     *
     * @return for projects without {@code .mailmap}
     */
    public static MailMap empty() {
        return new MailMap(Map.of(), Map.of());
    }

    /**
     * Looks somebody up; an entry for name and mail beats one for the mail alone.
     *
     * @param name as in the commit
     * @param mail as in the commit
     * @return the proper name and mail; what the map does not know stays as it is
     */
    public Identity resolve(String name, String mail) {
        Entry entry = byNameAndMail.get(key(name) + "\n" + key(mail));
        if (entry == null) {
            entry = byMail.get(key(mail));
        }
        if (entry == null) {
            return new Identity(name, mail);
        }
        return new Identity(entry.name().orElse(name), entry.mail().orElse(mail));
    }

    private static void merge(Map<String, Entry> map, String key, Entry entry) {
        // Of two lines for one address the later one counts, but only in what it says.
        map.merge(key, entry, (old, later) -> later.orElse(old));
    }

    private static String key(String text) {
        return LetterCase.lower(text.strip());
    }
}
