package ai.invoke.release.build.checks;

import ai.invoke.release.dist.metadata.value.ProjectName;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What pytest says when it did not begin because something that the tests need is not installed. That is no failure of a
 * test, and its exit code tells nobody what to do.
 */
final class MissingTestDependency {

    /** Wrong usage: an option of a plugin that is not there, a plugin that is required, a conftest that cannot be imported. */
    private static final int USAGE = 4;

    /** Interrupted: also when test modules cannot be imported. */
    private static final int INTERRUPTED = 2;

    private static final Pattern MODULE =
            Pattern.compile("(?:ModuleNotFoundError|ImportError): No module named '(?<name>[A-Za-z0-9_.]++)'");
    private static final Pattern PLUGIN = Pattern.compile("Missing required plugins: (?<name>[A-Za-z0-9_.,\\s-]++)");
    private static final Pattern OPTION = Pattern.compile("error: unrecognized arguments: (?<name>.{1,200})");

    private MissingTestDependency() {}

    /**
     * Reads it.
     *
     * @param code pytest's exit code
     * @param printed its last lines
     * @param tests what the tests need, where the project says it
     * @return what is missing, for a message; empty when the failure is another one
     */
    static Optional<String> of(int code, List<String> printed, Optional<TestRequirements> tests) {
        if (code != USAGE && code != INTERRUPTED) {
            return Optional.empty();
        }
        Optional<String> module = find(MODULE, printed);
        if (code == INTERRUPTED) {
            // A module that nobody declares as needed for tests is a mistake of the project.
            return module.map(name -> ProjectName.normalize(name.split("\\.", -1)[0]))
                    .filter(name -> tests.filter(found -> found.packages().contains(name))
                            .isPresent())
                    .map(name -> "the module " + name + " is not installed here");
        }
        return find(PLUGIN, printed)
                .map(name -> "the plugin " + name + " is not installed here")
                .or(() -> module.map(name -> "the module " + name + " is not installed here"))
                .or(() ->
                        find(OPTION, printed).map(name -> "the plugin that knows " + name + " is not installed here"));
    }

    private static Optional<String> find(Pattern pattern, List<String> lines) {
        return lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .findFirst()
                .map(found -> found.group("name").strip());
    }
}
