package ai.invoke.release.notes;

import ai.invoke.release.text.Glob;
import ai.invoke.release.text.LetterCase;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Whom to leave out of the thanks.
 *
 * @param internal logins (with or without {@code @}), display names or mail addresses of the project's own people, or a mail
 *     domain as {@code @example.org}; compared without case and, for names, without blanks
 * @param bots further names, logins or mail addresses of programs, {@code *} standing for anything and {@code ?} for any one character
 * @param noreplyDomain where the Git host keeps addresses that prove a login, for instance {@code users.noreply.github.com}
 */
public record ContributorRules(List<String> internal, List<String> bots, String noreplyDomain) {

    /** The domain of github.com. */
    public static final String GITHUB_NOREPLY = "users.noreply.github.com";

    /** Programs that write commits or are named as co-authors; {@code *} stands for anything. */
    public static final List<String> KNOWN_BOTS = List.of(
            "*[bot]",
            "*[bot]@users.noreply.github.com",
            "dependabot",
            "dependabot-preview",
            "github-actions",
            "renovate",
            "renovate-bot",
            "pre-commit-ci",
            "web-flow",
            "weblate",
            "copilot",
            "github copilot",
            "noreply@github.com",
            "actions@github.com",
            "action@github.com",
            "copilot@github.com",
            "noreply@anthropic.com",
            "noreply@openai.com",
            "codex@openai.com",
            "cursoragent@cursor.com",
            "*@bots.noreply.github.com",
            "hosted@weblate.org",
            "noreply@weblate.org");

    /** Takes unmodifiable copies without empty entries. */
    public ContributorRules {
        internal =
                internal.stream().map(String::strip).filter(s -> !s.isEmpty()).toList();
        bots = bots.stream().map(String::strip).filter(s -> !s.isEmpty()).toList();
    }

    /**
     * Rules for github.com.
     *
     * @param internal the project's own people
     * @return the rules
     */
    public static ContributorRules github(List<String> internal) {
        return new ContributorRules(internal, List.of(), GITHUB_NOREPLY);
    }

    /** Tells programs; names, logins and mail addresses are asked alike. */
    Predicate<String> programs() {
        List<Glob> globs = Stream.concat(KNOWN_BOTS.stream(), bots.stream())
                .map(name -> Glob.simple(LetterCase.lower(name)))
                .toList();
        return text -> {
            String lower = LetterCase.lower(text);
            return globs.stream().anyMatch(glob -> glob.matches(lower));
        };
    }
}
