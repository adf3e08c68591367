package ai.invoke.release.dist.metadata.value;

import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.PythonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The content type of a description: which markup, which charset, which dialect of Markdown.
 *
 * @param type lower-cased, for instance {@code text/markdown}
 * @param parameters by lower-cased name
 */
public record ContentType(String type, Map<String, String> parameters) {

    /** What PyPI renders, in the order of its own message. */
    public static final List<String> ALLOWED = List.of("text/x-rst", "text/plain", "text/markdown");

    private static final List<String> VARIANTS = List.of("CommonMark", "GFM");
    private static final String FIELD = "'description-content-type'";

    /** Longer ones are nobody's; the pattern of a quoted value needs some stack for every character. */
    private static final int LONGEST = 1000;

    private static final char DELETE = 0x7f;

    /** A token of RFC 2045, in which a parameter has neither the signs of RFC 2231 nor what readers strip. */
    private static final String TOKEN = "[!#$&+.^_`{|}~0-9A-Za-z-";

    private static final Pattern TYPE = Pattern.compile(TOKEN + "%'*]+/" + TOKEN + "%'*]+");
    private static final Pattern NAME = Pattern.compile(TOKEN + "]+");
    private static final Pattern VALUE = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"|" + TOKEN + "%]+");

    /** Takes unmodifiable copies. */
    public ContentType {
        parameters = Map.copyOf(parameters);
    }

    /**
     * Reads a content type.
     *
     * @param text the value of {@code Description-Content-Type}
     * @return its parts
     * @throws SyntaxException when it is not a media type with parameters
     */
    public static ContentType parse(String text) throws SyntaxException {
        if (text.length() > LONGEST) {
            throw new SyntaxException("more than " + LONGEST + " characters");
        }
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
            throw new SyntaxException("a line break in the value");
        }
        if (text.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == DELETE)) {
            throw new SyntaxException("a control character in the value");
        }
        Scanner scanner = new Scanner(text);
        scanner.spaces();
        String type = LetterCase.lower(scanner.expect(TYPE, "type/subtype"));
        Map<String, String> parameters = new LinkedHashMap<>();
        scanner.spaces();
        while (scanner.accept(";")) {
            scanner.spaces();
            if (scanner.atEnd()) {
                break;
            }
            String name = LetterCase.lower(scanner.expect(NAME, "the name of a parameter"));
            scanner.spaces();
            if (!scanner.accept("=")) {
                throw scanner.wrong("= after the parameter " + name);
            }
            scanner.spaces();
            if (parameters.put(name, unquote(scanner.expect(VALUE, "a value of the parameter " + name))) != null) {
                throw scanner.wrong("the parameter " + name + " only once");
            }
            scanner.spaces();
        }
        if (!scanner.atEnd()) {
            throw scanner.wrong("a semicolon");
        }
        return new ContentType(type, parameters);
    }

    private static String unquote(String value) {
        return value.startsWith("\"") ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    }

    /**
     * Why PyPI refuses this type.
     *
     * @param text the value as written, which PyPI quotes
     * @return PyPI's words; empty when it takes the type
     */
    public Optional<String> fault(String text) {
        if (!ALLOWED.contains(type)) {
            String allowed =
                    String.join(", ", ALLOWED.stream().map(PythonText::repr).toList());
            return Optional.of(FIELD + " must be one of [" + allowed + "], not " + PythonText.repr(text));
        }
        String charset = parameters.getOrDefault("charset", "UTF-8");
        // The release of packaging that PyPI runs (26.2) compares the case, newer ones do not.
        if (!charset.equals("UTF-8")) {
            return Optional.of(FIELD + " can only specify the UTF-8 charset, not " + PythonText.repr(charset));
        }
        String variant = parameters.getOrDefault("variant", "GFM");
        if (type.equals("text/markdown") && !VARIANTS.contains(variant)) {
            String known =
                    String.join(", ", VARIANTS.stream().map(PythonText::repr).toList());
            return Optional.of(
                    "valid Markdown variants for " + FIELD + " are [" + known + "], not " + PythonText.repr(variant));
        }
        return Optional.empty();
    }
}
