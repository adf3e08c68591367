package ai.invoke.release.documentation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command line of Maven as a page prints it.
 *
 * @param where file and line
 * @param goals phases and goals, in order
 * @param properties of {@code -D}
 * @param profiles of {@code -P}
 * @param options everything else that begins with a hyphen
 */
record MavenCommand(
        String where, List<String> goals, Map<String, String> properties, List<String> profiles, List<String> options) {

    private static final Pattern START = Pattern.compile("^\\s*+(?:\\$ )?(?:[A-Z][A-Z_0-9]*+=\\S*+ )*+mvn (.++)$");
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']|\"[^\"]*+\"|'[^']*+')++");
    private static final Set<String> WITH_VALUE = Set.of("-f", "-pl", "-s", "-T", "-l");

    /** The command on a line, if there is one; anything behind a comment, a pipe or a wide gap is not part of it. */
    static Optional<MavenCommand> on(String where, String line) {
        Matcher start = START.matcher(line);
        return start.matches()
                ? Optional.of(words(where, start.group(1).split("\\s#|\\s{3}|\\s[|&(]|;", 2)[0]))
                : Optional.empty();
    }

    /** The commands of a shell script or a transcript. */
    static List<MavenCommand> in(String where, String script) {
        return script.replaceAll("\\\\\n\\s*+", " ")
                .lines()
                .flatMap(line -> on(where, line).stream())
                .toList();
    }

    private static MavenCommand words(String where, String text) {
        List<String> goals = new ArrayList<>();
        Map<String, String> properties = new LinkedHashMap<>();
        List<String> profiles = new ArrayList<>();
        List<String> options = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            String one = word.group().replaceAll("[\"']", "");
            if (one.startsWith("-D")) {
                String[] parts = one.substring(2).split("=", 2);
                properties.put(parts[0], parts.length == 2 ? parts[1] : "true");
            } else if (one.startsWith("-P")) {
                profiles.addAll(List.of(one.substring(2).split(",")));
            } else if (one.startsWith("-")) {
                options.add(one);
                if (WITH_VALUE.contains(one)) {
                    word.find();
                }
            } else {
                goals.add(one);
            }
        }
        return new MavenCommand(where, goals, properties, profiles, options);
    }
}
