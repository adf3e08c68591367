package ai.invoke.release.dist.metadata.value;

import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.PythonText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A licence expression of PEP 639, for instance {@code MIT OR (Apache-2.0 AND BSD-2-Clause)}, read as {@code
 * packaging.licenses} does: identifiers in any case, {@code LicenseRef-...}, {@code AND}, {@code OR}, {@code WITH}.
 *
 * @param text the expression with the identifiers in SPDX's own spelling
 */
public record LicenseExpression(String text) {

    private static final class Shipped {
        private static final Map<String, String> LICENSES = read("spdx-licenses.txt");
        private static final Map<String, String> EXCEPTIONS = read("spdx-exceptions.txt");

        private static Map<String, String> read(String name) {
            Map<String, String> ids = new HashMap<>();
            for (List<String> row : DatedList.read(name).rows()) {
                ids.put(LetterCase.lower(row.get(0)), row.get(0));
            }
            return Map.copyOf(ids);
        }
    }

    private static final String REF = "licenseref-";
    private static final Pattern REF_NAME = Pattern.compile("[A-Za-z0-9.-]+");

    /** CPython, which packaging borrows as a parser, refuses deeper brackets. */
    private static final int DEEPEST = 200;

    /**
     * Reads an expression.
     *
     * @param text the value of {@code License-Expression}
     * @return the expression in its canonical spelling
     * @throws SyntaxException when it is none, or names a licence or exception that SPDX does not know
     */
    public static LicenseExpression parse(String text) throws SyntaxException {
        return new LicenseExpression(new Reader(split(text)).read());
    }

    private static List<String> split(String text) {
        List<String> tokens = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        text.codePoints().forEach(c -> {
            boolean bracket = c == '(' || c == ')';
            if ((bracket || PythonText.isSpace(c)) && word.length() > 0) {
                tokens.add(word.toString());
                word.setLength(0);
            }
            if (bracket) {
                tokens.add(Character.toString(c));
            } else if (!PythonText.isSpace(c)) {
                word.appendCodePoint(c);
            }
        });
        if (word.length() > 0) {
            tokens.add(word.toString());
        }
        return tokens;
    }

    @Override
    public String toString() {
        return text;
    }

    private static final class Reader {

        private final List<String> tokens;
        /** A reference in two spellings is one licence; packaging writes it as it stands last. */
        private final Map<String, String> references = new HashMap<>();

        private int next;

        Reader(List<String> tokens) {
            this.tokens = tokens;
            for (String token : tokens) {
                String lower = LetterCase.lower(token);
                if (lower.startsWith(REF)) {
                    references.put(lower, token.substring(REF.length()));
                }
            }
        }

        String read() throws SyntaxException {
            String result = expression(0);
            if (next < tokens.size()) {
                throw new SyntaxException("unexpected " + PythonText.repr(tokens.get(next)));
            }
            return result;
        }

        private String expression(int depth) throws SyntaxException {
            StringBuilder result = new StringBuilder(term(depth));
            while (is("and") || is("or")) {
                result.append(' ').append(LetterCase.upper(tokens.get(next))).append(' ');
                next++;
                result.append(term(depth));
            }
            return result.toString();
        }

        private String term(int depth) throws SyntaxException {
            if (is("(")) {
                if (depth >= DEEPEST) {
                    throw new SyntaxException("more than " + DEEPEST + " levels of brackets");
                }
                next++;
                String inner = expression(depth + 1);
                if (!is(")")) {
                    throw new SyntaxException("a bracket that is not closed");
                }
                next++;
                return "(" + inner + ")";
            }
            String license = license(word("a license"));
            if (!is("with")) {
                return license;
            }
            next++;
            String name = word("an exception after WITH");
            String exception = Shipped.EXCEPTIONS.get(LetterCase.lower(name));
            if (exception == null) {
                throw new SyntaxException("unknown license exception " + PythonText.repr(name));
            }
            return license + " WITH " + exception;
        }

        private String license(String name) throws SyntaxException {
            boolean plus = name.endsWith("+");
            String bare = plus ? name.substring(0, name.length() - 1) : name;
            String lower = LetterCase.lower(bare);
            if (lower.startsWith(REF)) {
                String own = bare.substring(REF.length());
                if (plus || !REF_NAME.matcher(own).matches()) {
                    throw new SyntaxException("invalid reference " + PythonText.repr(name));
                }
                return "LicenseRef-" + references.getOrDefault(lower, own);
            }
            String id = Shipped.LICENSES.get(lower);
            if (id == null) {
                throw new SyntaxException("unknown license " + PythonText.repr(bare));
            }
            return id + (plus ? "+" : "");
        }

        private String word(String expected) throws SyntaxException {
            if (next == tokens.size()) {
                throw new SyntaxException("expected " + expected + " at the end");
            }
            String token = tokens.get(next);
            if (isReserved(token)) {
                throw new SyntaxException("expected " + expected + " before " + PythonText.repr(token));
            }
            next++;
            return token;
        }

        private static boolean isReserved(String token) {
            return switch (LetterCase.lower(token)) {
                case "and", "or", "with", "(", ")" -> true;
                default -> false;
            };
        }

        private boolean is(String token) {
            return next < tokens.size() && tokens.get(next).equalsIgnoreCase(token);
        }
    }
}
