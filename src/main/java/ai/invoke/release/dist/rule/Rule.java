package ai.invoke.release.dist.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One rule of the catalogue.
 *
 * @param id stable, for instance {@code RC-01}
 * @param severity how bad a breach is, unless a single finding says otherwise
 * @param message one sentence; {@code {x}} stands for a concrete value
 * @param hint how to fix what breaks the rule
 * @param source where the rule comes from: a PEP, a rule of PyPI, a tool
 * @param stage when PyPI looks at this; {@link PypiStage#NEVER} when it does not
 * @param pypi what PyPI answers, with the placeholders of the message and {@code {f}} for the file name; empty when PyPI
 *     takes the file
 */
public record Rule(
        String id,
        Severity severity,
        String message,
        String hint,
        String source,
        PypiStage stage,
        Optional<String> pypi) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)}");

    /**
     * A rule that PyPI does not know.
     *
     * @param id stable id
     * @param severity how bad a breach is
     * @param message one sentence with placeholders
     * @param hint how to fix it
     * @param source where the rule comes from
     * @return the rule
     */
    public static Rule of(String id, Severity severity, String message, String hint, String source) {
        return new Rule(id, severity, message, hint, source, PypiStage.NEVER, Optional.empty());
    }

    /**
     * A rule that PyPI enforces: an error.
     *
     * @param id stable id
     * @param message one sentence with placeholders
     * @param hint how to fix it
     * @param source where the rule comes from
     * @param stage when PyPI looks
     * @param pypi PyPI's own words with placeholders
     * @return the rule
     */
    public static Rule enforced(String id, String message, String hint, String source, PypiStage stage, String pypi) {
        return new Rule(id, Severity.ERROR, message, hint, source, stage, Optional.of(pypi));
    }

    /**
     * A breach of this rule.
     *
     * @param values one for each different placeholder of the message, in the order of their first appearance
     * @return a draft, to be completed and given to {@link Findings#add}
     * @throws IllegalArgumentException when the number of values is not that of the placeholders
     */
    public Draft with(Object... values) {
        List<String> names = placeholders();
        if (names.size() != values.length) {
            throw new IllegalArgumentException(id + " has placeholders " + names + " but got " + values.length);
        }
        List<String> texts = new ArrayList<>();
        for (Object value : values) {
            texts.add(String.valueOf(value));
        }
        return new Draft(this, texts, Optional.empty(), severity, message, pypi);
    }

    /**
     * The names of the concrete values.
     *
     * @return in the order of their first appearance in the message
     */
    List<String> placeholders() {
        return PLACEHOLDER
                .matcher(message)
                .results()
                .map(m -> m.group(1))
                .distinct()
                .toList();
    }

    /** Fills a template; a placeholder without a value stays as it is. */
    String fill(String template, List<String> values, String fileName) {
        List<String> names = placeholders();
        return PLACEHOLDER.matcher(template).replaceAll(match -> {
            int index = names.indexOf(match.group(1));
            String value = index >= 0 ? values.get(index) : match.group(1).equals("f") ? fileName : match.group();
            return Matcher.quoteReplacement(value);
        });
    }
}
