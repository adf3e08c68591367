package ai.invoke.release.notes;

import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.LetterCase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A template for release notes, in the manner of Mustache with a small, fixed set of names ({@link NotesVariable}):
 *
 * <ul>
 *   <li>a name in two braces is replaced by its value;
 *   <li>a section from a name after {@code #} to the same name after {@code /} stays only where the value is not empty, one
 *       from {@code ^} only where it is;
 *   <li>a section from {@code #each} and the name of a list ({@link NotesList}) to the same after {@code /each} is repeated for
 *       each entry; inside it the entry's fields are names, too;
 *   <li>{@code !} starts a comment;
 *   <li>a backslash before two braces makes them stand for themselves.
 * </ul>
 *
 * <p>A section mark or comment alone on its line takes the line with it. Nothing else has a meaning: shell variables such as
 * {@code $HOME} in an install command stay as they are.
 */
public final class Template {

    /** More than GitHub takes, so that a template is never the reason for cutting. */
    private static final int SIZE_LIMIT = 500_000;

    /** More than anybody can follow; reading and filling go down into each section. */
    private static final int DEPTH_LIMIT = 30;

    private final List<Node> nodes;

    private Template(List<Node> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    private sealed interface Node {}

    private record Text(String text) implements Node {}

    private record Value(String key) implements Node {}

    private record Section(String key, boolean whenEmpty, List<Node> body) implements Node {}

    private record Each(NotesList list, List<Node> body) implements Node {}

    /** A section that is not closed yet; one with a list goes through it. */
    private record Open(String key, boolean whenEmpty, Optional<NotesList> list, int line, List<Node> body) {}

    /**
     * Reads a template.
     *
     * @param text the template; CRLF counts as LF
     * @param source the file's name for messages
     * @return the template
     * @throws ProjectException with all mistakes of the template, each with its line
     */
    public static Template parse(String text, String source) {
        if (text.length() > SIZE_LIMIT) {
            throw new ProjectException(Problem.of("the template has " + text.length() + " characters, more than the "
                            + SIZE_LIMIT + " that are read")
                    .at(Location.of(source))
                    .next("check that this is the right file"));
        }
        return new Parser(text.replace("\r\n", "\n"), source).parse();
    }

    /**
     * Fills the template.
     *
     * @param values the values; a variable without one counts as empty
     * @return the text, values inserted as they are
     */
    public String render(Map<NotesVariable, String> values) {
        return render(values, Map.of());
    }

    /**
     * Fills the template.
     *
     * @param values the values; a variable without one counts as empty
     * @param lists the entries of each list, with the values of their fields; a list without any counts as empty
     * @return the text, values inserted as they are
     */
    public String render(Map<NotesVariable, String> values, Map<NotesList, List<Map<String, String>>> lists) {
        Map<String, String> scope = new HashMap<>();
        values.forEach((variable, value) -> scope.put(variable.key(), value));
        StringBuilder text = new StringBuilder();
        render(nodes, scope, lists, text);
        return text.toString();
    }

    /**
     * Whether the template names a variable, or a list of that name, so that nobody computes what nobody reads.
     *
     * @param variable the variable
     * @return true when it stands anywhere in the template
     */
    public boolean uses(NotesVariable variable) {
        return uses(nodes, variable.key());
    }

    private static boolean uses(List<Node> nodes, String key) {
        return nodes.stream()
                .anyMatch(node -> (node instanceof Value value && value.key().equals(key))
                        || (node instanceof Section section && (section.key().equals(key) || uses(section.body(), key)))
                        || (node instanceof Each each && (each.list().key().equals(key) || uses(each.body(), key))));
    }

    private static void render(
            List<Node> nodes,
            Map<String, String> scope,
            Map<NotesList, List<Map<String, String>>> lists,
            StringBuilder text) {
        for (Node node : nodes) {
            if (node instanceof Text plain) {
                text.append(plain.text());
            } else if (node instanceof Value value) {
                text.append(scope.getOrDefault(value.key(), ""));
            } else if (node instanceof Section section) {
                boolean empty = scope.getOrDefault(section.key(), "").isEmpty();
                if (empty == section.whenEmpty()) {
                    render(section.body(), scope, lists, text);
                }
            } else if (node instanceof Each each) {
                for (Map<String, String> entry : lists.getOrDefault(each.list(), List.of())) {
                    Map<String, String> inner = new HashMap<>(scope);
                    each.list().fields().forEach(field -> inner.put(field, entry.getOrDefault(field, "")));
                    render(each.body(), inner, lists, text);
                }
            }
        }
    }

    private static final class Parser {

        private final String text;
        private final String source;
        private final List<Problem> problems = new ArrayList<>();
        private final List<Node> root = new ArrayList<>();
        private final Deque<Open> open = new ArrayDeque<>();
        private int position;
        private int counted;
        private int lines = 1;
        private boolean blank = true;
        private int close = -1;
        private int lineFeed = -1;

        Parser(String text, String source) {
            this.text = text;
            this.source = source;
        }

        Template parse() {
            StringBuilder plain = new StringBuilder();
            while (position < text.length()) {
                if (text.startsWith("\\{{", position)) {
                    plain.append("{{");
                    position += 3;
                } else if (text.startsWith("{{", position)) {
                    mark(plain);
                } else {
                    plain.append(text.charAt(position++));
                }
            }
            flush(plain);
            for (Open left : open) {
                problems.add(problem(
                        left.line(),
                        "the section {{" + (left.whenEmpty() ? "^" : "#") + left.key() + "}} is not closed",
                        "add {{/" + left.key() + "}}"));
            }
            if (!problems.isEmpty()) {
                throw new ProjectException(problems);
            }
            return new Template(root);
        }

        private void mark(StringBuilder plain) {
            int start = position;
            int line = line(start);
            int end = close(start + 2);
            if (end == text.length() || (lineFeed(start) < end && text.charAt(start + 2) != '!')) {
                problems.add(
                        problem(line, "'{{' without '}}' on the same line", "close it, or write \\{{ for two braces"));
                plain.append("{{");
                position = start + 2;
                return;
            }
            String inner = text.substring(start + 2, end).strip();
            position = end + 2;
            char kind = inner.isEmpty() ? ' ' : inner.charAt(0);
            if (kind == '!' || kind == '#' || kind == '^' || kind == '/') {
                takeLine(plain);
            }
            switch (kind) {
                case '!' -> {}
                case '#', '^' -> {
                    flush(plain);
                    open(inner.substring(1).strip(), kind == '^', line);
                }
                case '/' -> {
                    flush(plain);
                    close(inner.substring(1).strip().replaceAll("\\s+", " "), line);
                }
                default -> {
                    flush(plain);
                    if (known(inner, line)) {
                        target().add(new Value(inner));
                    }
                }
            }
        }

        private void open(String key, boolean whenEmpty, int line) {
            if (open.size() == DEPTH_LIMIT) {
                problems.add(problem(
                        line,
                        "{{#" + key + "}} stands inside " + DEPTH_LIMIT + " other sections",
                        "close sections before others begin"));
                throw new ProjectException(problems);
            }
            if (!key.matches("each\\s.*")) {
                if (known(key, line)) {
                    open.push(new Open(key, whenEmpty, Optional.empty(), line, new ArrayList<>()));
                }
                return;
            }
            String name = key.substring("each".length()).strip();
            Optional<NotesList> list = NotesList.of(name);
            if (list.isEmpty() || whenEmpty) {
                problems.add(problem(
                        line,
                        "{{" + (whenEmpty ? "^" : "#") + key + "}} is not a list",
                        "known are "
                                + Arrays.stream(NotesList.values())
                                        .map(known -> "{{#each " + known.key() + "}}")
                                        .collect(Collectors.joining(", "))));
            }
            if (!fields().isEmpty()) {
                problems.add(problem(line, "{{#" + key + "}} stands inside another list", "close that one first"));
            }
            // Opened all the same, so that what follows is not reported for want of it.
            open.push(new Open("each " + name, false, list, line, new ArrayList<>()));
        }

        /** A mark alone on its line must not leave an empty line behind, which would end a Markdown list or table. */
        private void takeLine(StringBuilder plain) {
            int lineEnd = position;
            while (lineEnd < text.length()
                    && text.charAt(lineEnd) != '\n'
                    && Character.isWhitespace(text.charAt(lineEnd))) {
                lineEnd++;
            }
            if (blank && (lineEnd == text.length() || text.charAt(lineEnd) == '\n')) {
                plain.setLength(plain.lastIndexOf("\n") + 1);
                position = Math.min(text.length(), lineEnd + 1);
            }
        }

        /** The next closing braces, looked for once however many marks are open; the text's end where there are none. */
        private int close(int from) {
            if (close < from) {
                int found = text.indexOf("}}", from);
                close = found < 0 ? text.length() : found;
            }
            return close;
        }

        private int lineFeed(int from) {
            if (lineFeed < from) {
                int found = text.indexOf('\n', from);
                lineFeed = found < 0 ? text.length() : found;
            }
            return lineFeed;
        }

        private void close(String key, int line) {
            if (!key.startsWith("each ") && !known(key, line)) {
                return;
            }
            Open last = open.peek();
            if (last == null || !last.key().equals(key)) {
                String expected = last == null
                        ? "no section is open here"
                        : "{{/" + last.key() + "}} must come first (opened in line " + last.line() + ")";
                problems.add(problem(line, "{{/" + key + "}} closes nothing", expected));
                return;
            }
            open.pop();
            List<Node> body = List.copyOf(last.body());
            if (!key.startsWith("each ")) {
                target().add(new Section(last.key(), last.whenEmpty(), body));
            } else {
                last.list().ifPresent(list -> target().add(new Each(list, body)));
            }
        }

        /** Whether a name stands for something here; a field of a list does so only inside its section. */
        private boolean known(String key, int line) {
            if (NotesVariable.of(key).isPresent() || fields().contains(key)) {
                return true;
            }
            problems.add(problem(line, "{{" + key + "}} is not a variable", advice(key)));
            return false;
        }

        private List<String> fields() {
            return open.stream()
                    .flatMap(section -> section.list().stream())
                    .flatMap(list -> list.fields().stream())
                    .toList();
        }

        private String advice(String key) {
            String wanted = LetterCase.lower(key).replaceAll("[^a-z0-9]", "");
            List<String> names = Stream.concat(
                            fields().stream(),
                            Arrays.stream(NotesVariable.values()).map(NotesVariable::key))
                    .toList();
            Optional<String> near = names.stream()
                    .filter(name -> !wanted.isEmpty()
                            && (LetterCase.lower(name).startsWith(wanted) || wanted.startsWith(LetterCase.lower(name))))
                    .findFirst();
            Optional<NotesList> list = Arrays.stream(NotesList.values())
                    .filter(known -> known.fields().contains(key))
                    .findFirst();
            return near.map(name -> "did you mean {{" + name + "}}?")
                    .or(() -> list.map(known -> "it is known inside {{#each " + known.key() + "}} only"))
                    .orElseGet(() -> "known are " + String.join(", ", names) + "; write \\{{ for two braces");
        }

        private List<Node> target() {
            Open last = open.peek();
            return last == null ? root : last.body();
        }

        private void flush(StringBuilder plain) {
            if (plain.length() > 0) {
                target().add(new Text(plain.toString()));
                plain.setLength(0);
            }
        }

        /** Marks come in the order of the text, so that no line is counted twice. */
        private int line(int offset) {
            for (; counted < offset; counted++) {
                char c = text.charAt(counted);
                if (c == '\n') {
                    lines++;
                    blank = true;
                } else {
                    blank = blank && Character.isWhitespace(c);
                }
            }
            return lines;
        }

        private Problem problem(int line, String what, String advice) {
            return Problem.of(what).at(new Location(source, line)).next(advice);
        }
    }
}
