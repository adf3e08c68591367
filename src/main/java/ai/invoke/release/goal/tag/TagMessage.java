package ai.invoke.release.goal.tag;

import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Printable;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The template of a tag's message: text with names in braces. */
final class TagMessage {

    private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z]+)}");

    private TagMessage() {}

    /**
     * Fills it in.
     *
     * @throws ProjectException when it names something that there is not, or leaves nothing to say
     */
    static String render(String template, Map<String, String> values) {
        Matcher place = PLACE.matcher(template);
        StringBuilder text = new StringBuilder();
        while (place.find()) {
            String value = values.get(place.group(1));
            if (value == null) {
                throw new ProjectException(Problem.of("the tag message uses {" + place.group(1)
                                + "}, which is not a placeholder: " + Printable.of(template))
                        .next("use " + String.join(", ", new TreeSet<>(values.keySet()))
                                + " in -Dinvokeai.tagMessage"));
            }
            place.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        String message = place.appendTail(text).toString().strip();
        if (message.isEmpty() || message.indexOf('\0') >= 0) {
            throw new ProjectException(Problem.of("the tag's message is empty")
                    .next("give one: -Dinvokeai.tagMessage='Release {version}'"));
        }
        return message;
    }
}
