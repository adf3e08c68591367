package ai.invoke.release.ci;

import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/**
 * GitLab CI/CD. It has no outputs, summaries or annotations that a running job can write to.
 *
 * @param environment the variables, see GitLab's "Predefined CI/CD variables reference"
 */
public record GitLabCi(Map<String, String> environment) implements CiEnvironment {

    /** Takes unmodifiable copies of the variables. */
    public GitLabCi {
        environment = Map.copyOf(environment);
    }

    @Override
    public String name() {
        return "GitLab CI";
    }

    @Override
    public CiRef ref() {
        String tag = environment.getOrDefault("CI_COMMIT_TAG", "");
        if (!tag.isEmpty()) {
            return new CiRef.Tag(tag);
        }
        String branch =
                environment.getOrDefault("CI_COMMIT_BRANCH", environment.getOrDefault("CI_COMMIT_REF_NAME", ""));
        return branch.isEmpty()
                ? new CiRef.Unknown()
                : new CiRef.NotATag(
                        "the branch " + branch,
                        "run the pipeline for the tag (rules: if $CI_COMMIT_TAG), or give -Dinvokeai.ref=<tag>");
    }

    @Override
    public Optional<String> commit() {
        return Optional.ofNullable(environment.get("CI_COMMIT_SHA"));
    }

    @Override
    public Optional<String> actor() {
        return Optional.ofNullable(environment.get("GITLAB_USER_LOGIN"));
    }

    @Override
    public void outputs(Map<String, String> values) {}

    @Override
    public void summary(String markdown) {}

    @Override
    public Annotations annotations(PrintStream out) {
        return Annotations.none();
    }

    /** Without the values, some of which are secrets. */
    @Override
    public String toString() {
        return name();
    }
}
