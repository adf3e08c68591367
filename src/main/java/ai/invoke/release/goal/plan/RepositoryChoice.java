package ai.invoke.release.goal.plan;

import ai.invoke.release.git.Repo;
import ai.invoke.release.github.GitHubHosts;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds out which GitHub repository a project belongs to. */
public final class RepositoryChoice {

    private RepositoryChoice() {}

    /**
     * The repository that was named, else the one that GitHub Actions runs for, else the one that the remote {@code origin}
     * points to. A remote at a host that is not known to be GitHub is passed over: its name alone must not make a token
     * go there.
     *
     * @param named {@code owner/name} or an address, as the user gave it
     * @param api another base of the REST API, for instance a rehearsal's
     * @param environment the process's environment
     * @param directory the clone, or a folder in it
     * @return empty when nothing tells
     * @throws ProjectException when what was named cannot be one
     */
    public static Optional<GitHubRepository> of(
            Optional<String> named, Optional<URI> api, Map<String, String> environment, Path directory) {
        Optional<GitHubRepository> repository = named.filter(text -> !text.isBlank())
                .map(text -> GitHubRepository.parse(text)
                        .orElseThrow(() -> new ProjectException(Problem.of("'" + text + "' is not a GitHub repository")
                                .next("write invokeai.githubRepository as owner/name"))))
                .or(() -> GitHubRepository.fromActions(environment))
                .or(() -> origin(directory)
                        .filter(found -> new GitHubHosts(environment, Optional.empty())
                                .isGitHub(String.valueOf(found.web().getHost()))));
        return repository.map(found -> api.map(found::withApi).orElse(found));
    }

    private static Optional<GitHubRepository> origin(Path directory) {
        Optional<Repo> repo = Repo.find(directory);
        if (repo.isEmpty()) {
            return Optional.empty();
        }
        try (Repo open = repo.get()) {
            return open.remoteUrl("origin").flatMap(GitHubRepository::parse);
        }
    }
}
