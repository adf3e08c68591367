package ai.invoke.release.maven;

import ai.invoke.release.console.Styles;
import ai.invoke.release.text.LetterCase;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fusesource.jansi.Ansi;

/**
 * Maven's styles, with the colours that Maven gives them and the user's own ones ({@code -Dstyle.success=bold,blue} in {@code
 * MAVEN_OPTS}). Maven has no interface for them that 3.6 and 4 share.
 *
 * @see <a href="https://maven.apache.org/ref/3.9.9/maven-embedder/logging.html">Maven, console logging</a>
 */
public final class MavenStyles implements Styles {

    private static final List<String> COLORS =
            List.of("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white");
    private static final Pattern COLOR = Pattern.compile(
            "(?:(?<back>b:|bg:|background:|bg)|f:|fg:|foreground:)?(?<bright>bright-|bright|!)?(?<name>[a-z]++)");
    private static final String ESCAPE = "\033[";

    private final Function<String, Optional<String>> chosen;

    /**
     * Styles with colours.
     *
     * @param chosen the value of {@code style.<name>}, when the user has chosen one
     */
    MavenStyles(Function<String, Optional<String>> chosen) {
        this.chosen = chosen;
    }

    /**
     * The styles of the Maven that runs.
     *
     * @return none when Maven writes without colours: {@code -B}, {@code -l}, {@code -Dstyle.color=never}, no terminal
     */
    public static Styles current() {
        return Ansi.isEnabled() ? new MavenStyles(name -> Optional.ofNullable(System.getProperty(name))) : NONE;
    }

    @Override
    public String in(Style style, String text) {
        String name = LetterCase.lower(style.name());
        String codes = Stream.of(chosen.apply("style." + name)
                        .orElseGet(() -> usual(style))
                        .split(",", -1))
                .map(word -> code(LetterCase.lower(word.strip())))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(";"));
        return codes.isEmpty() ? text : ESCAPE + codes + "m" + text + ESCAPE + "m";
    }

    private static String usual(Style style) {
        return switch (style) {
            case STRONG -> "bold";
            case SUCCESS -> "bold,green";
            case WARNING -> "bold,yellow";
            case FAILURE -> "bold,red";
        };
    }

    /**
     * One word of a style, {@code bold} or a colour: as Maven 3 reads it, {@code red}, {@code brightRed}, {@code bgRed}, and as Maven 4
     * does, {@code f:red}, {@code f:bright-red}, {@code b:red}.
     */
    private static Optional<String> code(String word) {
        if (word.equals("bold")) {
            return Optional.of("1");
        }
        Matcher color = COLOR.matcher(word);
        int number = color.matches() ? COLORS.indexOf(color.group("name")) : -1;
        return number < 0
                ? Optional.empty()
                : Optional.of(String.valueOf(
                        number + (color.group("back") == null ? 30 : 40) + (color.group("bright") == null ? 0 : 60)));
    }
}
