package ai.invoke.release.github.api;

import java.util.List;

/**
 * A person's review of the deployments of a workflow run.
 *
 * @param state {@code approved}, {@code rejected} or {@code pending}
 * @param login the person's login, which may change
 * @param id the person's number, which does not
 * @param comment what the person wrote; foreign text
 * @param environments names of the environments
 */
public record RunReview(String state, String login, long id, String comment, List<String> environments) {

    /** Takes an unmodifiable copy. */
    public RunReview {
        environments = List.copyOf(environments);
    }
}
