package ai.invoke.release.version.source;

import ai.invoke.release.version.source.PythonLexer.Token;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Knows by which other names a module reaches the functions that run code, and the module itself: {@code import builtins as
 * b}, {@code e = exec}, {@code demo.__version__ = …}. Remembers what the statements before have imported and defined.
 */
final class SideDoors {

    /** The functions that run text as code. */
    static final Set<String> RUNNERS = Set.of("exec", "eval");

    private static final Set<String> MODULE_NAMES = Set.of("globals", "locals");
    private static final Set<String> NOT_THE_END = Set.of(".", "[", "(");
    private static final Set<String> BEFORE_PARAMETER = Set.of("(", ",", "*", "**");

    /** Without one of these words there is nothing to find before the wanted name is set; most files have none. */
    private static final Pattern SIGNS = Pattern.compile("exec|eval|builtins|globals|locals|modules|[^\\x00-\\x7f]");

    private final boolean open;
    private final String wanted;
    private final boolean special;
    private final Function<Token, String> words;
    private final Set<String> builtins = new HashSet<>(Set.of("builtins", "__builtins__"));
    private final Set<String> system = new HashSet<>(Set.of("sys"));
    private final Set<String> modules = new HashSet<>();
    private final Set<String> classes = new HashSet<>();

    /**
     * For one module.
     *
     * @param text of the module
     * @param wanted the name that is looked for
     * @param words the text of a token, names in compatibility form
     */
    SideDoors(String text, String wanted, Function<Token, String> words) {
        this.open = SIGNS.matcher(text).find();
        this.wanted = wanted;
        // Other names are usual ones for attributes: app.version = "2".
        this.special = wanted.length() > 4 && wanted.startsWith("__") && wanted.endsWith("__");
        this.words = words;
    }

    /** Whether the module may have any that are set up before the wanted name is. */
    boolean open() {
        return open;
    }

    /** Remembers a class at module level: its attributes are not names of the module. */
    void define(Token name) {
        classes.add(words.apply(name));
    }

    boolean isBuiltins(String name) {
        return builtins.contains(name);
    }

