package ai.invoke.release.notes;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whom to leave out of the thanks.
 *
 * @param internal logins (with or without {@code @}), display names or mail addresses of the project's own people, or a mail
 *     domain as {@code @example.org}; compared without case and, for names, without blanks
 * @param bots further names, logins or mail addresses of programs, {@code *} standing for anything
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

    /** The programs as one test; names, logins and mail addresses are asked alike. */
    Pattern botPattern() {
        StringBuilder pattern = new StringBuilder();
        for (List<String> list : List.of(KNOWN_BOTS, bots)) {
            for (String glob : list) {
                if (pattern.length() > 0) {
                    pattern.append('|');
                }
                for (String part : glob.toLowerCase(Locale.ROOT).split("((?<=\\*)|(?=\\*))", -1)) {
                    pattern.append("*".equals(part) ? ".*" : Pattern.quote(part));
                }
            }
        }
        return Pattern.compile(pattern.toString());
    }
}
