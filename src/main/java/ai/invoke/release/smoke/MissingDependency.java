package ai.invoke.release.smoke;

import ai.invoke.release.text.LetterCase;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells a script that stops because a dependency is not installed from one whose own wheel lacks a part. With {@code
 * --no-deps} only the wheel and the standard library are there.
 */
final class MissingDependency {

    private static final Pattern MODULE = Pattern.compile("ModuleNotFoundError: No module named '([^']+)'.*");
    private static final Pattern DISTRIBUTION = Pattern.compile(
            "(?:importlib\\.metadata\\.)?PackageNotFoundError: .*?(?<![A-Za-z0-9._-])([A-Za-z0-9._-]++)");

    private final SmokeProbe.Seen seen;

    /**
     * For one package.
     *
     * @param seen the package
     */
    MissingDependency(SmokeProbe.Seen seen) {
        this.seen = seen;
    }

    /**
     * What Python said.
     *
     * @param step a script that failed
     * @return the line that names what is missing; empty when it is no dependency, so that the wheel is broken
     */
    Optional<String> in(SmokeStep step) {
        return step.lastLine(line -> line.startsWith("ModuleNotFoundError:")
                        || line.startsWith("ImportError:")
                        || line.contains("PackageNotFoundError:"))
                .filter(this::foreign);
    }

    /**
     * Whether what is missing is a certain module, or a package that it lies in.
     *
     * @param module dotted
     * @param line from {@link #in(SmokeStep)}
     * @return false also when the line speaks of something else
     */
    boolean is(String module, String line) {
        Matcher missing = MODULE.matcher(line);
        return missing.matches() && (module + ".").startsWith(missing.group(1) + ".");
    }

    private boolean foreign(String line) {
        Matcher module = MODULE.matcher(line);
        if (module.matches()) {
            return seen.own().stream().noneMatch(own -> (module.group(1) + ".").startsWith(own + "."));
        }
        Matcher distribution = DISTRIBUTION.matcher(line);
        if (distribution.matches()) {
            return !normalized(distribution.group(1)).equals(normalized(seen.name()));
        }
        // Nothing but the wheel and the standard library could be imported from. Other words are a package's own
        // advice.
        return !line.startsWith("ImportError: cannot import name ");
    }

    /** The name as PEP 503 compares it. */
    private static String normalized(String name) {
        return LetterCase.lower(name.replaceAll("[-_.]+", "-"));
    }
}
