package ai.invoke.release.notes;

import ai.invoke.release.git.LogEntry;
import ai.invoke.release.text.LetterCase;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One commit as notes show it.
 *
 * @param id the full commit id
 * @param subject the first line without the number of the pull request; foreign text
 * @param pullRequest the number that GitHub wrote behind the subject when it merged a pull request, {@code (#123)}
 * @param type the type of a conventional commit in lower case, for instance {@code feat}; empty for other subjects
 * @param breaking whether the commit says that it breaks something: a {@code !} before the colon, or a {@code BREAKING CHANGE}
 *     footer
 * @see <a href="https://www.conventionalcommits.org/en/v1.0.0/">Conventional Commits 1.0.0</a>
 */
public record Change(
        String id, String subject, Optional<Integer> pullRequest, Optional<String> type, boolean breaking) {

    /** Words before a colon that are meant as a type; another word ("Note: …") is none. */
    private static final Set<String> TYPES = Set.of(
            "feat",
            "feature",
            "fix",
            "bugfix",
            "perf",
            "docs",
            "doc",
            "refactor",
            "style",
            "test",
            "tests",
            "build",
            "ci",
            "chore",
            "revert",
            "deps",
            "release",
            "wip",
            "ui",
            "api",
            "i18n",
            "translation",
            "translations");

    private static final Pattern PULL_REQUEST = Pattern.compile("#([1-9][0-9]{0,8}+)\\)");
    private static final Pattern CONVENTIONAL = Pattern.compile("([A-Za-z0-9]{1,20})(?:\\([^()]{0,100}\\))?(!?):\\s.*");

    /**
     * Reads a commit.
     *
     * @param commit the commit
     * @return what notes show of it
     */
    public static Change of(LogEntry commit) {
        String line = commit.subject();
        int end = line.lastIndexOf('(');
        Matcher merged = PULL_REQUEST.matcher(line.substring(end + 1));
        boolean numbered = end > 0 && !line.substring(0, end).isBlank() && merged.matches();
        String subject = numbered ? line.substring(0, end).stripTrailing() : line;
        Matcher conventional = CONVENTIONAL.matcher(subject);
        Optional<String> type = conventional.matches()
                ? Optional.of(LetterCase.lower(conventional.group(1))).filter(TYPES::contains)
                : Optional.empty();
        boolean breaking = (type.isPresent() && !conventional.group(2).isEmpty())
                || commit.message().lines().skip(1).anyMatch(text -> text.matches("BREAKING[ -]CHANGE: .*"));
        return new Change(
                commit.id(),
                subject,
                numbered ? Optional.of(Integer.parseInt(merged.group(1))) : Optional.empty(),
                type,
                breaking);
    }

    /**
     * The beginning of the id, as people write it.
     *
     * @return at most 10 digits
     */
    public String shortId() {
        return id.substring(0, Math.min(10, id.length()));
    }

    /**
     * Where a reader finds the change.
     *
     * @param repositoryUrl web address of the repository without a slash at the end
     * @return the pull request, else the commit
     */
    public String url(String repositoryUrl) {
        return pullRequest
                .map(number -> repositoryUrl + "/pull/" + number)
                .orElseGet(() -> repositoryUrl + "/commit/" + id);
    }

    /**
     * Subject and number as they stood in the commit.
     *
     * @return foreign text
     */
    public String line() {
        return subject + pullRequest.map(number -> " (#" + number + ")").orElse("");
    }
}
