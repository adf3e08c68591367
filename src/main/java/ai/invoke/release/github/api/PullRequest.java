package ai.invoke.release.github.api;

import java.util.List;
import java.util.Optional;

/**
 * A pull request as notes need it.
 *
 * @param number its number
 * @param title its title
 * @param author the login of who opened it; empty when the account is gone
 * @param labels the names of its labels
 */
public record PullRequest(int number, String title, Optional<String> author, List<String> labels) {

    /** Takes an unmodifiable copy. */
    public PullRequest {
        labels = List.copyOf(labels);
    }
}
