package ai.invoke.release.dist.metadata.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * When a dependency applies, as PEP 508 writes it: {@code python_version < "3.12" and extra == "dev"}. It is read and
 * compared, never evaluated.
 *
 * @param text the marker with uniform quotes, blanks and variable names
 */
public record Marker(String text) {

    /** Deeper brackets are nobody's marker; Python's own limit is of the same kind. */
    private static final int DEEPEST = 100;

    private static final int WORDS = Pattern.UNICODE_CHARACTER_CLASS;
    private static final Pattern VARIABLE = Pattern.compile(
            "\\b(?:python_version|python_full_version|os[._]name|sys[._]platform|platform_(?:release|system)"
                    + "|platform[._](?:version|machine|python_implementation)|python_implementation"
                    + "|implementation_(?:name|version)|extras?|dependency_groups)\\b",
            WORDS);
    private static final Pattern STRING = Pattern.compile("'[^']*+'|\"[^\"]*+\"");
    private static final Pattern OPERATOR = Pattern.compile("===|==|~=|!=|<=|>=|<|>");
    private static final Pattern IN = Pattern.compile("\\bin\\b", WORDS);
    private static final Pattern NOT = Pattern.compile("\\bnot\\b[ \\t]+", WORDS);
    private static final Pattern AND_OR = Pattern.compile("\\b(?:or|and)\\b", WORDS);

    /**
     * Reads a marker.
     *
     * @param text a whole marker
     * @return the marker
     * @throws SyntaxException when the text is none
     */
    public static Marker parse(String text) throws SyntaxException {
        Scanner scanner = new Scanner(text);
        Marker marker = read(scanner);
        if (!scanner.atEnd()) {
            throw scanner.wrong("the end of the marker");
        }
        return marker;
    }

    static Marker read(Scanner scanner) throws SyntaxException {
        return new Marker(expression(scanner, 0));
    }

    private static String expression(Scanner scanner, int depth) throws SyntaxException {
        List<String> parts = new ArrayList<>(List.of(atom(scanner, depth)));
        Optional<String> operator = scanner.accept(AND_OR);
        while (operator.isPresent()) {
            parts.add(operator.get());
            parts.add(atom(scanner, depth));
            operator = scanner.accept(AND_OR);
        }
        return String.join(" ", parts);
    }

    private static String atom(Scanner scanner, int depth) throws SyntaxException {
        scanner.spaces();
        String atom;
        if (scanner.accept("(")) {
            if (depth >= DEEPEST) {
                throw scanner.wrong("at most " + DEEPEST + " levels of brackets");
            }
            scanner.spaces();
            String inner = expression(scanner, depth + 1);
            scanner.spaces();
            if (!scanner.accept(")")) {
                throw scanner.wrong(") in the marker");
            }
            atom = "(" + inner + ")";
        } else {
            atom = comparison(scanner);
        }
        scanner.spaces();
        return atom;
    }

    private static String comparison(Scanner scanner) throws SyntaxException {
        String left = operand(scanner);
        scanner.spaces();
        String operator = operator(scanner);
        scanner.spaces();
        String right = operand(scanner);
        // Extras are compared in their normal form (PEP 685).
        if (left.equals("extra")) {
            right = normalizedExtra(right);
        } else if (right.equals("extra")) {
            left = normalizedExtra(left);
        }
        return left + " " + operator + " " + right;
    }

    private static String normalizedExtra(String operand) {
        char quote = operand.charAt(0);
        return quote == '"' || quote == '\''
                ? quote + ProjectName.normalize(operand.substring(1, operand.length() - 1)) + quote
                : operand;
    }

    private static String operator(Scanner scanner) throws SyntaxException {
        if (scanner.accept(IN).isPresent()) {
            return "in";
        }
        if (scanner.accept(NOT).isPresent()) {
            scanner.expect(IN, "'in' after 'not'");
            return "not in";
        }
        return scanner.expect(OPERATOR, "a comparison: <=, <, !=, ==, >=, >, ~=, ===, in, not in");
    }

    private static String operand(Scanner scanner) throws SyntaxException {
        Optional<String> variable = scanner.accept(VARIABLE);
        if (variable.isPresent()) {
            String name = variable.get().replace('.', '_');
            return name.equals("python_implementation") ? "platform_python_implementation" : name;
        }
        String literal = scanner.expect(STRING, "a marker variable or a quoted string");
        if (!isPythonString(literal)) {
            throw scanner.wrong("a Python string");
        }
        String value = literal.substring(1, literal.length() - 1);
        return value.indexOf('"') < 0 ? '"' + value + '"' : "'" + value + "'";
    }

    /** Whether Python reads the literal: packaging hands it to {@code ast.literal_eval}. */
    private static boolean isPythonString(String literal) {
        int end = literal.length() - 1;
        for (int i = 1; i < end; i++) {
            char c = literal.charAt(i);
            if (c == '\n' || c == '\r' || c == 0) {
                return false;
            }
            if (c == '\\') {
                i++;
                if (i == end || !isEscape(literal, i, end)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isEscape(String literal, int at, int end) {
        int digits = switch (literal.charAt(at)) {
            case 'x' -> 2;
            case 'u' -> 4;
            case 'U' -> 8;
            // A character by its name: nobody writes it, and the names are not known here. Python's source holds no NUL
            // at all.
            case 'N', 0 -> -1;
            default -> 0;
        };
        if (digits < 0 || at + digits >= end) {
            return digits == 0;
        }
        for (int i = at + 1; i <= at + digits; i++) {
            if (Character.digit(literal.charAt(i), 16) < 0 || literal.charAt(i) > 'f') {
                return false;
            }
        }
        // The largest code point is U+10FFFF.
        return digits < 8 || Long.parseLong(literal, at + 1, at + 9, 16) <= Character.MAX_CODE_POINT;
    }

    @Override
    public String toString() {
        return text;
    }
}
