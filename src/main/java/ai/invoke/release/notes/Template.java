package ai.invoke.release.notes;

import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A template for release notes, in the manner of Mustache with a small, fixed set of names ({@link NotesVariable}):
 *
 * <ul>
 *   <li>a name in two braces is replaced by its value;
 *   <li>a section from a name after {@code #} to the same name after {@code /} stays only where the value is not empty, one
 *       from {@code ^} only where it is;
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

    private final List<Node> nodes;

    private Template(List<Node> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    private sealed interface Node {}

    private record Text(String text) implements Node {}

    private record Value(NotesVariable variable) implements Node {}

    private record Section(NotesVariable variable, boolean whenEmpty, List<Node> body) implements Node {}

    private record Open(NotesVariable variable, boolean whenEmpty, int line, List<Node> body) {}

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
        StringBuilder text = new StringBuilder();
        render(nodes, values, text);
        return text.toString();
    }

    /**
     * Whether the template names a variable, so that nobody computes what nobody reads.
     *
     * @param variable the variable
     * @return true when it stands anywhere in the template
     */
    public boolean uses(NotesVariable variable) {
        return uses(nodes, variable);
    }

    private static boolean uses(List<Node> nodes, NotesVariable variable) {
        return nodes.stream()
                .anyMatch(node -> (node instanceof Value value && value.variable() == variable)
                        || (node instanceof Section section
                                && (section.variable() == variable || uses(section.body(), variable))));
    }

    private static void render(List<Node> nodes, Map<NotesVariable, String> values, StringBuilder text) {
        for (Node node : nodes) {
            if (node instanceof Text plain) {
                text.append(plain.text());
            } else if (node instanceof Value value) {
                text.append(values.getOrDefault(value.variable(), ""));
            } else if (node instanceof Section section) {
                boolean empty = values.getOrDefault(section.variable(), "").isEmpty();
                if (empty == section.whenEmpty()) {
                    render(section.body(), values, text);
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
        private int lines;

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
                        "the section {{" + (left.whenEmpty() ? "^" : "#")
                                + left.variable().key() + "}} is not closed",
                        "add {{/" + left.variable().key() + "}}"));
            }
            if (!problems.isEmpty()) {
                throw new ProjectException(problems);
            }
            return new Template(root);
        }

        private void mark(StringBuilder plain) {
            int start = position;
            int line = line(start);
            int end = text.indexOf("}}", start + 2);
            if (end < 0 || (text.substring(start, end).indexOf('\n') >= 0 && text.charAt(start + 2) != '!')) {
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
                takeLine(plain, start);
            }
            switch (kind) {
                case '!' -> {}
                case '#', '^' -> {
                    flush(plain);
                    variable(inner.substring(1).strip(), line)
                            .ifPresent(known -> open.push(new Open(known, kind == '^', line, new ArrayList<>())));
                }
                case '/' -> {
                    flush(plain);
                    variable(inner.substring(1).strip(), line).ifPresent(known -> close(known, line));
                }
                default -> {
                    flush(plain);
                    variable(inner, line).ifPresent(known -> target().add(new Value(known)));
                }
            }
        }

        /** A mark alone on its line must not leave an empty line behind, which would end a Markdown list or table. */
        private void takeLine(StringBuilder plain, int start) {
            int lineStart = text.lastIndexOf('\n', start - 1) + 1;
            int lineEnd = text.indexOf('\n', position);
            lineEnd = lineEnd < 0 ? text.length() : lineEnd;
            if (text.substring(lineStart, start).isBlank()
                    && text.substring(position, lineEnd).isBlank()) {
                plain.setLength(Math.max(0, plain.length() - (start - lineStart)));
                position = Math.min(text.length(), lineEnd + 1);
            }
        }

        private void close(NotesVariable variable, int line) {
            Open last = open.peek();
            if (last == null || last.variable() != variable) {
                String expected = last == null
                        ? "no section is open here"
                        : "{{/" + last.variable().key() + "}} must come first (opened in line " + last.line() + ")";
                problems.add(problem(line, "{{/" + variable.key() + "}} closes nothing", expected));
                return;
            }
            open.pop();
            target().add(new Section(last.variable(), last.whenEmpty(), List.copyOf(last.body())));
        }

        private Optional<NotesVariable> variable(String key, int line) {
            Optional<NotesVariable> known = NotesVariable.of(key);
            if (known.isEmpty()) {
                problems.add(problem(line, "{{" + key + "}} is not a variable", advice(key)));
            }
            return known;
        }

        private static String advice(String key) {
            String wanted = key.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
            Optional<NotesVariable> near = Arrays.stream(NotesVariable.values())
                    .filter(v -> !wanted.isEmpty()
                            && (v.key().toLowerCase(Locale.ROOT).equals(wanted)
                                    || v.key().toLowerCase(Locale.ROOT).startsWith(wanted)
                                    || wanted.startsWith(v.key().toLowerCase(Locale.ROOT))))
                    .findFirst();
            return near.map(v -> "did you mean {{" + v.key() + "}}?")
                    .orElseGet(() -> "known are "
                            + Arrays.stream(NotesVariable.values())
                                    .map(NotesVariable::key)
                                    .collect(Collectors.joining(", "))
                            + "; write \\{{ for two braces");
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

        /** Marks come in the order of the text, so that each line is counted once. */
        private int line(int offset) {
            while (counted < offset) {
                lines += text.charAt(counted++) == '\n' ? 1 : 0;
            }
            return 1 + lines;
        }

        private Problem problem(int line, String what, String advice) {
            return Problem.of(what).at(new Location(source, line)).next(advice);
        }
    }
}
