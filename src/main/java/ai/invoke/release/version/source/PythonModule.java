package ai.invoke.release.version.source;

import ai.invoke.release.text.PythonText;
import ai.invoke.release.version.source.PythonLexer.Line;
import ai.invoke.release.version.source.PythonLexer.Token;
import ai.invoke.release.version.source.VersionFile.Kind;
import ai.invoke.release.version.source.VersionFile.Reference;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds every statement of a module that binds one name at module level. Knows blocks and simple statements, which is all
 * that this needs; it does not check that the rest of the file is good Python.
 */
final class PythonModule {

    private enum Scope {
        /** {@code if}, {@code try}, {@code for}, {@code with} and the like: same names, but perhaps never reached. */
        CONDITIONAL,
        /** The same, and {@code case} is a keyword in it. */
        MATCH,
        /** A function or class: names of its own. */
        INNER
    }

    private record Block(int indent, Scope scope) {}

    private static final int DEEPEST = 100;

    private static final Set<String> CONDITIONAL_HEADERS =
            Set.of("if", "elif", "else", "for", "while", "try", "except", "finally", "with");
    private static final Set<String> KEYWORD_OPERATORS =
            Set.of("if", "else", "or", "and", "not", "in", "is", "lambda", "await", "yield", "for");
    private static final Set<String> OPENING = Set.of("(", "[", "{");
    private static final Set<String> CLOSING = Set.of(")", "]", "}");
    private static final Set<String> CANNOT_START = Set.of(
            "<<", ">>", "==", "=", ")", "]", "}", ",", ":", ".", "|", "&", "^", "/", "//", "%", "<", ">", "<=", ">=",
            "->", "!=", "**", ":=");

    private static final Set<String> MODULE_NAMES = Set.of("globals", "locals", "vars");
    private static final Set<String> READING_METHODS = Set.of("copy", "get", "items", "keys", "values");

    /** No name that is looked for without being wanted is longer. */
    private static final int LONGEST_BUILTIN = 10;

    private final String text;
    private final String wanted;
    private final List<Binding> bindings = new ArrayList<>();
    private final List<Binding> early = new ArrayList<>();
    private final SideDoors doors;
    private final Deque<Token> fields = new ArrayDeque<>();
    private final Deque<Block> blocks = new ArrayDeque<>();

    private PythonModule(String text, String wanted) {
        this.text = text;
        this.wanted = wanted;
        this.doors = new SideDoors(text, wanted, this::name);
    }

    /** Every binding of {@code wanted} at module level, in the order of the file. */
    static List<Binding> bindings(String text, String wanted) throws NotStaticException {
        PythonModule module = new PythonModule(text, wanted);
        module.scan();
        if (!module.bindings.isEmpty()) {
            module.bindings.addAll(0, module.early);
        }
        return List.copyOf(module.bindings);
    }

    private void scan() throws NotStaticException {
        PythonLexer lexer = new PythonLexer(text);
        Optional<Scope> opened = Optional.empty();
        for (Optional<Line> next = lexer.next(); next.isPresent(); next = lexer.next()) {
            Line line = next.get();
            enter(line, opened);
            fields.clear();
            fields.addAll(line.fields());
            opened = line(line.tokens());
        }
        if (opened.isPresent()) {
            throw new NotStaticException(Kind.SYNTAX, lastLine(), "the file ends where an indented block is due");
        }
    }

    private int lastLine() {
        return (int) text.chars().filter(c -> c == '\n').count() + 1;
    }

