package ai.invoke.release.version;

import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.Printable;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a text is not a PEP 440 version, and what its author may have meant.
 *
 * @param text the text that is no version
 * @param wrong the part that is wrong, fit to be shown; empty when something is missing at the end
 * @param suggestions legal spellings, the likeliest first; empty when nothing is near
 */
public record Misspelling(String text, String wrong, List<Suggestion> suggestions) {

    /**
     * A legal spelling.
     *
     * @param spelling a PEP 440 version as text
     * @param remark what to know about it, for instance that PyPI refuses it
     */
    public record Suggestion(String spelling, Optional<String> remark) {

        @Override
        public String toString() {
            return spelling + remark.map(text -> " (" + text + ")").orElse("");
        }
    }

    private static final Pattern PATCH =
            Pattern.compile("[._-]?(?:p|pl|patch|hotfix|fix|sp|u|update)[._-]?([0-9]{1,9})");
    private static final Pattern MILESTONE = Pattern.compile("[._-]?(?:m|milestone)[._-]?([0-9]{1,9})");
    private static final Pattern SNAPSHOT = Pattern.compile("[._-]?(?:snapshot|nightly|devel)[._-]?([0-9]{0,9})");
    private static final Pattern FINAL = Pattern.compile("[._-]?(?:final|ga|release|stable)?[._-]?");
    private static final Pattern MOVING = Pattern.compile("[._-]?(?:latest|stable|current|next|test|head)(?:[._-].*)?");
    private static final Pattern LOCAL = Pattern.compile("[._+-]?([a-z0-9]++(?:[._-][a-z0-9]++)*+)");

    /** Longer texts are not worth a guess. */
    private static final int LONGEST = 200;

    /** Takes an unmodifiable copy of the list. */
    public Misspelling {
        suggestions = List.copyOf(suggestions);
    }

    /**
     * Explains a text.
     *
     * @param text any text
     * @return empty when the text is PEP 440
     */
    public static Optional<Misspelling> of(String text) {
        return PyVersion.firstWrong(text).stream()
                .map(index -> startOfWord(text, index))
                .mapToObj(index -> new Misspelling(text, Printable.of(text.substring(index)), suggestions(text, index)))
                .findFirst();
    }

    /** PEP 440 can take the {@code c} of {@code -canvas} for a release candidate; a person reads words. */
    private static int startOfWord(String text, int index) {
        int start = index;
        while (start > 0
                && index < text.length()
                && Character.isLetter(text.charAt(index))
                && Character.isLetter(text.charAt(start - 1))) {
            start--;
        }
        boolean moved = start < index;
        return moved && start > 0 && "._-".indexOf(text.charAt(start - 1)) >= 0 ? start - 1 : start;
    }

    /**
     * The reason as the end of a sentence.
     *
     * @return names the part that is wrong
     */
    public String reason() {
        if (text.isBlank()) {
            return "it is empty";
        }
        return wrong.isEmpty() ? "it ends too early" : "\"" + wrong + "\" is not part of a version";
    }

    private static List<Suggestion> suggestions(String text, int index) {
        if (text.length() > LONGEST) {
            return List.of();
        }
        Optional<Suggestion> cleaned = cleaned(text);
        if (cleaned.isPresent()) {
            return List.of(cleaned.get());
        }
        // A joint such as the dot of "1.0.latest" belongs to the part that is wrong.
        int end = index;
        while (end > 0 && "._-+".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        String good = text.substring(0, end);
        return PyVersion.tryParse(good).isPresent() ? continued(good, text.substring(end)) : List.of();
    }

    /** The text without what stands before the first digit and with single joints, if that is all that is wrong. */
    private static Optional<Suggestion> cleaned(String text) {
        int start = 0;
        while (start < text.length() && (text.charAt(start) < '0' || text.charAt(start) > '9')) {
            start++;
        }
        String cleaned = text.substring(start).strip().replaceAll("([._-])[._-]+", "$1");
        return PyVersion.tryParse(cleaned).map(version -> new Suggestion(cleaned, Optional.empty()));
    }

    private static List<Suggestion> continued(String good, String rest) {
        String lower = LetterCase.lower(rest);
        Optional<String> word = word(lower, PATCH, ".post")
                .or(() -> word(lower, MILESTONE, "a"))
                .or(() -> word(lower, SNAPSHOT, ".dev"))
                .map(suffix -> good + suffix)
                .filter(spelling -> PyVersion.tryParse(spelling).isPresent());
        if (word.isPresent()) {
            return List.of(new Suggestion(word.get(), Optional.empty()));
        }
        if (FINAL.matcher(lower).matches()) {
            return List.of(new Suggestion(good, Optional.empty()));
        }
        if (MOVING.matcher(lower).matches()) {
            return List.of();
        }
        Matcher local = LOCAL.matcher(lower);
        Stream<Suggestion> asLocal = local.matches()
                ? Stream.of(new Suggestion(
                                good + "+" + local.group(1).replaceAll("[._-]", "."),
                                Optional.of("legal, but PyPI refuses local versions")))
                        .filter(suggestion ->
                                PyVersion.tryParse(suggestion.spelling()).isPresent())
                : Stream.of();
        return Stream.concat(Stream.of(new Suggestion(good, Optional.empty())), asLocal)
                .collect(Collectors.toUnmodifiableList());
    }

    private static Optional<String> word(String rest, Pattern pattern, String suffix) {
        Matcher matcher = pattern.matcher(rest);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(suffix + (matcher.group(1).isEmpty() ? "0" : matcher.group(1)));
    }
}
