package ai.invoke.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No regular expression of the sources backtracks over long text: of two unbounded quantifiers in one sequence that can
 * match the same characters, with nothing between them that the first cannot match, the first must be possessive; the same
 * holds for the body of a repeated group followed by itself. None that is searched for reads the same text again from every place
 * where it could begin: what can fail after an unbounded quantifier must not be able to begin within what that has read. And no group
 * repeats often but possessively: the JDK calls itself for each round of another one, and the stack ends.
 */
class RegexTest {

    private static final Path SOURCES = Path.of("src/main/java");

    /** Text that the user of the plugin wrote, that is short by its nature, or that is bounded before; file and reason. */
    private static final Map<String, String> EXEMPT = Map.of(
            "CheckVersion.java", "the name of a tag",
            "GitHubRefs.java", "the sandbox's own commits",
            "GitHubReleases.java", "the sandbox's own commits",
            "MissingDependency.java", "a run of the last part is tried at its beginning only",
            "PypaBuild.java", "the last part takes anything, so that one pass decides",
            "PythonSource.java", "what repeats stands behind a word of its own and is tried there only");

    /** Expressions that are put together while the plugin runs: from quoted text, or from a pattern of the user. */
    private static final Set<String> COMPUTED = Set.of(
            "Fault.java",
            "KnownFailures.java",
            "MultipartReader.java",
            "Redactor.java",
            "Requirement.java",
            "SpecifierSet.java",
            "VersionPattern.java");

    /**
     * One expression.
     *
     * @param searched whether it may begin anywhere in a text
     */
    private record Found(String file, int line, String regex, boolean searched) {}

    /**
     * One element of a sequence.
     *
     * @param recurses whether it is a group that may repeat often and could give back rounds
     * @param before for what takes no character: those that may stand before it
     */
    private record Item(
            BitSet set,
            boolean nullable,
            boolean unbounded,
            boolean possessive,
            boolean recurses,
            List<List<Item>> body,
            Optional<BitSet> before) {}

    @Test
    void theCheckKnowsWhatBacktracks() {
        for (String bad : List.of(
                "(a+)+",
                "(?:a*)*",
                "a*a*",
                "\\s*([^<>]*?)\\s*<",
                "(?:\\s*;?\\s*)x",
                ".*foo.*",
                "(a|b+)*c",
                "[ab]+[bc]+",
                "<meta[^>]*?name=\"[^>]*?content",
                "(?:x\\s*)?\\s*y",
                "(?:a|ab+)+b*",
                "a+(?:)a+",
                "\\w+\\d+",
                "(\\w+\\.?)+")) {
            assertThat(backtracks(bad)).as(bad).isTrue();
        }
        for (String good : List.of(
                "a+b+",
                "(?:a++)*+",
                "\\s*+[^<>]*+<",
                "a*:a*",
                "(?:[._-][a-z]+)*",
                "[^\"]*\"[^\"]*",
                "a{1,5}a{0,9}",
                "(?i)a+",
                "\\Qa*\\E",
                "(?<n>a+)-\\k<n>",
                "[]a]+x",
                "[^]]*]",
                "(?:;[a-z]+=[^;]+)*",
                "a+?b",
                "(?<=a)b*")) {
            assertThat(backtracks(good)).as(good).isFalse();
        }
    }

    @Test
    void theCheckKnowsWhatReadsAgainFromEveryPlace() {
        for (String bad : List.of(
                "\\s*x",
                "(?m)^\\s*+//.*+$",
                "(?s)<!--.*?-->",
                "<[^>]*+>",
                "/+$",
                "/++\\z",
                "a*+b*+c",
                "(?:ab*)*+c",
                "(?:a++b)?+",
                "(?:a*+b)*+",
                "\\w++@",
                "\\ba[\\w ]++@",
                "(?<![0-9])[a-z]++@",
                "(?=.*+x)",
                "a++(?!b)",
                "x?+y*+z")) {
            assertThat(rereads(bad)).as(bad).isTrue();
        }
        for (String good : List.of(
                "\\s++",
                "//.*+",
                "\\A\\s*+x",
                "^\\s*+x",
                "\\G\\s*+x",
                "(?m)^[ \\t]*+//",
                "<[^<>]*+>",
                "(?<!/)/++$",
                "\\b\\w++@",
                "a{0,9}b",
                "\"[^\"]*+\"",
                "ab*+c",
                "(?<![a-z0-9])[a-z]++@",
                "a:(?:b++c)?+",
                "x[a-z]*+")) {
            assertThat(rereads(good)).as(good).isFalse();
        }
    }

