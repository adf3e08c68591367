package ai.invoke.release.version.source;

import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.PythonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits Python source into logical lines of tokens, one line at a time: joins what brackets and backslashes join, drops
 * comments and empty lines, and takes a string as one token whatever it holds, f-strings with strings inside (PEP 701)
 * included. Linear in the length of the text. Refuses what CPython's own tokenizer refuses.
 */
final class PythonLexer {

    enum Type {
        NAME,
        NUMBER,
        STRING,
        OPERATOR
    }

    /**
     * A piece of the text.
     *
     * @param type what it is
     * @param start index of its first character
     * @param end index after its last
     * @param line the line of its first character, from 1
     */
    record Token(Type type, int start, int end, int line) {}

    /**
     * A logical line.
     *
     * @param indent columns before the first token; a tab goes to the next multiple of eight
     * @param tokens at least one
     * @param fields names, strings and operators in the replacement fields of f-strings, which are one token each; the
     *     braces of a field are among them
     */
    record Line(int indent, List<Token> tokens, List<Token> fields) {}

    /** CPython's limit of open brackets ({@code MAXLEVEL}) and, well above its own, of f-strings in each other. */
    private static final int DEEPEST = 200;

    private static final Set<String> STRING_PREFIXES =
            Set.of("r", "u", "b", "f", "t", "br", "rb", "fr", "rf", "tr", "rt");

    private static final List<String> LONG_OPERATORS = List.of(
            "**=", "//=", ">>=", "<<=", "...", ":=", "!=", "==", "<=", ">=", "->", "+=", "-=", "*=", "/=", "%=", "&=",
            "|=", "^=", "@=", "**", "//", "<<", ">>");

    private static final String SHORT_OPERATORS = "+-*/%@&|^~<>()[]{},:.;=";

    /**
     * A number as CPython reads it, so that {@code 0b2}, {@code 1__0} and {@code 0777} are none. No alternative can match
     * what another one began.
     */
    private static final Pattern NUMBER =
            Pattern.compile("(?:0[xX](?:_?[0-9a-fA-F])++|0[oO](?:_?[0-7])++|0[bB](?:_?[01])++"
                    + "|(?![0][xXoObB])(?<whole>[0-9]++(?:_[0-9]++)*+)?+(?<rest>(?:\\.(?:[0-9]++(?:_[0-9]++)*+)?+)?+"
                    + "(?:[eE][+-]?+[0-9]++(?:_[0-9]++)*+)?+[jJ]?+))");

    /** What may follow a number at once. */
    private static final List<String> AFTER_NUMBER = List.of("and", "else", "for", "if", "in", "is", "not", "or");

    private final String text;
    private final Matcher number;
    private final List<Token> fields = new ArrayList<>();
    private int at;
    private int line = 1;

    PythonLexer(String text) {
        this.text = text;
        this.number = NUMBER.matcher(text);
    }