    private void enter(Line line, Optional<Scope> opened) throws NotStaticException {
        int number = line.tokens().get(0).line();
        int current = blocks.isEmpty() ? 0 : blocks.element().indent();
        if (opened.isPresent()) {
            if (line.indent() <= current) {
                throw new NotStaticException(Kind.SYNTAX, number, "expected an indented block");
            }
            if (blocks.size() == DEEPEST) {
                throw new NotStaticException(Kind.SYNTAX, number, "too many levels of indentation");
            }
            blocks.push(new Block(line.indent(), opened.get()));
            return;
        }
        if (line.indent() > current) {
            throw new NotStaticException(Kind.SYNTAX, number, "unexpected indent");
        }
        while (!blocks.isEmpty() && line.indent() < blocks.element().indent()) {
            blocks.pop();
        }
        if (line.indent() != (blocks.isEmpty() ? 0 : blocks.element().indent())) {
            throw new NotStaticException(Kind.SYNTAX, number, "unindent does not match any outer indentation level");
        }
    }

    /** Looks at one logical line; gives the scope of the block that it opens, if it opens one. */
    private Optional<Scope> line(List<Token> tokens) throws NotStaticException {
        Optional<Scope> header = headerScope(tokens);
        if (header.isEmpty()) {
            statements(tokens, Optional.empty());
            return Optional.empty();
        }
        int colon = headerColon(tokens);
        if (colon < 0) {
            throw new NotStaticException(Kind.SYNTAX, tokens.get(0).line(), "expected ':'");
        }
        header(tokens.subList(0, colon), header.get());
        if (colon == tokens.size() - 1) {
            return header;
        }
        statements(tokens.subList(colon + 1, tokens.size()), header);
        return Optional.empty();
    }

    private Optional<Scope> headerScope(List<Token> tokens) throws NotStaticException {
        String first = text(tokens.get(0));
        if (first.equals("async")) {
            String second = tokens.size() > 1 ? text(tokens.get(1)) : "";
            return Optional.of(
                    switch (second) {
                        case "def" -> Scope.INNER;
                        case "for", "with" -> Scope.CONDITIONAL;
                        default ->
                            throw new NotStaticException(
                                    Kind.SYNTAX, tokens.get(0).line(), "def, for or with must follow async");
                    });
        }
        if (first.equals("def") || first.equals("class")) {
            return Optional.of(Scope.INNER);
        }
        if (CONDITIONAL_HEADERS.contains(first)) {
            return Optional.of(Scope.CONDITIONAL);
        }
        boolean colonLast =
                tokens.size() > 2 && text(tokens.get(tokens.size() - 1)).equals(":");
        if (first.equals("match") && colonLast) {
            return Optional.of(Scope.MATCH);
        }
        boolean inMatch = !blocks.isEmpty() && blocks.element().scope() == Scope.MATCH;
        return first.equals("case") && inMatch ? Optional.of(Scope.CONDITIONAL) : Optional.empty();
    }

    private int headerColon(List<Token> tokens) {
        int depth = 0;
        int lambdas = 0;
        for (int i = 0; i < tokens.size(); i++) {
            String token = text(tokens.get(i));
            depth += nesting(token);
            if (depth == 0 && token.equals("lambda")) {
                lambdas++;
            } else if (depth == 0 && token.equals(":") && lambdas-- == 0) {
                return i;
            }
        }
        return -1;
    }

    private void header(List<Token> tokens, Scope scope) {
        if (inner()) {
            return;
        }
        int keyword = text(tokens.get(0)).equals("async") ? 1 : 0;
        int line = tokens.get(0).line();
        // Bases, decorators, defaults and annotations are evaluated where the function or class is defined.
        expressions(tokens);
        if (scope == Scope.INNER) {
            if (tokens.size() > 1 && text(tokens.get(0)).equals("class")) {
                doors.define(tokens.get(1));
            }
            if (tokens.size() > keyword + 1 && isWanted(tokens.get(keyword + 1))) {
                add(line, Kind.DEFINITION, "it is a function or a class", Optional.empty());
            }
            return;
        }
        List<Token> rest = tokens.subList(keyword + 1, tokens.size());
        boolean bound = switch (text(tokens.get(keyword))) {
            case "for" -> binds(rest.subList(0, indexAtDepthZero(rest, "in").orElse(rest.size())));
            case "case" -> captures(rest.subList(0, indexAtDepthZero(rest, "if").orElse(rest.size())));
            case "with", "except" -> bindsAfterAs(rest);
            default -> false;
        };
        if (bound) {
            add(line, Kind.CONDITIONAL, "a statement that runs other code sets it", Optional.of(Scope.CONDITIONAL));
        }
    }

