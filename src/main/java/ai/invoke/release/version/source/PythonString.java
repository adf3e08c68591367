package ai.invoke.release.version.source;

import ai.invoke.release.text.LetterCase;

/** The value of one string literal of Python. */
final class PythonString {

    private final String text;
    private final PythonLexer.Token token;
    private final String prefix;
    private final int bodyStart;
    private final int bodyEnd;

    PythonString(String text, PythonLexer.Token token) {
        this.text = text;
        this.token = token;
        int quote = token.start();
        while (text.charAt(quote) != '"' && text.charAt(quote) != '\'') {
            quote++;
        }
        this.prefix = LetterCase.lower(text.substring(token.start(), quote));
        String triple = text.substring(quote, quote + 1).repeat(3);
        int quotes = token.end() - quote >= 6 && text.startsWith(triple, quote) ? 3 : 1;
        this.bodyStart = quote + quotes;
        this.bodyEnd = token.end() - quotes;
    }

    boolean isBytes() {
        return prefix.indexOf('b') >= 0;
    }

    boolean isTemplate() {
        return prefix.indexOf('f') >= 0 || prefix.indexOf('t') >= 0;
    }

    /** The characters that Python would see. */
    String value() throws NotStaticException {
        if (prefix.indexOf('r') >= 0) {
            return text.substring(bodyStart, bodyEnd);
        }
        StringBuilder value = new StringBuilder();
        int i = bodyStart;
        while (i < bodyEnd) {
            char c = text.charAt(i);
            i = c == '\\' ? escape(i + 1, value) : i + 1;
            if (c != '\\') {
                value.append(c);
            }
        }
        return value.toString();
    }

    /** Appends what the escape means whose letter is at {@code i}, and gives the index after it. */
    private int escape(int i, StringBuilder value) throws NotStaticException {
        char c = text.charAt(i);
        switch (c) {
            case '\n' -> {}
            case '\\', '\'', '"' -> value.append(c);
            case 'a' -> value.append((char) 7);
            case 'b' -> value.append('\b');
            case 'f' -> value.append('\f');
            case 'n' -> value.append('\n');
            case 'r' -> value.append('\r');
            case 't' -> value.append('\t');
            case 'v' -> value.append((char) 11);
            case 'x' -> {
                return hex(i, 2, value);
            }
            case 'u' -> {
                return hex(i, 4, value);
            }
            case 'U' -> {
                return hex(i, 8, value);
            }
            case 'N' -> {
                return named(i, value);
            }
            default -> {
                if (c >= '0' && c <= '7') {
                    return octal(i, value);
                }
                value.append('\\').append(c);
            }
        }
        return i + 1;
    }

    private int hex(int letter, int digits, StringBuilder value) throws NotStaticException {
        int end = letter + 1 + digits;
        long point = 0;
        for (int i = letter + 1; i < end; i++) {
            int digit = i < bodyEnd && text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0) {
                throw truncated("\\" + text.charAt(letter));
            }
            point = point * 16 + digit;
        }
        if (point > Character.MAX_CODE_POINT) {
            throw truncated("\\U");
        }
        value.appendCodePoint((int) point);
        return end;
    }

    private int octal(int start, StringBuilder value) {
        int point = 0;
        int i = start;
        while (i < Math.min(start + 3, bodyEnd) && text.charAt(i) >= '0' && text.charAt(i) <= '7') {
            point = point * 8 + text.charAt(i++) - '0';
        }
        value.append((char) point);
        return i;
    }

    private int named(int letter, StringBuilder value) throws NotStaticException {
        int close = text.indexOf('}', letter);
        if (close < 0 || close >= bodyEnd || text.charAt(letter + 1) != '{') {
            throw truncated("\\N");
        }
        try {
            value.appendCodePoint(Character.codePointOf(text.substring(letter + 2, close)));
        } catch (IllegalArgumentException e) {
            throw truncated("\\N");
        }
        return close + 1;
    }

    private NotStaticException truncated(String escape) {
        return new NotStaticException(
                VersionFile.Kind.SYNTAX, token.line(), "the escape " + escape + " in the string is not complete");
    }
}
