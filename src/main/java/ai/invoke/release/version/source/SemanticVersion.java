package ai.invoke.release.version.source;

import ai.invoke.release.text.LetterCase;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions of Cargo and npm (semantic versioning) in the form that Python tools make of them. */
final class SemanticVersion {

    private static final Pattern SEMANTIC = Pattern.compile(
            "(?<release>\\d++\\.\\d++\\.\\d++)(?:-(?<label>[A-Za-z]*+)[.-]?+(?<number>\\d*+))?+(?<local>\\+[0-9A-Za-z.-]++)?+");

    private SemanticVersion() {}

    /** What maturin makes of the version in {@code Cargo.toml}; empty when it refuses it. */
    static Optional<String> maturin(String text) {
        Matcher matcher = SEMANTIC.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String release = matcher.group("release");
        String local = matcher.group("local") == null ? "" : matcher.group("local");
        if (matcher.group("label") == null) {
            return Optional.of(release + local);
        }
        String number = matcher.group("number");
        String counted = number.isEmpty() ? "0" : number;
        return switch (LetterCase.lower(matcher.group("label"))) {
            case "" -> number.isEmpty() ? Optional.empty() : Optional.of(release + ".post" + number + local);
            case "a", "alpha" -> Optional.of(release + "a" + counted + local);
            case "b", "beta" -> Optional.of(release + "b" + counted + local);
            case "c", "rc", "pre", "preview" -> Optional.of(release + "rc" + counted + local);
            case "dev" -> Optional.of(release + ".dev" + counted + local);
            case "post", "rev", "r" -> Optional.of(release + ".post" + counted + local);
            default -> Optional.empty();
        };
    }

    /** What hatch-nodejs-version makes of the version in {@code package.json}; empty when it refuses it. */
    static Optional<String> npm(String text) {
        Matcher matcher = SEMANTIC.matcher(text.strip());
        if (!matcher.matches() || "".equals(matcher.group("label"))) {
            return Optional.empty();
        }
        return switch (LetterCase.lower(
                Optional.ofNullable(matcher.group("label")).orElse(""))) {
            case "", "a", "b", "c", "rc", "alpha", "beta", "pre", "preview" -> maturin(text);
            default -> Optional.empty();
        };
    }
}