    /**
     * Looks for a name by which code may be run later.
     *
     * @param tokens a statement, the header of a block or what an f-string holds
     * @return what was found
     */
    Optional<String> borrowed(List<Token> tokens) {
        String first = word(tokens, 0);
        if (first.equals("import") || first.equals("from")) {
            return imported(tokens, first.equals("from"));
        }
        boolean function = first.equals("def") || word(tokens, 1).equals("def");
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).type() != PythonLexer.Type.NAME) {
                continue;
            }
            String name = word(tokens, i);
            boolean found = (RUNNERS.contains(name) && isMention(tokens, i, function))
                    || (MODULE_NAMES.contains(name) && isAlias(tokens, i))
                    || (isBuiltins(name) && !word(tokens, i - 1).equals(".") && isHandedOn(tokens, i));
            if (found) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    private Optional<String> imported(List<Token> tokens, boolean from) {
        String module = from ? word(tokens, 1) : "";
        for (int i = 1; i < tokens.size(); i++) {
            String name = word(tokens, i);
            String alias = word(tokens, i + 1).equals("as") ? word(tokens, i + 2) : name;
            if (!from && name.equals("builtins")) {
                builtins.add(alias);
            } else if (!from && name.equals("sys")) {
                system.add(alias);
            } else if (module.equals("sys") && name.equals("modules")) {
                modules.add(alias);
            } else if (isBuiltins(module) && RUNNERS.contains(name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** Whether one of the functions is not called here, but may be by another name. */
    private boolean isMention(List<Token> tokens, int at, boolean function) {
        String before = word(tokens, at - 1);
        String after = word(tokens, at + 1);
        if (before.equals(".")) {
            return word(tokens, at - 3).matches("['\"]builtins['\"]")
                    || (isBuiltins(word(tokens, at - 2)) && !isCalled(tokens, at, at - 2));
        }
        boolean defined = Set.of("def", "class", "as", "lambda").contains(before) || after.equals("=");
        boolean annotated = at == 0 && after.equals(":");
        boolean parameter = function && BEFORE_PARAMETER.contains(before) && !after.equals("(");
        return !defined && !annotated && !parameter && !isCalled(tokens, at, at);
    }

    /** {@code exec(} or {@code (exec)(}. */
    private boolean isCalled(List<Token> tokens, int name, int start) {
        int next = name + 1;
        while (word(tokens, next).equals(")")) {
            next++;
        }
        int pairs = next - name - 1;
        for (int i = 1; i <= pairs; i++) {
            if (!word(tokens, start - i).equals("(")) {
                return false;
            }
        }
        int callee = start - pairs - 1;
        boolean argument = pairs > 0
                && callee >= 0
                && tokens.get(callee).type() == PythonLexer.Type.NAME
                && !PythonModule.isKeywordOperator(word(tokens, callee));
        return word(tokens, next).equals("(") && !argument;
    }

    /** {@code g = globals}. */
    private boolean isAlias(List<Token> tokens, int at) {
        return Set.of("=", ":=").contains(word(tokens, at - 1))
                && word(tokens, at + 1).isEmpty();
    }

    /** Whether the module of built-in functions is kept by another name, or asked for a function by its name. */
    private boolean isHandedOn(List<Token> tokens, int at) {
        return switch (word(tokens, at + 1)) {
            case "[" -> mayBeRunner(tokens, at + 2, "]");
            case "." -> Set.of("__dict__", "__getattribute__", "get").contains(word(tokens, at + 2));
            case "," ->
                word(tokens, at - 1).equals("(")
                        && word(tokens, at - 2).equals("getattr")
                        && mayBeRunner(tokens, at + 2, ",)");
            case "" -> Set.of("=", ":=").contains(word(tokens, at - 1));
            default -> word(tokens, at - 1).equals(":=");
        };
    }

    private boolean mayBeRunner(List<Token> tokens, int at, String ends) {
        String literal = plain(word(tokens, at));
        String after = word(tokens, at + 1);
        return literal.isEmpty() || RUNNERS.contains(literal) || after.isEmpty() || ends.indexOf(after.charAt(0)) < 0;
    }

    /** What stands between the quotes of a literal of one word; else nothing. */
    private static String plain(String literal) {
        return literal.matches("(?:'\\w++'|\"\\w++\")") ? literal.substring(1, literal.length() - 1) : "";
    }

    /**
     * Looks for a target that sets the wanted name of something that may be this module.
     *
     * @param tokens a statement
     * @param at a token in the targets of it, outside of subscripts and calls
     * @param last the place of the last {@code =}, or what lies behind all
     * @return what was found
     */
    Optional<String> attribute(List<Token> tokens, int at, int last) {
        boolean attribute = special
                && tokens.get(at).type() == PythonLexer.Type.NAME
                && word(tokens, at - 1).equals(".")
                && word(tokens, at).equals(wanted)
                && !NOT_THE_END.contains(word(tokens, at + 1))
                && !isOfClass(tokens, at - 2)
                && !isSameValue(tokens, last);
        boolean names = !word(tokens, at - 1).equals(".")
                && (MODULE_NAMES.contains(word(tokens, at)) || word(tokens, at).equals("vars"))
                && word(tokens, at + 1).equals("(")
                && word(tokens, at + 2).equals(")")
                && !word(tokens, at + 3).equals(".");
        return attribute
                ? Optional.of("an attribute of what may be this module")
                : names ? Optional.of(word(tokens, at) + "()") : Optional.empty();
    }

    private boolean isOfClass(List<Token> tokens, int owner) {
        return classes.contains(word(tokens, owner)) && !word(tokens, owner - 1).equals(".");
    }

    /** {@code app.__version__ = __version__}. */
    private boolean isSameValue(List<Token> tokens, int equals) {
        return equals == tokens.size() - 2
                && word(tokens, equals).equals("=")
                && word(tokens, equals + 1).equals(wanted);
    }

    /**
     * Looks at an item that is set: whether it is a module that may stand in the place of this one.
     *
     * @param tokens a statement
     * @param open the bracket that opens the subscript
     * @param close the one that ends it
     * @return false for what is certainly another module
     */
    boolean replacesModule(List<Token> tokens, int open, int close) {
        String name = word(tokens, open - 1);
        boolean attribute = word(tokens, open - 2).equals(".");
        boolean own = close == open + 2 && word(tokens, open + 1).equals("__name__");
        boolean known = attribute
                ? name.equals("modules") && (own || system.contains(word(tokens, open - 3)))
                : modules.contains(name) || (own && name.equals("modules"));
        return known && !NOT_THE_END.contains(word(tokens, close + 1)) && !isBelow(tokens, open + 1, close);
    }

    /** {@code __name__ + ".part"} or {@code f"{__name__}.part"}: another module in any case. */
    private boolean isBelow(List<Token> tokens, int start, int end) {
        String first = word(tokens, start);
        String second = word(tokens, start + 2);
        boolean sum = end == start + 3
                && first.equals("__name__")
                && word(tokens, start + 1).equals("+")
                && (second.startsWith("\".") || second.startsWith("'."));
        boolean formatted =
                end == start + 1 && (first.startsWith("f\"{__name__}.") || first.startsWith("f'{__name__}."));
        return sum || formatted;
    }

    /**
     * Whether a call of {@code setattr} or {@code delattr} names the wanted attribute of something that may be this module.
     *
     * @param tokens a statement
     * @param open the bracket of the call
     * @param comma behind the first argument
     * @param close the bracket that ends the call
     * @return false for a class of this file, and for the value of the wanted name
     */
    boolean setsByName(List<Token> tokens, int open, int comma, int close) {
        boolean named = tokens.get(comma + 1).type() == PythonLexer.Type.STRING
                && word(tokens, comma + 1).contains(wanted);
        boolean same = close == comma + 4 && word(tokens, close - 1).equals(wanted);
        return special && named && !same && !(comma == open + 2 && isOfClass(tokens, open + 1));
    }

    private String word(List<Token> tokens, int at) {
        return at >= 0 && at < tokens.size() ? words.apply(tokens.get(at)) : "";
    }
}
