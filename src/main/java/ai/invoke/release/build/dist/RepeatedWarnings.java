package ai.invoke.release.build.dist;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shows a warning of Python's {@code warnings} module with all that stands below it once, however often a backend repeats it:
 * setuptools says the same for the sdist, the wheel and the metadata of each.
 */
final class RepeatedWarnings {

    /** A file, a line, a class of warnings. */
    private static final Pattern BEGIN = Pattern.compile(":\\d{1,7}+: (?<class>[A-Za-z]++): ");

    private final Consumer<String> shown;
    private final Consumer<String> repeated;
    private final Set<List<String>> known = new HashSet<>();
    private final List<String> block = new ArrayList<>();

    RepeatedWarnings(Consumer<String> shown, Consumer<String> repeated) {
        this.shown = shown;
        this.repeated = repeated;
    }

    /**
     * One line more.
     *
     * @param line what was printed
     */
    void add(String line) {
        if (begin(line).isPresent()) {
            end();
            block.add(line);
        } else if (!block.isEmpty() && belongs(line)) {
            block.add(line);
        } else {
            end();
            shown.accept(line);
        }
    }

    /** Where the warning itself stands in its first line. */
    private static Optional<Integer> begin(String line) {
        Matcher matcher = BEGIN.matcher(line);
        boolean found = !line.startsWith(" ")
                && matcher.find()
                && matcher.group("class").endsWith("Warning");
        return found ? Optional.of(matcher.start("class")) : Optional.empty();
    }

    /** Indented, a frame of exclamation marks, or nothing at all. */
    private static boolean belongs(String line) {
        return line.isBlank() || line.startsWith(" ") || line.equals("!!");
    }

    /** Nothing more comes. */
    void end() {
        if (!block.isEmpty()) {
            List<String> whole = List.copyOf(block);
            block.clear();
            // The folder of an isolated environment is another one each time.
            List<String> text = new ArrayList<>(whole);
            begin(whole.get(0)).ifPresent(start -> text.set(0, whole.get(0).substring(start)));
            whole.forEach(known.add(text) ? shown : repeated);
        }
    }
}
