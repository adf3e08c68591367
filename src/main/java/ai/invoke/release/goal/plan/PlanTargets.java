package ai.invoke.release.goal.plan;

import ai.invoke.release.console.Console;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Printable;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

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
 * @param configured further indexes, and what is special about {@code pypi} and {@code testpypi}
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
        Optional<URI> githubApi,
        List<IndexChoice> configured) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    /** Takes an unmodifiable copy. */
    public PlanTargets {
        configured = List.copyOf(configured);
    }

    /**
     * The indexes in their order: TestPyPI first and PyPI last, so that what goes wrong before has cost nothing yet.
     *
     * @return the indexes
     * @throws ProjectException naming every one that is not configured as it must be
     */
    public List<IndexTarget> indexes() {
        List<Ordered> indexes = new ArrayList<>();
        if (testpypi && choice(IndexTarget.TESTPYPI).isEmpty()) {
            indexes.add(new Ordered(10, target(IndexTarget.TESTPYPI, testpypiUpload, testpypiSimple)));
        }
        if (pypi && choice(IndexTarget.PYPI).isEmpty()) {
            indexes.add(new Ordered(30, target(IndexTarget.PYPI, pypiUpload, pypiSimple)));
        }
        List<Problem> problems = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (IndexChoice choice : configured) {
            if (!ids.add(choice.id())) {
                problems.add(problem("<indexes> has two indexes with the id '" + Printable.of(choice.id()) + "'"));
            } else if (!ID.matcher(choice.id()).matches()) {
                problems.add(problem("'" + Printable.of(choice.id()) + "' is no id of an index"));
            } else {
                index(choice, problems).ifPresent(indexes::add);
            }
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        return indexes.stream()
                .sorted(Comparator.comparingInt(Ordered::order))
                .map(Ordered::target)
                .toList();
    }

    private record Ordered(int order, IndexTarget target) {}

    private Optional<IndexChoice> choice(IndexTarget known) {
        return configured.stream()
                .filter(choice -> choice.id().equals(known.name()))
                .findFirst();
    }

    private Optional<Ordered> index(IndexChoice choice, List<Problem> problems) {
        boolean isPypi = choice.id().equals(IndexTarget.PYPI.name());
        boolean isTestpypi = choice.id().equals(IndexTarget.TESTPYPI.name());
        IndexTarget target;
        if (isPypi) {
            target = target(
                    IndexTarget.PYPI,
                    choice.uploadUrl().or(() -> pypiUpload),
                    choice.simpleUrl().or(() -> pypiSimple));
        } else if (isTestpypi) {
            target = target(
                    IndexTarget.TESTPYPI,
                    choice.uploadUrl().or(() -> testpypiUpload),
                    choice.simpleUrl().or(() -> testpypiSimple));
        } else if (choice.uploadUrl().isEmpty() || choice.simpleUrl().isEmpty()) {
            problems.add(problem("the index " + choice.id() + " needs an <uploadUrl> and a <simpleUrl>"));
            return Optional.empty();
        } else {
            target = IndexTarget.of(
                    choice.id(), choice.uploadUrl().get(), choice.simpleUrl().get());
        }
        boolean required = choice.required().orElse(target.required());
        return Optional.of(new Ordered(
                choice.order().orElse(isTestpypi ? 10 : isPypi ? 30 : 20),
                new IndexTarget(target.name(), target.uploadUrl(), target.simpleUrl(), required)));
    }

    private static Problem problem(String what) {
        return Problem.of(what)
                .next(
                        "write <index><id>company</id><uploadUrl>https://…</uploadUrl><simpleUrl>https://…</simpleUrl></index>");
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