    /** Whether one of the targets behind {@code as} sets the wanted name: {@code with (a as b, c as (d, e)):}. */
    private boolean bindsAfterAs(List<Token> tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            if (text(tokens.get(i)).equals("as")) {
                int end = i + 1;
                for (int depth = 0; end < tokens.size(); end++) {
                    String token = text(tokens.get(end));
                    depth += nesting(token);
                    if (depth < 0 || (depth == 0 && token.equals(","))) {
                        break;
                    }
                }
                if (binds(tokens.subList(i + 1, end))) {
                    return true;
                }
                i = end - 1;
            }
        }
        return false;
    }

    /** Whether a pattern captures the wanted name: any place but an attribute, a class and the keyword of an argument. */
    private boolean captures(List<Token> pattern) {
        for (int i = 0; i < pattern.size(); i++) {
            String before = i > 0 ? text(pattern.get(i - 1)) : "";
            String after = i + 1 < pattern.size() ? text(pattern.get(i + 1)) : "";
            if (isWanted(pattern.get(i))
                    && !before.equals(".")
                    && !Set.of(".", "(", "=").contains(after)) {
                return true;
            }
        }
        return false;
    }

    private void statements(List<Token> tokens, Optional<Scope> inline) throws NotStaticException {
        int start = 0;
        int depth = 0;
        for (int i = 0; i <= tokens.size(); i++) {
            String token = i == tokens.size() ? ";" : text(tokens.get(i));
            depth += nesting(token);
            if (depth == 0 && token.equals(";")) {
                if (i > start) {
                    statement(tokens.subList(start, i), inline);
                }
                start = i + 1;
            }
        }
    }

    private void statement(List<Token> tokens, Optional<Scope> inline) throws NotStaticException {
        Token first = tokens.get(0);
        String keyword = text(first);
        boolean mentioned = tokens.stream().anyMatch(this::isWanted);
        if (inner() || inline.equals(Optional.of(Scope.INNER))) {
            if (keyword.equals("global") && mentioned) {
                add(first.line(), Kind.GLOBAL_IN_FUNCTION, "a function sets it when it is called", Optional.empty());
            }
            return;
        }
        if (CANNOT_START.contains(keyword)) {
            throw new NotStaticException(Kind.SYNTAX, first.line(), "a statement cannot start with " + keyword);
        }
        if (Set.of("print", "exec").contains(keyword)
                && tokens.size() > 1
                && tokens.get(1).type() == PythonLexer.Type.STRING) {
            throw new NotStaticException(Kind.SYNTAX, first.line(), "this is Python 2");
        }
        if (keyword.equals("nonlocal")) {
            throw new NotStaticException(Kind.SYNTAX, first.line(), "nonlocal at the top level of the file");
        }
        expressions(tokens);
        starImported(tokens, inline);
        if (!mentioned) {
            return;
        }
        switch (keyword) {
            case "import", "from" -> imported(tokens, inline);
            case "del" -> {
                if (binds(tokens.subList(1, tokens.size()))) {
                    add(first.line(), Kind.DELETED, "the name is deleted", inline);
                }
            }
            case "return", "raise", "assert", "pass", "global" -> {
                // These set no name but in an expression.
            }
            default -> {
                // A name behind "type" makes it a keyword; else it is a name like any other.
                if (keyword.equals("type") && tokens.size() > 1 && isWanted(tokens.get(1))) {
                    add(first.line(), Kind.DEFINITION, "it is a type alias", inline);
                } else {
                    assignment(tokens, inline);
                }
            }
        }
    }

    /** A star import may set the name again without naming it. */
    private void starImported(List<Token> tokens, Optional<Scope> inline) {
        int names = text(tokens.get(0)).equals("from")
                ? indexAtDepthZero(tokens, "import").orElse(tokens.size()) + 1
                : tokens.size();
        if (!bindings.isEmpty()
                && names < tokens.size()
                && text(tokens.get(names)).equals("*")) {
            String module =
                    tokens.subList(1, names - 1).stream().map(this::text).collect(Collectors.joining());
            bindings.add(new Binding(
                    tokens.get(0).line(),
                    new Binding.Refused(
                            Kind.IMPORTED,
                            "from " + module + " import * may set it again",
                            Optional.of(new Reference(module, wanted))),
                    conditional(inline)));
        }
    }

    /** Finds code that is made when the module runs, and what changes the names of the module without naming them. */
    private void runsCode(List<Token> tokens) {
        if (tokens.isEmpty() || (bindings.isEmpty() && !doors.open())) {
            return;
        }
        int lastTarget = text(tokens.get(0)).equals("del") ? tokens.size() : lastEquals(tokens);
        Deque<Integer> open = new ArrayDeque<>();
        Deque<Integer> loops = new ArrayDeque<>();
        Deque<Integer> lambdas = new ArrayDeque<>();
        int[] firstCommas = new int[tokens.size()];
        int reading = 0;
        int lambda = -1;
        int lastNames = 0;
        boolean renamed = false;
        for (int i = 0; i < tokens.size(); i++) {
            String token = name(tokens.get(i));
            boolean target = i < lastTarget || renamed || !loops.isEmpty();
            Optional<String> found = Optional.empty();
            if (OPENING.contains(token)) {
                open.push(i);
                reading += isReading(tokens, i) ? 1 : 0;
            } else if (CLOSING.contains(token) && !open.isEmpty()) {
                int start = open.pop();
                reading -= isReading(tokens, start) ? 1 : 0;
                int comma = firstCommas[start];
                int callee = callee(tokens, start);
                String function = callee < 0 ? "" : name(tokens.get(callee));
                boolean runs = switch (function) {
                    // It runs in this module without a second argument, or if that is the module's own names.
                    case "exec", "eval" -> comma == 0 || lastNames > comma;
                    case "globals", "locals", "vars" ->
                        (i == start + 1 || isThisModule(tokens, i))
                                && changesNames(tokens, callee, i + 1, target, lambda);
                    case "setattr", "delattr" ->
                        comma > 0
                                && (doors.setsByName(tokens, start, comma, i)
                                        || (isThisModule(tokens, comma) && !isOtherName(tokens.subList(comma + 1, i))));
                    // Other functions do not know the names of the module that calls them.
                    default -> false;
                };
                found = runs ? Optional.of(function + "()") : found;
                if (target && reading == 0 && token.equals("]") && doors.replacesModule(tokens, start, i)) {
                    early.add(runsCode(tokens, "another module in the place of this one"));
                    return;
                }
            } else if (token.equals(",") && !open.isEmpty()) {
                firstCommas[open.element()] = firstCommas[open.element()] > 0 ? firstCommas[open.element()] : i;
            } else if (token.equals("lambda")) {
                lambdas.push(open.size());
            } else if (token.equals(":") && !lambdas.isEmpty() && lambdas.element() == open.size()) {
                lambdas.pop();
                lambda = i;
            } else if (token.equals("for")) {
                loops.push(open.size());
            } else if (token.equals("in") && !loops.isEmpty() && loops.element() == open.size()) {
                loops.pop();
            } else if (i > 0 && text(tokens.get(i - 1)).equals(".") && isThisModule(tokens, i - 1)) {
                boolean sets = token.equals("__dict__")
                        ? changesNames(tokens, i, i + 1, target, lambda)
                        : token.equals(wanted) && target;
                found = sets ? Optional.of("an attribute of this module") : found;
            }
            if (found.isEmpty() && target && reading == 0) {
                found = doors.attribute(tokens, i, lastTarget);
            }
            // What is done to the name before the file sets it is undone by that.
            if (found.isPresent() && !bindings.isEmpty()) {
                bindings.add(runsCode(tokens, found.get()));
                return;
            }
            lastNames = MODULE_NAMES.contains(token) ? i : lastNames;
            renamed |= token.equals("as");
        }
    }

    private Binding runsCode(List<Token> tokens, String what) {
        return Binding.refused(
                tokens.get(0).line(), Kind.RUNS_CODE, what + " may set it again", conditional(Optional.empty()));
    }

    /** Whether a bracket follows a value: a call or a subscript. */
    private boolean isReading(List<Token> tokens, int bracket) {
        return bracket > 0 && endsValue(tokens.get(bracket - 1));
    }

    /** The built-in function that a bracket calls, also by {@code (exec)(…)} or {@code builtins.exec(…)}; else -1. */
    private int callee(List<Token> tokens, int bracket) {
        int name = bracket - 1;
        while (name >= 0 && text(tokens.get(name)).equals(")")) {
            name--;
        }
        int pairs = bracket - 1 - name;
        String before = name > 0 ? text(tokens.get(name - 1)) : "";
        boolean attribute = before.equals(".");
        boolean builtin = attribute && name > 1 && doors.isBuiltins(name(tokens.get(name - 2)));
        boolean defined = before.equals("def") || before.equals("class");
        int start = builtin ? name - 2 : name;
        boolean enclosed = start >= pairs
                && tokens.subList(start - pairs, start).stream()
                        .allMatch(token -> text(token).equals("("));
        return enclosed && attribute == builtin && !defined ? name : -1;
    }

    /** Whether the expression before an index ends like {@code sys.modules[__name__]}. */
    private boolean isThisModule(List<Token> tokens, int end) {
        return end >= 2
                && CLOSING.contains(text(tokens.get(end - 1)))
                && name(tokens.get(end - 2)).equals("__name__");
    }

    /** Whether the first of some arguments is a plain literal, but not of the wanted name. */
    private boolean isOtherName(List<Token> arguments) {
        String literal = arguments.isEmpty() ? "" : text(arguments.get(0));
        boolean alone = arguments.size() < 2 || text(arguments.get(1)).equals(",");
        return alone
                && literal.matches("(?:'\\w++'|\"\\w++\")")
                && !wanted.equals(literal.substring(1, literal.length() - 1));
    }

    /**
     * Whether what is done to the names of the module, which stand at an index, may change them: sooner or later. A lambda
     * may give them to anybody.
     */
    private boolean changesNames(List<Token> tokens, int names, int next, boolean target, int lambda) {
        String before = names > 0 ? text(tokens.get(names - 1)) : "";
        String after = next < tokens.size() ? text(tokens.get(next)) : "";
        boolean argument = names > 1 && endsValue(tokens.get(names - 2));
        if (before.equals("(") && after.equals(")") && !argument) {
            return changesNames(tokens, names - 1, next + 1, target, lambda);
        }
        return switch (after) {
            case "." -> next + 1 == tokens.size() || !READING_METHODS.contains(text(tokens.get(next + 1)));
            case "[" -> target;
            case "" -> before.equals("=") || names - 1 == lambda;
            default -> before.equals(":=") || names - 1 == lambda;
        };
    }

    private void imported(List<Token> tokens, Optional<Scope> inline) {
        int line = tokens.get(0).line();
        boolean from = text(tokens.get(0)).equals("from");
        int names = from ? indexAtDepthZero(tokens, "import").orElse(tokens.size()) + 1 : 1;
        String module = tokens.subList(1, Math.min(from ? names - 1 : 1, tokens.size())).stream()
                .map(this::text)
                .collect(Collectors.joining());
        for (int i = names; i < tokens.size(); i++) {
            boolean aliased = i + 1 < tokens.size() && text(tokens.get(i + 1)).equals("as");
            boolean alias = i >= 2 && text(tokens.get(i - 1)).equals("as");
            boolean partOfPath = !from && i > 1 && text(tokens.get(i - 1)).equals(".");
            if (isWanted(tokens.get(i)) && !aliased && !partOfPath) {
                String original = text(tokens.get(alias ? i - 2 : i));
                Optional<Reference> target = from ? Optional.of(new Reference(module, original)) : Optional.empty();
                bindings.add(new Binding(
                        line,
                        new Binding.Refused(Kind.IMPORTED, "it is imported" + (from ? " from " + module : ""), target),
                        conditional(inline)));
            }
        }
    }

    private void assignment(List<Token> tokens, Optional<Scope> inline) throws NotStaticException {
        int line = tokens.get(0).line();
        List<Integer> equals = new ArrayList<>();
        int annotation = -1;
        int depth = 0;
        int lambdas = 0;
        for (int i = 0; i < tokens.size(); i++) {
            String token = text(tokens.get(i));
            depth += nesting(token);
            if (depth > 0 || tokens.get(i).type() == PythonLexer.Type.STRING) {
                continue;
            }
            if (token.equals("lambda")) {
                lambdas++;
            } else if (token.equals(":") && lambdas > 0) {
                lambdas--;
            } else if (token.equals(":") && annotation < 0 && equals.isEmpty()) {
                annotation = i;
            } else if (token.equals("=") && lambdas == 0) {
                equals.add(i);
            } else if (isAugmented(tokens.get(i), token)) {
                if (binds(tokens.subList(0, i))) {
                    add(line, Kind.AUGMENTED, "it is changed by " + token, inline);
                }
                return;
            }
        }
        if (annotation >= 0) {
            boolean annotated = isName(tokens.subList(0, annotation));
            if (annotated && !equals.isEmpty()) {
                value(line, tokens.subList(equals.get(0) + 1, tokens.size()), inline);
            }
            return;
        }
        boolean alone = false;
        boolean among = false;
        int start = 0;
        for (int end : equals) {
            List<Token> target = tokens.subList(start, end);
            if (isName(target)) {
                alone = true;
            } else if (binds(target)) {
                among = true;
            }
            start = end + 1;
        }
        if (among) {
            add(line, Kind.UNPACKING, "several names are set at once", inline);
        } else if (alone) {
            value(line, tokens.subList(start, tokens.size()), inline);
        }
    }

    private void value(int line, List<Token> value, Optional<Scope> inline) throws NotStaticException {
        bindings.add(new Binding(line, PythonValue.of(text, line, value), conditional(inline)));
    }

    /** Looks at the expressions of a statement or a header, those in its f-strings included. */
    private void expressions(List<Token> tokens) {
        assignmentExpressions(tokens);
        borrowed(tokens);
        runsCode(tokens);
        List<Token> inStrings = fields(tokens.get(tokens.size() - 1).end());
        assignmentExpressions(inStrings);
        borrowed(inStrings);
        runsCode(inStrings);
    }

    /** Code may be run by another name later, so this counts before the wanted name is set, too. */
    private void borrowed(List<Token> tokens) {
        if (!doors.open() || !early.isEmpty()) {
            return;
        }
        doors.borrowed(tokens)
                .map(name -> runsCode(tokens, name + " under another name"))
                .ifPresent(early::add);
    }

    /** The replacement fields up to there, each of them once: statements are looked at in the order of the line. */
    private List<Token> fields(int end) {
        List<Token> found = new ArrayList<>();
        while (!fields.isEmpty() && fields.element().start() < end) {
            found.add(fields.remove());
        }
        return found;
    }

    /** Finds {@code (name := …)}, which binds the name wherever it stands. */
    private void assignmentExpressions(List<Token> tokens) {
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (isWanted(tokens.get(i)) && text(tokens.get(i + 1)).equals(":=")) {
                add(tokens.get(i).line(), Kind.WALRUS, "it is set inside an expression", Optional.empty());
            }
        }
    }

    private void add(int line, Kind kind, String detail, Optional<Scope> inline) {
        bindings.add(Binding.refused(line, kind, detail, conditional(inline)));
    }

    private boolean conditional(Optional<Scope> inline) {
        return inline.isPresent() || !blocks.isEmpty();
    }

    private boolean inner() {
        return blocks.stream().anyMatch(block -> block.scope() == Scope.INNER);
    }

    /** Whether the target is the wanted name and nothing else, in parentheses or not. */
    private boolean isName(List<Token> target) {
        int start = 0;
        int end = target.size();
        while (end - start >= 3
                && text(target.get(start)).equals("(")
                && text(target.get(end - 1)).equals(")")) {
            start++;
            end--;
        }
        return end - start == 1 && isWanted(target.get(start));
    }

    /** Whether a target list sets the wanted name, and not only an attribute or an item of it or found by it. */
    private boolean binds(List<Token> target) {
        // Brackets that follow a value are subscripts or calls; what stands in them is read, not set.
        Deque<Boolean> reading = new ArrayDeque<>();
        for (int i = 0; i < target.size(); i++) {
            String token = text(target.get(i));
            if (OPENING.contains(token)) {
                boolean afterValue = i > 0 && endsValue(target.get(i - 1));
                reading.push(afterValue || reading.contains(true));
            } else if (CLOSING.contains(token) && !reading.isEmpty()) {
                reading.pop();
            } else if (isWanted(target.get(i)) && !reading.contains(true)) {
                boolean attribute = i > 0 && text(target.get(i - 1)).equals(".");
                boolean base = i + 1 < target.size() && Set.of(".", "[", "(").contains(text(target.get(i + 1)));
                if (!attribute && !base) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean endsValue(Token token) {
        String last = text(token);
        return token.type() == PythonLexer.Type.OPERATOR ? CLOSING.contains(last) : !PythonText.isKeyword(last);
    }

    private Optional<Integer> indexAtDepthZero(List<Token> tokens, String word) {
        int depth = 0;
        for (int i = 0; i < tokens.size(); i++) {
            String token = text(tokens.get(i));
            depth += nesting(token);
            if (depth == 0 && token.equals(word)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private int lastEquals(List<Token> tokens) {
        int depth = 0;
        int last = -1;
        for (int i = 0; i < tokens.size(); i++) {
            String token = text(tokens.get(i));
            depth += nesting(token);
            if (depth == 0 && (token.equals("=") || isAugmented(tokens.get(i), token))) {
                last = i;
            }
        }
        return last;
    }

    private boolean isWanted(Token token) {
        if (token.type() != PythonLexer.Type.NAME) {
            return false;
        }
        return wanted.equals(name(token));
    }

    /** PEP 3131: Python compares names in compatibility form, so a full-width letter makes no other name. */
    private String name(Token token) {
        String name = text(token);
        // No character is made of more than four; to normalize without end would take quadratic time.
        boolean unlike = name.length() > 4 * Math.max(wanted.length(), LONGEST_BUILTIN);
        boolean ascii = name.chars().allMatch(c -> c < 0x80);
        return ascii || unlike ? name : Normalizer.normalize(name, Normalizer.Form.NFKC);
    }

    private static boolean isAugmented(Token token, String text) {
        return token.type() == PythonLexer.Type.OPERATOR
                && text.length() >= 2
                && text.endsWith("=")
                && !Set.of("==", "!=", "<=", ">=", ":=").contains(text);
    }

    static boolean isKeywordOperator(String word) {
        return KEYWORD_OPERATORS.contains(word);
    }

    /** How a token changes the depth of brackets; strings never look like one, as they hold their quotes. */
    static int nesting(String token) {
        if (OPENING.contains(token)) {
            return 1;
        }
        return CLOSING.contains(token) ? -1 : 0;
    }

    private String text(Token token) {
        return text.substring(token.start(), token.end());
    }
}
