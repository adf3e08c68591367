package ai.invoke.release.toml;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One pass over a text; which keys may follow which is as in CPython's {@code tomllib}. */
final class TomlParser {

    /** Deeper than any file of people; reading goes down into each array and table. */
    private static final int DEEPEST = 100;

    private static final Pattern DATE = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})");
    private static final Pattern TIME = Pattern.compile("(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d++)?+");
    private static final Pattern OFFSET = Pattern.compile("[Zz]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d");
    private static final Pattern NUMBER =
            Pattern.compile("0x[0-9A-Fa-f]++(?:_[0-9A-Fa-f]++)*+|0b[01]++(?:_[01]++)*+|0o[0-7]++(?:_[0-7]++)*+"
                    + "|[+-]?+(?:0|[1-9][0-9]*+(?:_[0-9]++)*+)(?:\\.[0-9]++(?:_[0-9]++)*+)?+(?:[eE][+-]?+[0-9]++(?:_[0-9]++)*+)?+"
                    + "|[+-]?+(?:inf|nan)|true|false");

    private final String text;
    private final Node.Table root = new Node.Table(1);

    /** Tables that dotted keys made since the last header; from the next one on they are complete. */
    private final List<Node.Table> pending = new ArrayList<>();

    private int at;
    private int line = 1;
    private int depth;

    TomlParser(String text) {
        this.text = text.replace("\r\n", "\n");
    }

    Node.Table parse() throws TomlException {
        Node.Table table = root;
        while (true) {
            blanks();
            int c = peek();
            if (c == '[') {
                pending.forEach(made -> made.defined = true);
                pending.clear();
                table = text.startsWith("[[", at) ? arrayHeader() : header();
            } else if (c >= 0 && c != '\n' && c != '#') {
                pair(table, true);
            }
            blanks();
            comment();
            if (peek() < 0) {
                return root;
            }
            if (peek() != '\n') {
                throw wrong("the line should end before " + shown());
            }
            newLine();
        }
    }

    private Node.Table header() throws TomlException {
        int start = line;
        at++;
        List<String> path = key();
        expect(']');
        Node.Table parent = nest(root, path.subList(0, path.size() - 1), start, true);
        Node found = enter(parent, path.get(path.size() - 1), start);
        if (!(found instanceof Node.Table table) || table.closed || table.defined) {
            throw new TomlException("[" + String.join(".", path) + "] is there already", start);
        }
        table.defined = true;
        return table;
    }

    private Node.Table arrayHeader() throws TomlException {
        int start = line;
        at += 2;
        List<String> path = key();
        expect(']');
        expect(']');
        Node.Table parent = nest(root, path.subList(0, path.size() - 1), start, true);
        Node found = parent.entries.computeIfAbsent(path.get(path.size() - 1), key -> new Node.Array(true, start));
        if (!(found instanceof Node.Array array) || !array.ofTables()) {
            throw new TomlException("[[" + String.join(".", path) + "]] is there already", start);
        }
        Node.Table table = new Node.Table(start);
        table.defined = true;
        array.elements().add(table);
        return table;
    }

    private static Node enter(Node.Table table, String key, int line) {
        return table.entries.computeIfAbsent(key, made -> new Node.Table(line));
    }

    /** Goes down a path, making tables on the way; through an array of tables to its last one. */
    private Node.Table nest(Node.Table from, List<String> path, int start, boolean arrays) throws TomlException {
        Node.Table table = from;
        for (String key : path) {
            Node found = enter(table, key, start);
            if (arrays && found instanceof Node.Array array && array.ofTables()) {
                found = array.elements().get(array.elements().size() - 1);
            }
            if (!(found instanceof Node.Table next) || next.closed) {
                throw new TomlException("nothing can be added to " + key + ", which is complete", start);
            }
            table = next;
        }
        return table;
    }

    /** One key and its value. */
    private void pair(Node.Table table, boolean ofLine) throws TomlException {
        int start = line;
        List<String> path = key();
        expect('=');
        blanks();
        Node value = value(start);
        Node.Table parent = table;
        for (String key : path.subList(0, path.size() - 1)) {
            boolean there = parent.entries.containsKey(key);
            parent = nest(parent, List.of(key), start, false);
            if (ofLine && there && parent.defined) {
                throw new TomlException("[" + key + "] is there already, so no dotted key may add to it", start);
            }
            if (ofLine) {
                pending.add(parent);
            }
        }
        String last = path.get(path.size() - 1);
        if (parent.entries.putIfAbsent(last, value) != null) {
            throw new TomlException("the key " + last + " is there already", start);
        }
    }

    private List<String> key() throws TomlException {
        List<String> path = new ArrayList<>();
        do {
            at += path.isEmpty() ? 0 : 1;
            blanks();
            int c = peek();
            if (c == '"' || c == '\'') {
                path.add(string(c, false));
            } else {
                int start = at;
                while (isBare(peek())) {
                    at++;
                }
                if (start == at) {
                    throw wrong("a key is expected before " + shown());
                }
                path.add(text.substring(start, at));
            }
            if (path.size() > DEEPEST) {
                throw wrong("nested more than " + DEEPEST + " deep");
            }
            blanks();
        } while (peek() == '.');
        return path;
    }

    private static boolean isBare(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    private Node value(int start) throws TomlException {
        int c = peek();
        if (c == '"' || c == '\'') {
            boolean multiLine = text.startsWith(Character.toString(c).repeat(3), at);
            return new Node.Text(string(c, multiLine), start);
        }
        if (c == '[' || c == '{') {
            depth++;
            if (depth > DEEPEST) {
                throw wrong("nested more than " + DEEPEST + " deep");
            }
            Node value = c == '[' ? array(start) : inlineTable(start);
            depth--;
            return value;
        }
        return new Node.Other(scalar(), start);
    }

    private Node array(int start) throws TomlException {
        Node.Array array = new Node.Array(false, start);
        at++;
        emptyLines();
        while (peek() != ']') {
            array.elements().add(value(line));
            emptyLines();
            if (peek() == ',') {
                at++;
                emptyLines();
            } else if (peek() != ']') {
                throw wrong("the array is not closed before " + shown());
            }
        }
        at++;
        return array;
    }

    private Node inlineTable(int start) throws TomlException {
        Node.Table table = new Node.Table(start);
        at++;
        blanks();
        if (peek() != '}') {
            while (true) {
                blanks();
                pair(table, false);
                blanks();
                if (peek() != ',') {
                    break;
                }
                at++;
            }
        }
        expect('}');
        close(table);
        return table;
    }

    /** Tables that dotted keys made in the braces are complete as well. */
    private static void close(Node.Table table) {
        List<Node.Table> open = new ArrayList<>(List.of(table));
        while (!open.isEmpty()) {
            Node.Table next = open.remove(open.size() - 1);
            next.closed = true;
            next.entries.values().forEach(node -> {
                if (node instanceof Node.Table inner && !inner.closed) {
                    open.add(inner);
                }
            });
        }
    }

    private String scalar() throws TomlException {
        int start = at;
        Matcher date = matcher(DATE);
        if (date.lookingAt()) {
            try {
                int year = LocalDate.of(
                                Integer.parseInt(date.group(1)),
                                Integer.parseInt(date.group(2)),
                                Integer.parseInt(date.group(3)))
                        .getYear();
                if (year == 0) {
                    throw wrong("there is no year 0");
                }
            } catch (DateTimeException e) {
                throw wrong("there is no such day");
            }
            at = date.end();
            int separator = peek();
            if ((separator == 'T' || separator == 't' || separator == ' ') && matches(TIME, at + 1)) {
                at++;
                take(TIME);
                take(OFFSET);
            }
        } else if (!take(TIME) && !take(NUMBER)) {
            throw wrong("a value is expected before " + shown());
        }
        return text.substring(start, at);
    }

    private Matcher matcher(Pattern pattern) {
        return pattern.matcher(text).region(at, text.length());
    }

    private boolean matches(Pattern pattern, int from) {
        return pattern.matcher(text).region(from, text.length()).lookingAt();
    }

    private boolean take(Pattern pattern) {
        Matcher found = matcher(pattern);
        boolean there = found.lookingAt();
        at = there ? found.end() : at;
        return there;
    }

    private String string(int quote, boolean multiLine) throws TomlException {
        StringBuilder content = new StringBuilder();
        int quotes = multiLine ? 3 : 1;
        at += quotes;
        if (multiLine && peek() == '\n') {
            newLine();
        }
        while (true) {
            int c = peek();
            if (c == quote
                    && (!multiLine || text.startsWith(Character.toString(quote).repeat(3), at))) {
                at += quotes;
                // Up to two more quotes belong to the text.
                for (int more = 0; multiLine && more < 2 && peek() == quote; more++) {
                    content.append((char) quote);
                    at++;
                }
                return content.toString();
            }
            if (c == '\\' && quote == '"') {
                escape(content, multiLine);
            } else if (c == '\n' && multiLine) {
                content.append('\n');
                newLine();
            } else if (c < 0 || isControl(c)) {
                throw wrong("the text is not closed before " + shown());
            } else {
                content.append((char) c);
                at++;
            }
        }
    }

    private void escape(StringBuilder content, boolean multiLine) throws TomlException {
        at++;
        int c = peek();
        if (multiLine && (c == ' ' || c == '\t' || c == '\n')) {
            blanks();
            if (peek() >= 0 && peek() != '\n') {
                throw wrong("a backslash before a blank");
            }
            while (peek() == ' ' || peek() == '\t' || peek() == '\n') {
                if (peek() == '\n') {
                    newLine();
                } else {
                    at++;
                }
            }
            return;
        }
        int known = c < 0 ? -1 : "btnfr\"\\".indexOf(c);
        at++;
        if (known >= 0) {
            content.append("\b\t\n\f\r\"\\".charAt(known));
        } else if (c == 'u' || c == 'U') {
            content.appendCodePoint(codePoint(c == 'u' ? 4 : 8));
        } else {
            throw wrong("no such escape");
        }
    }

    private int codePoint(int digits) throws TomlException {
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = peek() < 0 || peek() > 'f' ? -1 : Character.digit(peek(), 16);
            if (digit < 0) {
                throw wrong(digits + " hexadecimal digits are expected");
            }
            value = value << 4 | digit;
            at++;
        }
        if (value > Character.MAX_CODE_POINT
                || (value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE)) {
            throw wrong("no such character");
        }
        return (int) value;
    }

    /** Blanks, comments and line ends, as they may stand in an array. */
    private void emptyLines() throws TomlException {
        while (true) {
            blanks();
            comment();
            if (peek() != '\n') {
                return;
            }
            newLine();
        }
    }

    private void comment() throws TomlException {
        if (peek() == '#') {
            while (peek() >= 0 && peek() != '\n') {
                if (isControl(peek())) {
                    throw wrong("a control character in a comment");
                }
                at++;
            }
        }
    }

    private static boolean isControl(int c) {
        return (c < ' ' && c != '\t') || c == 0x7F;
    }

    private void blanks() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    private void newLine() {
        at++;
        line++;
    }

    private void expect(char wanted) throws TomlException {
        if (peek() != wanted) {
            throw wrong(wanted + " is expected before " + shown());
        }
        at++;
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : -1;
    }

    private String shown() {
        int c = peek();
        return c < 0 ? "the end" : c == '\n' ? "the end of the line" : Character.toString(c);
    }

    private TomlException wrong(String why) {
        return new TomlException(why, line);
    }
}
