package ai.invoke.release.goal.plan;

import ai.invoke.release.console.Console;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.problem.Problem;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a release shall go, as the user has configured it.
 *
 * @param pypi whether to PyPI
 * @param testpypi whether to TestPyPI first
 * @param pypiUpload another upload API for the index called {@code pypi}
 * @param pypiSimple the simple index that belongs to it
 * @param testpypiUpload another upload API for the index called {@code testpypi}
 * @param testpypiSimple the simple index that belongs to it
 * @param github whether a GitHub release is made
 * @param githubRepository its repository; empty to find it out
 * @param githubApi another REST API
 */
public record PlanTargets(
        boolean pypi,
        boolean testpypi,
        Optional<URI> pypiUpload,
        Optional<URI> pypiSimple,
        Optional<URI> testpypiUpload,
        Optional<URI> testpypiSimple,
        boolean github,
        Optional<String> githubRepository,
        Optional<URI> githubApi) {

    /** TestPyPI first: what goes wrong there has cost nothing yet. */
    List<IndexTarget> indexes() {
        List<IndexTarget> indexes = new ArrayList<>();
        if (testpypi) {
            indexes.add(target(IndexTarget.TESTPYPI, testpypiUpload, testpypiSimple));
        }
        if (pypi) {
            indexes.add(target(IndexTarget.PYPI, pypiUpload, pypiSimple));
        }
        return indexes;
    }

    private static IndexTarget target(IndexTarget usual, Optional<URI> upload, Optional<URI> simple) {
        IndexTarget target =
                IndexTarget.of(usual.name(), upload.orElse(usual.uploadUrl()), simple.orElse(usual.simpleUrl()));
        target.requirePair();
        return target;
    }

    Optional<GitHubRepository> repository(Map<String, String> environment, Path directory, Console console) {
        if (!github) {
            return Optional.empty();
        }
        Optional<GitHubRepository> repository =
                RepositoryChoice.of(githubRepository, githubApi, environment, directory);
        if (repository.isEmpty()) {
            console.warn(Problem.of("no GitHub release is planned: nothing says which repository this is")
                    .next("set invokeai.githubRepository to owner/name, or invokeai.github to false"));
        }
        return repository;
    }
}