    @Test
    void theCheckKnowsWhatRecurses() {
        for (String bad : List.of(
                "(a|b)*",
                "(?:ab)+?",
                "a(?:b(?:cd)+)?+",
                "(?:ab){2,}",
                "(?:ab){0,200}",
                "(?>ab)*",
                "(?:a(bc)*)++",
                "(?=(?:ab)*)")) {
            assertThat(recurses(bad)).as(bad).isTrue();
        }
        for (String good : List.of("(?:ab)*+", "(?:ab){0,50}", "(?:a|b){2,}+", "[ab]*", "(ab)?", "(a*b*)c")) {
            assertThat(recurses(good)).as(good).isFalse();
        }
    }

    @Test
    void noExpressionRecurses() throws IOException {
        Map<String, Set<String>> bad = new TreeMap<>();
        for (Found found : new Sources().found) {
            if (recurses(found.regex())) {
                bad.computeIfAbsent(found.file() + ":" + found.line(), key -> new TreeSet<>())
                        .add(found.regex());
            }
        }
        assertThat(bad)
                .as("let the group repeat possessively, or read without a regular expression")
                .isEmpty();
    }

    @Test
    void theCheckKnowsWhatIsSearchedFor() {
        for (String search : List.of(
                "return A.matcher(text).find();",
                "return A.matcher(text).replaceAll(x);",
                "Matcher found = A.matcher(text); while (found.find()) {",
                "return lines.map(A::matcher).filter(Matcher::find);",
                "return list(A, text);")) {
            assertThat(Sources.searched("A", "{ " + search)).as(search).isTrue();
        }
        for (String whole : List.of(
                "return A.matcher(text).matches();",
                "Matcher found = A.matcher(text); if (found.lookingAt()) {",
                "return lines.map(A::matcher).filter(Matcher::matches);",
                "return A.asMatchPredicate();",
                "return scanner.expect(A, text);")) {
            assertThat(Sources.searched("A", "{ " + whole)).as(whole).isFalse();
        }
    }

    @Test
    void noExpressionReadsAgainFromEveryPlace() throws IOException {
        Map<String, Set<String>> bad = new TreeMap<>();
        for (Found found : new Sources().found) {
            if (found.searched() && rereads(found.regex())) {
                bad.computeIfAbsent(found.file() + ":" + found.line(), key -> new TreeSet<>())
                        .add(found.regex());
            }
        }
        assertThat(bad)
                .as("let it begin only where its first run does, or read without a regular expression")
                .isEmpty();
    }

    @Test
    void noExpressionBacktracks() throws IOException {
        Sources sources = new Sources();
        Map<String, Set<String>> bad = new TreeMap<>();
        for (Found found : sources.found) {
            if (!EXEMPT.containsKey(found.file()) && backtracks(found.regex())) {
                bad.computeIfAbsent(found.file() + ":" + found.line(), key -> new TreeSet<>())
                        .add(found.regex());
            }
        }
        assertThat(bad)
                .as("use possessive quantifiers, or read without a regular expression")
                .isEmpty();
        assertThat(sources.found).hasSizeGreaterThan(100);
        assertThat(sources.computed)
                .as("expressions that this check cannot read")
                .isEqualTo(COMPUTED);
    }

    private static boolean backtracks(String regex) {
        try {
            return new Parser(regex, true).alternatives().stream().anyMatch(RegexTest::backtracks);
        } catch (RuntimeException unread) {
            throw new AssertionError("this check cannot read " + regex, unread);
        }
    }

    private static boolean rereads(String regex) {
        try {
            return new Parser(regex, false)
                    .alternatives().stream().anyMatch(sequence -> rereads(List.of(), sequence, List.of()));
        } catch (RuntimeException unread) {
            throw new AssertionError("this check cannot read " + regex, unread);
        }
    }

    private static boolean recurses(String regex) {
        try {
            return new Parser(regex, false).alternatives().stream().anyMatch(RegexTest::recurses);
        } catch (RuntimeException unread) {
            throw new AssertionError("this check cannot read " + regex, unread);
        }
    }

    private static boolean recurses(List<Item> sequence) {
        return sequence.stream()
                .anyMatch(item -> item.recurses() || item.body().stream().anyMatch(RegexTest::recurses));
    }

