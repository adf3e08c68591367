package ai.invoke.release.version;

import ai.invoke.release.problem.Problem;
import ai.invoke.release.text.Printable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A tag as text: its name, and the version in it. Knows git's rules for names and PEP 440, but not whether there is such a
 * tag.
 *
 * @param name without {@code refs/tags/}, as the user spelt it
 * @param prefix what stands before the version, {@code v} by custom; may be empty
 */
public record TagName(String name, String prefix) {

    private static final String REFS_TAGS = "refs/tags/";

    /**
     * A tag from what a user or a CI service calls a ref.
     *
     * @param ref a tag's name, or its full name that starts with {@code refs/tags/}
     * @param prefix what stands before the version. The prefix {@code v} may be missing in the tag, as PEP 440 itself
     *     allows it; any other must be there, since several projects may share a repository.
     * @return the tag
     */
    public static TagName of(String ref, String prefix) {
        return new TagName(ref.startsWith(REFS_TAGS) ? ref.substring(REFS_TAGS.length()) : ref, prefix);
    }

    /**
     * The full name of the ref.
     *
     * @return {@code refs/tags/<name>}
     */
    public String ref() {
        return REFS_TAGS + name;
    }

    /**
     * The version as the tag spells it, PEP 440 or not: what file names for people use.
     *
     * @return the name without the prefix
     */
    public String versionText() {
        return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }

    /**
     * The version in the tag.
     *
     * @return empty when {@link #problem()} has something to say
     */
    public Optional<PyVersion> version() {
        return problem().isPresent() ? Optional.empty() : PyVersion.tryParse(versionText());
    }

    /**
     * Why this is not the tag of a release.
     *
     * @return which part is wrong and the nearest legal spelling; empty when there is a version in the tag
     */
    public Optional<Problem> problem() {
        String shown = "the tag " + Printable.of(name);
        Optional<String> illegal = illegal();
        if (illegal.isPresent()) {
            return Optional.of(Problem.of(
                            "\"" + Printable.of(name) + "\" is not a name that git allows for a tag: " + illegal.get())
                    .next("name the tag alone, for instance -Dinvokeai.ref=" + prefix + "1.2.3"));
        }
        if (!name.startsWith(prefix) && !prefix.equals("v")) {
            return Optional.of(Problem.of(shown + " does not start with the prefix " + Printable.of(prefix))
                    .next("give the tag of this project, or the right -Dinvokeai.tagPrefix"));
        }
        if (name.startsWith(prefix) && !prefix.isEmpty() && versionText().matches("[vV].*")) {
            // PEP 440 allows one v, and the prefix is it.
            return Optional.of(misspelt(new Misspelling(
                    name,
                    Printable.of(versionText()),
                    PyVersion.tryParse(versionText()).stream()
                            .map(version ->
                                    new Misspelling.Suggestion(versionText().substring(1), Optional.empty()))
                            .toList())));
        }
        return Misspelling.of(versionText()).map(this::misspelt);
    }

    private Problem misspelt(Misspelling misspelling) {
        List<Misspelling.Suggestion> suggestions = misspelling.suggestions();
        String advice = suggestions.isEmpty()
                ? "a release needs a tag of its own with its version, for instance " + prefix + "1.2.3"
                : "spell it "
                        + suggestions.stream()
                                .map(suggestion -> prefix + suggestion)
                                .collect(Collectors.joining(", or "));
        return Problem.of("the tag " + Printable.of(name) + " is not a PEP 440 version: " + misspelling.reason())
                .next(advice);
    }

    /** The rules of {@code git check-ref-format}, the first that is broken. */
    private Optional<String> illegal() {
        if (name.isEmpty()) {
            return Optional.of("it is empty");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == ' ') {
                return Optional.of("it holds a space");
            }
            if (c < ' ' || c == 0x7F || (Character.isSurrogate(c) && !isPaired(i))) {
                return Optional.of("it holds the character " + String.format("U+%04X", (int) c));
            }
            if ("~^:?*[\\".indexOf(c) >= 0) {
                return Optional.of("it holds " + c);
            }
        }
        for (String part : List.of("..", "@{", "//")) {
            if (name.contains(part)) {
                return Optional.of("it holds " + part);
            }
        }
        if (name.startsWith("-") || name.startsWith("/") || name.equals("@")) {
            return Optional.of("it starts with " + name.charAt(0));
        }
        for (String end : List.of("/", ".", ".lock")) {
            if (name.endsWith(end)) {
                return Optional.of("it ends with " + end);
            }
        }
        return name.contains(".lock/") || name.contains("/.")
                ? Optional.of("a part of it starts with a dot or ends with .lock")
                : Optional.empty();
    }

    private boolean isPaired(int index) {
        return Character.isHighSurrogate(name.charAt(index))
                ? index + 1 < name.length() && Character.isLowSurrogate(name.charAt(index + 1))
                : index > 0 && Character.isHighSurrogate(name.charAt(index - 1));
    }

    @Override
    public String toString() {
        return name;
    }
}
