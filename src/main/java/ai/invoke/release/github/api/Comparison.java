package ai.invoke.release.github.api;

import java.util.List;
import java.util.Optional;

/**
 * All commits between two refs, from all pages of GitHub's answer.
 *
 * @param status {@code ahead}, {@code behind}, {@code diverged} or {@code identical}
 * @param commits the oldest first
 */
public record Comparison(String status, List<Commit> commits) {

    /** Takes an unmodifiable copy. */
    public Comparison {
        commits = List.copyOf(commits);
    }

    /**
     * A commit with what only GitHub knows: the account of its author.
     *
     * @param id the full id
     * @param login the author's account, empty when the address belongs to none
     * @param bot whether that account is a program
     * @param message the whole message
     */
    public record Commit(String id, Optional<String> login, boolean bot, String message) {}
}