    /**
     * Whether a search takes quadratic time: a quantifier reads far, what follows it fails, and the next search begins within what
     * was read and reads as far again.
     */
    private static boolean rereads(List<Item> before, List<Item> sequence, List<Item> after) {
        for (int i = 0; i < sequence.size(); i++) {
            Item item = sequence.get(i);
            List<Item> earlier = new ArrayList<>(before);
            earlier.addAll(sequence.subList(0, i));
            List<Item> later = new ArrayList<>(sequence.subList(i + 1, sequence.size()));
            later.addAll(after);
            if (item.body().stream().anyMatch(body -> rereads(earlier, body, later))) {
                return true;
            }
            if (item.unbounded() && later.stream().anyMatch(RegexTest::mayFail) && beginsWithin(item.set(), earlier)) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayFail(Item item) {
        return !item.nullable() || item.before().isPresent();
    }

    /** Whether all that stands before a quantifier can match within the characters that this reads. */
    private static boolean beginsWithin(BitSet read, List<Item> before) {
        for (Item item : before) {
            if (item.before().isPresent()) {
                if (!item.before().get().intersects(read)) {
                    return false;
                }
            } else if (!item.nullable()
                    && (item.body().isEmpty()
                            ? !item.set().intersects(read)
                            : item.body().stream().noneMatch(body -> beginsWithin(read, body)))) {
                return false;
            }
        }
        return true;
    }

    private static boolean backtracks(List<Item> all) {
        List<Item> sequence =
                all.stream().filter(item -> item.before().isEmpty()).toList();
        for (int i = 0; i < sequence.size(); i++) {
            Item item = sequence.get(i);
            for (List<Item> body : item.body()) {
                List<Item> twice = new ArrayList<>(body);
                if (item.unbounded() && !item.possessive()) {
                    for (List<Item> again : item.body()) {
                        twice = new ArrayList<>(body);
                        twice.addAll(again);
                        if (backtracks(twice)) {
                            return true;
                        }
                    }
                } else if (backtracks(twice)) {
                    return true;
                }
            }
            if (!item.unbounded() || item.possessive()) {
                continue;
            }
            for (Item next : sequence.subList(i + 1, sequence.size())) {
                Meeting meeting = meeting(item.set(), next);
                if (meeting == Meeting.CONFLICT) {
                    return true;
                }
                if (meeting == Meeting.ENDS) {
                    break;
                }
            }
        }
        return false;
    }

    /** What an element means for an unbounded quantifier before it. */
    private enum Meeting {
        /** Both can match the same characters, as many as there are. */
        CONFLICT,
        /** The quantifier cannot match this element, so that what follows it is no matter. */
        ENDS,
        /** It can match this element, too, or the element can be missing. */
        PASSES
    }

    private static Meeting meeting(BitSet set, Item next) {
        if (next.body().isEmpty()) {
            boolean meets = next.set().intersects(set);
            if (meets && next.unbounded()) {
                return Meeting.CONFLICT;
            }
            return meets || next.nullable() ? Meeting.PASSES : Meeting.ENDS;
        }
        boolean passes = next.nullable();
        for (List<Item> body : next.body()) {
            boolean ended = false;
            for (Item item : body) {
                Meeting meeting = meeting(set, item);
                if (meeting == Meeting.CONFLICT) {
                    return meeting;
                }
                if (meeting == Meeting.ENDS) {
                    ended = true;
                    break;
                }
            }
            if (!ended && next.unbounded() && next.set().intersects(set)) {
                return Meeting.CONFLICT;
            }
            passes |= !ended;
        }
        return passes ? Meeting.PASSES : Meeting.ENDS;
    }

    /** Reads the syntax that the sources use. */
    private static final class Parser {

        private static final int CHARACTERS = 256;

        private final String regex;
        private final boolean spreads;
        private String flags = "";
        private int at;

        Parser(String regex, boolean spreads) {
            this.regex = regex;
            this.spreads = spreads;
        }

        /** The alternatives up to the end or a closing parenthesis; groups without a quantifier may be spread out. */
        List<List<Item>> alternatives() {
            List<List<Item>> all = new ArrayList<>();
            List<List<Item>> current = new ArrayList<>(List.of(new ArrayList<>()));
            while (at < regex.length() && regex.charAt(at) != ')') {
                if (regex.charAt(at) == '|') {
                    at++;
                    all.addAll(current);
                    current = new ArrayList<>(List.of(new ArrayList<>()));
                } else {
                    append(current);
                }
            }
            all.addAll(current);
            return all;
        }

        private void append(List<List<Item>> current) {
            Optional<Item> item = item();
            if (item.isEmpty()) {
                return;
            }
            Item one = item.get();
            boolean plain = spreads
                    && !one.unbounded()
                    && !one.possessive()
                    && !one.body().isEmpty()
                    && one.before().isEmpty();
            if (!plain || current.size() * one.body().size() > 200) {
                current.forEach(sequence -> sequence.add(one));
                return;
            }
            List<List<Item>> spread = new ArrayList<>();
            for (List<Item> sequence : current) {
                for (List<Item> body : one.body()) {
                    List<Item> longer = new ArrayList<>(sequence);
                    longer.addAll(body);
                    spread.add(longer);
                }
                if (one.nullable() && one.body().stream().noneMatch(List::isEmpty)) {
                    spread.add(new ArrayList<>(sequence));
                }
            }
            current.clear();
            current.addAll(spread);
        }

        private Optional<Item> item() {
            int start = at;
            char c = regex.charAt(at);
            if (c == '(') {
                return group();
            }
            if (c == '^' || c == '$') {
                at++;
                return Optional.of(
                        place(c == '$' ? "(?s)." : flags.contains("m") ? "[\\n\\r\\x85]" : "(?!)", List.of()));
            }
            if (c == '\\' && "bBAZzGQ".indexOf(regex.charAt(at + 1)) >= 0) {
                char kind = regex.charAt(at + 1);
                if (kind != 'Q') {
                    at += 2;
                    boolean anchor = kind == 'A' || kind == 'G';
                    return Optional.of(place(anchor ? "(?!)" : kind == 'b' && word() ? "\\W" : "(?s).", List.of()));
                }
                int end = regex.indexOf("\\E", at);
                at = end < 0 ? regex.length() : end + 2;
                return Optional.of(new Item(new BitSet(), false, false, false, false, List.of(), Optional.empty()));
            }
            if (c == '[') {
                bracket();
            } else if (c == '\\') {
                escape();
            } else {
                at++;
            }
            return Optional.of(quantified(set(regex.substring(start, at)), List.of(), false, false));
        }

        /** What takes no character. */
        private Item place(String before, List<List<Item>> body) {
            return new Item(new BitSet(), true, false, false, false, body, Optional.of(set(before)));
        }

        private Item behind(boolean negative, List<List<Item>> body) {
            Item place = place("(?s).", List.of());
            boolean known = body.stream()
                    .allMatch(sequence -> !sequence.isEmpty()
                            && (sequence.size() == 1 || !negative)
                            && !sequence.get(sequence.size() - 1).nullable());
            if (known) {
                BitSet set = place.before().get();
                set.clear();
                body.forEach(
                        sequence -> set.or(sequence.get(sequence.size() - 1).set()));
                if (negative) {
                    set.flip(0, CHARACTERS);
                }
            }
            return place;
        }

        /** Whether what comes next begins with a letter, a digit or an underscore. */
        private boolean word() {
            Parser next = new Parser(regex, true);
            next.flags = flags;
            next.at = at;
            BitSet other = set("\\W");
            return next.alternatives().stream()
                    .allMatch(sequence -> !sequence.isEmpty()
                            && !sequence.get(0).nullable()
                            && sequence.get(0).body().isEmpty()
                            && !sequence.get(0).set().intersects(other));
        }

        private void bracket() {
            at++;
            boolean first = true;
            while (regex.charAt(at) != ']' || first) {
                first = regex.charAt(at) == '^' && first;
                if (regex.charAt(at) == '\\') {
                    escape();
                } else if (regex.charAt(at) == '[') {
                    bracket();
                } else {
                    at++;
                }
            }
            at++;
        }

        private void escape() {
            char kind = regex.charAt(at + 1);
            at += 2;
            if ((kind == 'p' || kind == 'P' || kind == 'x' || kind == 'N') && regex.startsWith("{", at)) {
                at = regex.indexOf('}', at) + 1;
            } else if (kind == 'x') {
                at += 2;
            } else if (kind == 'u') {
                at += 4;
            } else if (kind == 'k') {
                at = regex.indexOf('>', at) + 1;
            }
        }

        private BitSet set(String atom) {
            BitSet set = new BitSet(CHARACTERS);
            if (atom.startsWith("\\k") || atom.matches("\\\\[1-9]") || atom.equals("\\R") || atom.equals("\\X")) {
                set.set(0, CHARACTERS);
                return set;
            }
            Pattern pattern = Pattern.compile(flags + atom);
            for (int c = 0; c < CHARACTERS; c++) {
                set.set(c, pattern.matcher(String.valueOf((char) c)).matches());
            }
            return set;
        }

        private Optional<Item> group() {
            String rest = regex.substring(at);
            Matcher inline =
                    Pattern.compile("\\(\\?([a-zA-Z]+)\\).*", Pattern.DOTALL).matcher(rest);
            if (inline.matches()) {
                flags += "(?" + inline.group(1) + ")";
                at += inline.end(1) + 1;
                return Optional.empty();
            }
            boolean look = rest.matches("(?s)\\(\\?<?[=!].*");
            boolean atomic = rest.startsWith("(?>");
            if (look) {
                at += rest.startsWith("(?<") ? 4 : 3;
            } else if (rest.startsWith("(?<")) {
                at = regex.indexOf('>', at) + 1;
            } else if (rest.startsWith("(?")) {
                at = regex.indexOf(atomic ? ">" : ":", at) + 1;
            } else {
                at++;
            }
            List<List<Item>> body = alternatives();
            at++;
            if (look) {
                return Optional.of(
                        rest.startsWith("(?<") ? behind(rest.startsWith("(?<!"), body) : place("(?s).", body));
            }
            BitSet set = new BitSet();
            body.forEach(sequence -> sequence.forEach(item -> set.or(item.set())));
            boolean nullable =
                    body.stream().anyMatch(sequence -> sequence.stream().allMatch(Item::nullable));
            return Optional.of(quantified(set, body, nullable, atomic));
        }

        private Item quantified(BitSet set, List<List<Item>> body, boolean nullable, boolean atomic) {
            boolean none = nullable;
            int most = 1;
            boolean possessive = false;
            char c = at < regex.length() ? regex.charAt(at) : 0;
            boolean quantified = c == '*' || c == '+' || c == '?';
            if (quantified) {
                at++;
                none |= c != '+';
                most = c == '?' ? 1 : Integer.MAX_VALUE;
            } else if (c == '{') {
                int close = regex.indexOf('}', at);
                String[] bounds = regex.substring(at + 1, close).split(",", -1);
                none |= bounds[0].equals("0");
                String last = bounds[bounds.length - 1];
                most = last.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(last);
                at = close + 1;
                quantified = true;
            }
            if (quantified && at < regex.length() && (regex.charAt(at) == '+' || regex.charAt(at) == '?')) {
                possessive = regex.charAt(at) == '+';
                at++;
            }
            return new Item(
                    set,
                    none,
                    most > 1000,
                    possessive || atomic,
                    most > 100 && !possessive && !body.isEmpty(),
                    body,
                    Optional.empty());
        }
    }

    /** Finds the expressions in the sources. */
    private static final class Sources {

        private static final Pattern CONSTANT = Pattern.compile("static final String (\\w+) =");
        private static final Pattern CALL = Pattern.compile(
                "(?:Pattern (?<name>[A-Z_0-9]+) =\\s*)?Pattern\\s*\\.compile\\(|new Shape\\(|\\bknown\\(|\\.(?:matches|replaceAll|replaceFirst|split)\\((?=\\s*\")");
        private static final Pattern WHOLE = Pattern.compile("(?:\\.|::)(?:matches|lookingAt|asMatchPredicate)\\b");
        private static final Pattern SCANNED = Pattern.compile("\\b(?:expect|accept|take|lookingAt)\\($");
        private static final Pattern SEARCH =
                Pattern.compile("(?:\\.|::)(?:find|results|replaceAll|replaceFirst|split|asPredicate|hitEnd)\\b");
        private static final Pattern UNICODE = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*+)\\\\u++([0-9A-Fa-f]{4})");
        private static final Pattern STRING = Pattern.compile("\\G\\s*\"((?:[^\"\\\\]++|\\\\.)*+)\"");
        private static final Pattern NAME = Pattern.compile("\\G\\s*(?:\\w++\\.)*+([A-Z][A-Z0-9_]*+)\\b");

        private final List<Found> found = new ArrayList<>();
        private final Set<String> computed = new TreeSet<>();
        private final Map<String, Map<String, String>> constants = new HashMap<>();

        Sources() throws IOException {
            Map<String, String> texts = new TreeMap<>();
            try (Stream<Path> files = Files.walk(SOURCES)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    String text = Files.readString(file);
                    texts.put(file.getFileName().toString(), text);
                    constants.put(file.getFileName().toString(), new HashMap<>());
                }
            }
            for (int round = 0; round < 3; round++) {
                texts.forEach((file, text) -> {
                    Matcher constant = CONSTANT.matcher(text);
                    while (constant.find()) {
                        String name = constant.group(1);
                        expression(file, text, constant.end(), ';')
                                .ifPresent(value -> constants.get(file).put(name, value));
                    }
                });
            }
            texts.forEach((file, text) -> {
                Matcher call = CALL.matcher(text);
                while (call.find()) {
                    int line = (int) text.substring(0, call.start())
                                    .chars()
                                    .filter(c -> c == '\n')
                                    .count()
                            + 1;
                    // With one argument it is a method of Matcher, which takes no expression.
                    boolean replace = call.group().contains("replace")
                            || call.group().contains("Shape")
                            || call.group().contains("known");
                    Optional<String> regex = expression(file, text, call.end(), replace ? ',' : ')');
                    String flags = flags(text.substring(call.end(), text.indexOf(';', call.end())));
                    boolean searched = call.group().startsWith(".")
                            ? !call.group().contains("matches")
                            : Optional.ofNullable(call.group("name"))
                                    .map(name -> searched(name, text))
                                    .orElse(true);
                    regex.ifPresent(one -> found.add(new Found(file, line, flags + one, searched)));
                    if (regex.isEmpty() && !replace) {
                        computed.add(file);
                    }
                }
            });
        }

        private static String flags(String statement) {
            return (statement.contains("MULTILINE") ? "(?m)" : "") + (statement.contains("DOTALL") ? "(?s)" : "");
        }

        /** Whether a constant is used for more than to look at a whole text, or at its beginning. */
        private static boolean searched(String name, String text) {
            Matcher use = Pattern.compile("(?<=[;{}])(?<before>[^;{}]*?)\\b" + name + "\\b(?<after>[^;]*+)")
                    .matcher(text.replaceFirst("Pattern " + name + " =", ""));
            boolean elsewhere = true;
            while (use.find()) {
                elsewhere = false;
                Matcher variable = Pattern.compile("(?:Matcher )?(\\w+) =\\s*$").matcher(use.group("before"));
                boolean whole = WHOLE.matcher(use.group("after")).find()
                        || SCANNED.matcher(use.group("before")).find()
                        || (variable.find() && onlyWhole(variable.group(1), text));
                if (!whole || SEARCH.matcher(use.group("after")).find()) {
                    return true;
                }
            }
            return elsewhere;
        }

        private static boolean onlyWhole(String variable, String text) {
            return Pattern.compile("\\b" + variable + "\\b[^;]*?" + WHOLE)
                            .matcher(text)
                            .find()
                    && !Pattern.compile("\\b" + variable + "\\s*" + SEARCH)
                            .matcher(text)
                            .find();
        }

        private static String literal(String source) {
            String plain = UNICODE.matcher(source)
                    .replaceAll(match ->
                            Matcher.quoteReplacement(match.group(1) + (char) Integer.parseInt(match.group(2), 16)));
            return plain.translateEscapes();
        }

        /** The value of string literals and constants that are joined by plus signs, up to a comma or the end. */
        private Optional<String> expression(String file, String text, int start, char end) {
            StringBuilder value = new StringBuilder();
            int at = start;
            while (true) {
                Matcher string = STRING.matcher(text);
                Matcher name = NAME.matcher(text);
                if (string.find(at)) {
                    value.append(literal(string.group(1)));
                    at = string.end();
                } else if (name.find(at)) {
                    String known = constants.get(file).get(name.group(1));
                    for (Map<String, String> other : constants.values()) {
                        known = known == null ? other.get(name.group(1)) : known;
                    }
                    if (known == null) {
                        return Optional.empty();
                    }
                    value.append(known);
                    at = name.end();
                } else {
                    return Optional.empty();
                }
                while (Character.isWhitespace(text.charAt(at))) {
                    at++;
                }
                if (text.charAt(at) == end || text.charAt(at) == ',') {
                    return Optional.of(value.toString());
                }
                if (text.charAt(at) != '+') {
                    return Optional.empty();
                }
                at++;
            }
        }
    }
}