    /** The next logical line, or empty at the end of the file. */
    Optional<Line> next() throws NotStaticException {
        int indent = indentOfNextCodeLine();
        if (at == text.length()) {
            return Optional.empty();
        }
        List<Token> tokens = new ArrayList<>();
        fields.clear();
        StringBuilder open = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                at++;
                line++;
                if (open.isEmpty() && !tokens.isEmpty()) {
                    return Optional.of(new Line(indent, tokens, List.copyOf(fields)));
                }
                if (tokens.isEmpty()) {
                    // Nothing but a backslash stood on the line.
                    indent = indentOfNextCodeLine();
                }
            } else if (c == ' ' || c == '\t' || c == '\f') {
                at++;
            } else if (c == '#') {
                skipComment();
            } else if (c == '\\') {
                joinLines();
            } else {
                Token token = token();
                if (token.type() == Type.OPERATOR) {
                    bracket(open);
                }
                tokens.add(token);
                advance(token.end());
            }
        }
        if (!open.isEmpty()) {
            throw syntax("'" + open.charAt(open.length() - 1) + "' was never closed");
        }
        return tokens.isEmpty() ? Optional.empty() : Optional.of(new Line(indent, tokens, List.copyOf(fields)));
    }

    private int indentOfNextCodeLine() {
        int indent = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            switch (c) {
                case ' ' -> indent++;
                case '\t' -> indent = (indent / 8 + 1) * 8;
                case '\f' -> indent = 0;
                case '\n' -> {
                    indent = 0;
                    line++;
                }
                case '#' -> {
                    skipComment();
                    continue;
                }
                default -> {
                    return indent;
                }
            }
            at++;
        }
        return indent;
    }

    private void skipComment() {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
    }

    private void joinLines() throws NotStaticException {
        if (at + 1 == text.length()) {
            throw syntax("unexpected end of file after a backslash");
        }
        if (text.charAt(at + 1) != '\n') {
            throw syntax("unexpected character after a backslash");
        }
        at += 2;
        line++;
        if (at == text.length()) {
            throw syntax("unexpected end of file after a backslash");
        }
    }

    private Token token() throws NotStaticException {
        char c = text.charAt(at);
        if (isNameStart(c)) {
            int end = endOfName(at);
            if (end < text.length() && isQuote(text.charAt(end)) && isStringPrefix(at, end)) {
                return new Token(Type.STRING, at, endOfString(at, 0), line);
            }
            return new Token(Type.NAME, at, end, line);
        }
        if (isQuote(c)) {
            return new Token(Type.STRING, at, endOfString(at, 0), line);
        }
        if (isDigit(c) || (c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1)))) {
            return new Token(Type.NUMBER, at, endOfNumber(), line);
        }
        for (String operator : LONG_OPERATORS) {
            if (text.startsWith(operator, at)) {
                return new Token(Type.OPERATOR, at, at + operator.length(), line);
            }
        }
        if (SHORT_OPERATORS.indexOf(c) < 0) {
            throw syntax("unexpected character " + String.format("U+%04X", (int) c));
        }
        return new Token(Type.OPERATOR, at, at + 1, line);
    }

    private void bracket(StringBuilder open) throws NotStaticException {
        char c = text.charAt(at);
        if ("([{".indexOf(c) >= 0) {
            if (open.length() == DEEPEST) {
                throw syntax("more than " + DEEPEST + " brackets in each other");
            }
            open.append(c);
        } else if (")]}".indexOf(c) >= 0) {
            int last = open.length() - 1;
            if (last < 0 || "([{".indexOf(open.charAt(last)) != ")]}".indexOf(c)) {
                throw syntax("unmatched '" + c + "'");
            }
            open.setLength(last);
        }
    }

    private void advance(int end) {
        for (int i = at; i < end; i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
        at = end;
    }

    private int endOfName(int start) throws NotStaticException {
        int end = start;
        boolean ascii = true;
        while (end < text.length() && (isNameStart(text.charAt(end)) || isDigit(text.charAt(end)))) {
            if (text.charAt(end) == PythonSource.UNDECODABLE) {
                throw undecodable();
            }
            ascii &= text.charAt(end) < 0x80;
            end++;
        }
        if (!ascii && !PythonText.isIdentifier(text.substring(start, end))) {
            throw syntax("a name holds a character that Python does not allow there");
        }
        return end;
    }

    private int endOfNumber() throws NotStaticException {
        number.region(at, text.length());
        if (!number.lookingAt() || number.end() == at) {
            throw syntax("a number is damaged");
        }
        int end = number.end();
        String whole = number.group("whole");
        boolean leadingZero = whole != null
                && number.group("rest").isEmpty()
                && whole.charAt(0) == '0'
                && whole.chars().anyMatch(c -> c >= '1' && c <= '9');
        boolean goesOn = end < text.length() && (isNameStart(text.charAt(end)) || isDigit(text.charAt(end)));
        if (leadingZero || (goesOn && AFTER_NUMBER.stream().noneMatch(word -> text.startsWith(word, end)))) {
            throw syntax("a number is damaged");
        }
        return end;
    }

    private boolean isStringPrefix(int start, int end) {
        return end - start <= 2 && STRING_PREFIXES.contains(LetterCase.lower(text.substring(start, end)));
    }

    private int endOfString(int start, int depth) throws NotStaticException {
        if (depth > DEEPEST) {
            throw syntax("more than " + DEEPEST + " strings in each other");
        }
        int quoteAt = start;
        boolean raw = false;
        boolean fields = false;
        while (!isQuote(text.charAt(quoteAt))) {
            int letter = text.charAt(quoteAt++) | 0x20;
            raw |= letter == 'r';
            fields |= letter == 'f' || letter == 't';
        }
        String quote = text.substring(quoteAt, quoteAt + 1);
        if (text.startsWith(quote.repeat(3), quoteAt)) {
            quote = quote.repeat(3);
        }
        int i = quoteAt + quote.length();
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == PythonSource.UNDECODABLE) {
                throw undecodable();
            }
            if (text.startsWith(quote, i)) {
                return i + quote.length();
            }
            if (c == '\n' && quote.length() == 1) {
                break;
            }
            if (c == '\\') {
                if (i + 1 < text.length() && text.charAt(i + 1) == PythonSource.UNDECODABLE) {
                    throw undecodable();
                }
                i = afterBackslash(i, fields, raw);
            } else if (fields && c == '{') {
                i = text.startsWith("{{", i) ? i + 2 : endOfField(i + 1, depth + 1);
            } else {
                i++;
            }
        }
        throw syntax("a string is never closed");
    }

    private int afterBackslash(int backslash, boolean fields, boolean raw) {
        if (fields && !raw && text.startsWith("N{", backslash + 1)) {
            return backslash + 3;
        }
        boolean braceFollows = backslash + 1 < text.length() && text.charAt(backslash + 1) == '{';
        return fields && braceFollows ? backslash + 1 : backslash + 2;
    }

    /** After the closing brace of a replacement field of an f-string, given the index after the opening one. */
    private int endOfField(int start, int depth) throws NotStaticException {
        if (depth > DEEPEST) {
            throw syntax("more than " + DEEPEST + " replacement fields in each other");
        }
        int brackets = 0;
        boolean formatting = false;
        int i = fieldToken(Type.OPERATOR, start - 1, start);
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '}' && brackets == 0) {
                return fieldToken(Type.OPERATOR, i, i + 1);
            }
            if (formatting) {
                i = c == '{' ? endOfField(i + 1, depth + 1) : i + 1;
            } else if (isQuote(c)) {
                i = fieldToken(Type.STRING, i, endOfString(i, depth + 1));
            } else if (isNameStart(c)) {
                int end = endOfName(i);
                boolean string = end < text.length() && isQuote(text.charAt(end)) && isStringPrefix(i, end);
                i = string ? fieldToken(Type.STRING, i, endOfString(i, depth + 1)) : fieldToken(Type.NAME, i, end);
            } else if (c == '#') {
                int end = text.indexOf('\n', i);
                i = end < 0 ? text.length() : end;
            } else {
                if ("([{".indexOf(c) >= 0) {
                    brackets++;
                } else if (")]}".indexOf(c) >= 0) {
                    brackets--;
                }
                formatting = c == ':' && brackets == 0;
                int end = brackets > 0 && text.startsWith(":=", i) ? i + 2 : i + 1;
                i = SHORT_OPERATORS.indexOf(c) < 0 ? end : fieldToken(Type.OPERATOR, i, end);
            }
            if (brackets < 0) {
                throw syntax("unmatched bracket in an f-string");
            }
        }
        throw syntax("a replacement field of an f-string is never closed");
    }

    private int fieldToken(Type type, int start, int end) {
        fields.add(new Token(type, start, end, line));
        return end;
    }

    private NotStaticException syntax(String detail) {
        return new NotStaticException(VersionFile.Kind.SYNTAX, line, detail);
    }

    private NotStaticException undecodable() {
        return new NotStaticException(
                VersionFile.Kind.DECODE, line, "a byte here does not belong to the encoding of the file");
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isAsciiLetter(char c) {
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'z';
    }

    /** As CPython's tokenizer: everything outside ASCII may be part of a name until proven otherwise. */
    private static boolean isNameStart(char c) {
        return isAsciiLetter(c) || c == '_' || c >= 0x80;
    }
}
