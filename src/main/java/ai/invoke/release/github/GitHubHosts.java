package ai.invoke.release.github;

import ai.invoke.release.text.LetterCase;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The hosts that a token for GitHub may be shown to. */
public final class GitHubHosts {

    private final Set<String> known = new LinkedHashSet<>(Set.of("github.com", "www.github.com", "ssh.github.com"));

    /**
     * The public ones, the one that GitHub Actions runs at, and the one that the user has named.
     *
     * @param environment the process's environment
     * @param named a repository as the user gave it
     */
    public GitHubHosts(Map<String, String> environment, Optional<String> named) {
        host(environment.getOrDefault("GITHUB_SERVER_URL", "")).ifPresent(known::add);
        named.flatMap(GitHubRepository::parse)
                .map(repository -> repository.web().getHost())
                .ifPresent(host -> known.add(LetterCase.lower(host)));
    }

    private static Optional<String> host(String url) {
        try {
            return Optional.ofNullable(new URI(url.strip()).getHost()).map(LetterCase::lower);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether a host is GitHub, or a GitHub of a company.
     *
     * @param host without a port, in any letters
     * @return true for the hosts that are known, and for those below {@code ghe.com}
     */
    public boolean isGitHub(String host) {
        String lower = LetterCase.lower(host);
        return known.contains(lower) || lower.endsWith(".ghe.com");
    }
}
