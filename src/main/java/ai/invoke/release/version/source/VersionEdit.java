package ai.invoke.release.version.source;

import ai.invoke.release.version.PyVersion;
import ai.invoke.release.version.source.DeclaredVersion.Literal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The ways in which a file could say another version at the place of a literal. Which of them is right is for the reader of the
 * literal to say: it is asked what it would read.
 */
final class VersionEdit {

    /** More places than that hold the same text by chance. */
    private static final int MOST_PLACES = 200;

    private static final Pattern BRACKETS = Pattern.compile("[(\\[][^()\\[\\]]*+[)\\]]");

    private final byte[] content;
    private final Literal literal;

    VersionEdit(byte[] content, Literal literal) {
        this.content = content;
        this.literal = literal;
    }

    /**
     * What the file could be, the likeliest first. All bytes but those of the literal are as they were.
     *
     * @param raw how the file spells the version of now: the text that was read, or what it was made of
     * @param to the version to write
     */
    List<byte[]> candidates(String raw, String to) {
        // Bytes as characters: whatever the encoding is, the text of a version is ASCII in it.
        String text = new String(content, StandardCharsets.ISO_8859_1);
        int line = lineStart(text, Math.max(1, literal.where().line()));
        List<byte[]> candidates = new ArrayList<>();
        for (String written : spellings(raw, to)) {
            List<Integer> places = places(text, raw, line);
            for (int place : places) {
                candidates.add(replaced(text, place, place + raw.length(), written));
            }
        }
        Matcher brackets = BRACKETS.matcher(text);
        if (brackets.find(line)) {
            candidates.add(replaced(text, brackets.start() + 1, brackets.end() - 1, tuple(to)));
        }
        return candidates;
    }

    private static List<Integer> places(String text, String raw, int line) {
        List<Integer> behind = new ArrayList<>();
        List<Integer> before = new ArrayList<>();
        for (int at = text.indexOf(raw); at >= 0; at = text.indexOf(raw, at + 1)) {
            (at >= line ? behind : before).add(at);
        }
        behind.addAll(before);
        return behind.subList(0, Math.min(MOST_PLACES, behind.size()));
    }

    private static byte[] replaced(String text, int start, int end, String written) {
        return (text.substring(0, start) + written + text.substring(end)).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** As the file spells it: {@code 6.14.0-rc2} after {@code 6.14.0-rc1}; as asked; as Cargo and npm want it. */
    private static Set<String> spellings(String raw, String to) {
        Set<String> spellings = new LinkedHashSet<>();
        PyVersion wanted = PyVersion.parse(to);
        int now = lastNumber(raw);
        if (now > 0 && now < raw.length() && to.equals(wanted.normalized())) {
            String same = raw.substring(0, now) + to.substring(lastNumber(to));
            if (PyVersion.tryParse(same).filter(wanted::equals).isPresent()) {
                spellings.add(same);
            }
        }
        spellings.add(to);
        spellings.add(semantic(wanted));
        return spellings;
    }

    /** Where the digits at the end begin. */
    private static int lastNumber(String text) {
        int at = text.length();
        while (at > 0 && Character.isDigit(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    private static String semantic(PyVersion version) {
        List<String> numbers = new ArrayList<>();
        version.release().forEach(number -> numbers.add(number.toString()));
        while (numbers.size() < 3) {
            numbers.add("0");
        }
        return String.join(".", numbers)
                + version.pre()
                        .map(pre -> "-" + pre.stage().letters() + "." + pre.number())
                        .or(() -> version.post().map(number -> "-post." + number))
                        .or(() -> version.dev().map(number -> "-dev." + number))
                        .orElse("");
    }

    private static String tuple(String to) {
        PyVersion version = PyVersion.parse(to);
        String numbers = version.release().stream().map(Object::toString).collect(Collectors.joining(", "));
        String rest = version.normalized()
                .substring(version.baseVersion().normalized().length());
        return rest.isEmpty() ? numbers : numbers + ", \"" + (rest.startsWith(".") ? rest.substring(1) : rest) + "\"";
    }

    /** Python counts CR alone as a line end, too. */
    private static int lineStart(String text, int line) {
        int at = 0;
        int number = 1;
        while (number < line && at < text.length()) {
            char c = text.charAt(at++);
            boolean pair = c == '\r' && at < text.length() && text.charAt(at) == '\n';
            if ((c == '\n' || c == '\r') && !pair) {
                number++;
            }
        }
        return at;
    }
}
