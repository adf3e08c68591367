package ai.invoke.release.version.source;

import ai.invoke.release.text.Printable;
import ai.invoke.release.version.source.PythonLexer.Token;
import ai.invoke.release.version.source.VersionFile.Kind;
import java.util.List;
import java.util.Optional;

/** Tells what stands on the right of an assignment: a string literal, or what kind of thing instead. */
final class PythonValue {

    private final String text;
    private final List<Token> tokens;

    private PythonValue(String text, List<Token> tokens) {
        this.text = text;

        this.tokens = tokens;
    }

    static Binding.Outcome of(String text, int line, List<Token> tokens) throws NotStaticException {
        if (tokens.isEmpty()) {
            throw new NotStaticException(Kind.SYNTAX, line, "the value is missing");
        }
        int pairs = parenthesesAround(text, tokens);
        return new PythonValue(text, tokens.subList(pairs, tokens.size() - pairs)).outcome();
    }

    /** How many pairs of parentheses enclose all of it. */
    private static int parenthesesAround(String text, List<Token> tokens) {
        int leading = 0;
        while (leading < tokens.size() && text.charAt(tokens.get(leading).start()) == '(') {
            leading++;
        }
        int trailing = 0;
        while (trailing < tokens.size() - leading
                && text.charAt(tokens.get(tokens.size() - 1 - trailing).start()) == ')') {
            trailing++;
        }
        int shallowest = leading;
        int depth = leading;
        for (Token token : tokens.subList(leading, tokens.size() - trailing)) {
            depth += PythonModule.nesting(text.substring(token.start(), token.end()));
            shallowest = Math.min(shallowest, depth);
        }
        return Math.min(shallowest, trailing);
    }

    private Binding.Outcome outcome() throws NotStaticException {
        if (tokens.isEmpty()) {
            return notAString("tuple");
        }
        if (tokens.stream().allMatch(token -> token.type() == PythonLexer.Type.STRING)) {
            return strings();
        }
        Optional<Binding.Outcome> composed = composed();
        if (composed.isPresent()) {
            return composed.get();
        }
        return tokens.size() == 1 ? single(tokens.get(0)) : trailers();
    }

    private Binding.Outcome strings() throws NotStaticException {
        StringBuilder value = new StringBuilder();
        for (Token token : tokens) {
            PythonString string = new PythonString(text, token);
            if (string.isBytes()) {
                return notAString("bytes");
            }
            if (string.isTemplate()) {
                return refused(Kind.F_STRING, "it is an f-string");
            }
            value.append(string.value());
        }
        return new Binding.Value(value.toString());
    }

    /** What has a comma or an operator outside all brackets. */
    private Optional<Binding.Outcome> composed() {
        int depth = 0;
        boolean operator = false;
        for (Token token : tokens) {
            String word = text(token);
            depth += PythonModule.nesting(word);
            if (depth > 0 || token.type() == PythonLexer.Type.STRING || token.type() == PythonLexer.Type.NUMBER) {
                continue;
            }
            if (word.equals(",")) {
                return Optional.of(notAString("tuple"));
            }
            boolean joins = word.equals(".") || word.equals("...") || PythonModule.nesting(word) != 0;
            operator |= token.type() == PythonLexer.Type.OPERATOR ? !joins : PythonModule.isKeywordOperator(word);
        }
        return operator ? Optional.of(refused(Kind.EXPRESSION, "it is computed")) : Optional.empty();
    }

    private Binding.Outcome single(Token token) {
        String word = text(token);
        if (token.type() == PythonLexer.Type.NUMBER) {
            boolean hexadecimal = word.length() > 1 && (word.charAt(1) | 0x20) == 'x';
            boolean fraction = !hexadecimal && (word.contains(".") || word.contains("e") || word.contains("E"));
            boolean imaginary = (word.charAt(word.length() - 1) | 0x20) == 'j';
            return notAString(imaginary ? "complex" : fraction ? "float" : "int");
        }
        return switch (word) {
            case "None" -> notAString("NoneType");
            case "True", "False" -> notAString("bool");
            case "..." -> notAString("ellipsis");
            default -> refused(Kind.NAME_REFERENCE, "it is the value of " + Printable.of(word));
        };
    }

    private Binding.Outcome trailers() {
        String last = text(tokens.get(tokens.size() - 1));
        String first = text(tokens.get(0));
        if (first.equals("[") && closesFirst()) {
            return notAString("list");
        }
        if (first.equals("{") && closesFirst()) {
            return notAString("dict");
        }
        if (last.equals(")")) {
            return refused(Kind.CALL, "it is the result of a call");
        }
        boolean dotted = tokens.stream()
                .allMatch(token ->
                        token.type() == PythonLexer.Type.NAME || text(token).equals("."));
        return dotted && tokens.size() % 2 == 1
                ? refused(Kind.NAME_REFERENCE, "it is the value of another name")
                : refused(Kind.EXPRESSION, "it is computed");
    }

    private boolean closesFirst() {
        int depth = 0;
        for (int i = 0; i < tokens.size(); i++) {
            depth += PythonModule.nesting(text(tokens.get(i)));
            if (depth == 0) {
                return i == tokens.size() - 1;
            }
        }
        return false;
    }

    private Binding.Refused notAString(String type) {
        return new Binding.Refused(Kind.NOT_A_STRING, "it is not a string but " + type, Optional.empty());
    }

    private Binding.Refused refused(Kind kind, String detail) {
        return new Binding.Refused(kind, detail, Optional.empty());
    }

    private String text(Token token) {
        return text.substring(token.start(), token.end());
    }
}
