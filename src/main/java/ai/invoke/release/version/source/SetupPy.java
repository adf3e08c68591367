package ai.invoke.release.version.source;

import ai.invoke.release.version.source.PythonLexer.Line;
import ai.invoke.release.version.source.PythonLexer.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keyword arguments of the {@code setup(…)} call in a {@code setup.py}, read without running it. */
final class SetupPy {

    private static final int LARGEST = 1 << 20;

    /**
     * An argument.
     *
     * @param text its source
     * @param line where it begins
     * @param value the string, where it is a literal
     */
    record Argument(String text, int line, Optional<String> value) {}

    private final Map<String, Argument> arguments = new LinkedHashMap<>();
    private boolean call;
    private boolean more;

    private SetupPy() {}

    /** Reads the file; without a call that can be understood there are no arguments, and the build itself will say why. */
    static SetupPy read(SourceFiles files, Path file) throws IOException {
        SetupPy setup = new SetupPy();
        if (Files.isRegularFile(file)) {
            setup.more = true;
            try {
                byte[] bytes = files.read(file, LARGEST + 1);
                if (bytes.length <= LARGEST) {
                    setup.more = false;
                    setup.parse(PythonSource.decode(bytes));
                    setup.more |= !setup.call;
                }
            } catch (NotStaticException e) {
                setup.arguments.clear();
                setup.more = true;
            }
        }
        return setup;
    }

    Optional<Argument> argument(String name) {
        return Optional.ofNullable(arguments.get(name));
    }

    /** Whether there is a {@code setup.py} that may have more arguments than are known here, as with {@code **settings}. */
    boolean isOpen() {
        return more;
    }

    private void parse(String text) throws NotStaticException {
        PythonLexer lexer = new PythonLexer(text);
        for (Optional<Line> line = lexer.next(); line.isPresent(); line = lexer.next()) {
            List<Token> tokens = line.get().tokens();
            for (int i = 0; i + 1 < tokens.size(); i++) {
                if (word(text, tokens.get(i)).equals("setup")
                        && word(text, tokens.get(i + 1)).equals("(")) {
                    call(text, tokens.subList(i + 2, tokens.size()));
                }
            }
        }
    }

    private void call(String text, List<Token> tokens) throws NotStaticException {
        call = true;
        int depth = 0;
        List<Token> argument = new ArrayList<>();
        for (Token token : tokens) {
            String word = token.type() == PythonLexer.Type.OPERATOR ? word(text, token) : "";
            if (depth == 0 && (word.equals(",") || word.equals(")"))) {
                keyword(text, argument);
                argument = new ArrayList<>();
                if (word.equals(")")) {
                    return;
                }
                continue;
            }
            depth += PythonModule.nesting(word);
            argument.add(token);
        }
    }

    private void keyword(String text, List<Token> tokens) throws NotStaticException {
        more |= !tokens.isEmpty() && word(text, tokens.get(0)).equals("**");
        if (tokens.size() < 3 || !word(text, tokens.get(1)).equals("=")) {
            return;
        }
        List<Token> value = tokens.subList(2, tokens.size());
        int line = tokens.get(0).line();
        Binding.Outcome outcome = PythonValue.of(text, line, value);
        arguments.put(
                word(text, tokens.get(0)),
                new Argument(
                        text.substring(
                                value.get(0).start(),
                                value.get(value.size() - 1).end()),
                        line,
                        outcome instanceof Binding.Value literal ? Optional.of(literal.value()) : Optional.empty()));
    }

    private static String word(String text, Token token) {
        return text.substring(token.start(), token.end());
    }
}
