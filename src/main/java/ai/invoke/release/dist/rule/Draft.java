package ai.invoke.release.dist.rule;

import ai.invoke.release.text.Printable;
import java.util.List;
import java.util.Optional;

/**
 * A finding in the making.
 *
 * @param rule the rule that is broken
 * @param values the concrete values
 * @param place where in the archive
 * @param severity the rule's, unless changed
 * @param message the rule's template, unless changed
 * @param pypi PyPI's words (a template), empty when PyPI takes the file
 */
public record Draft(
        Rule rule,
        List<String> values,
        Optional<String> place,
        Severity severity,
        String message,
        Optional<String> pypi) {

    /** A path in an archive is longer than a name. */
    private static final int LONGEST = 240;

    /**
     * Names the place.
     *
     * @param where an entry's name, or a file with a line as in {@code demo-1.0.dist-info/METADATA:12}
     * @return a copy
     */
    public Draft at(String where) {
        return new Draft(rule, values, Optional.of(where), severity, message, pypi);
    }

    /**
     * Another severity than the rule's, for rules with a milder or stricter case; PyPI takes the file in the milder one.
     *
     * @param other the severity
     * @return a copy
     */
    public Draft as(Severity other) {
        return new Draft(rule, values, place, other, message, other == Severity.ERROR ? pypi : Optional.empty());
    }

    /**
     * Another sentence than the rule's, for a special case.
     *
     * @param template may use the placeholders of the rule's own message
     * @return a copy
     */
    public Draft saying(String template) {
        return new Draft(rule, values, place, severity, template, pypi);
    }

    /**
     * PyPI's exact words in this case.
     *
     * @param words the answer, without the status code
     * @return a copy
     */
    public Draft pypi(String words) {
        return new Draft(rule, values, place, severity, message, Optional.of(words));
    }

    /**
     * PyPI takes the file in this case.
     *
     * @return a copy
     */
    public Draft pypiAccepts() {
        return new Draft(rule, values, place, severity, message, Optional.empty());
    }

    /**
     * The finished finding. Names from archives may hold anything, so all values are made printable and short.
     *
     * @param fileName the file it is about
     * @return the finding
     */
    public Finding finish(String fileName) {
        List<String> shown = values.stream().map(Draft::shown).toList();
        return new Finding(
                rule.id(),
                severity,
                fileName,
                place.map(Draft::shown),
                rule.fill(message, shown, fileName),
                rule.hint(),
                rule.source(),
                pypi.map(words -> rule.fill(words, values, fileName)));
    }

    private static String shown(String foreign) {
        return Printable.of(foreign, LONGEST);
    }
}
