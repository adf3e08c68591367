package ai.invoke.release.dist.metadata.value;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Goes through one line from left to right, token by token, where the grammar decides what a token is. */
final class Scanner {

    private final String text;
    private int position;

    Scanner(String text) {
        this.text = text;
    }

    boolean atEnd() {
        return position == text.length();
    }

    void spaces() {
        while (position < text.length() && (text.charAt(position) == ' ' || text.charAt(position) == '\t')) {
            position++;
        }
    }

    boolean peek(char c) {
        return position < text.length() && text.charAt(position) == c;
    }

    boolean accept(String token) {
        if (text.startsWith(token, position)) {
            position += token.length();
            return true;
        }
        return false;
    }

    Optional<String> accept(Pattern token) {
        // Transparent bounds let \b see the character before the position, as Python's match(text, position) does.
        Matcher matcher = token.matcher(text).region(position, text.length()).useTransparentBounds(true);
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        position = matcher.end();
        return Optional.of(matcher.group());
    }

    String expect(Pattern token, String expected) throws SyntaxException {
        Optional<String> found = accept(token);
        if (found.isEmpty()) {
            throw wrong(expected);
        }
        return found.get();
    }

    SyntaxException wrong(String expected) {
        return new SyntaxException("expected " + expected + " at column " + (position + 1));
    }
}
