package ai.invoke.release.github;

import ai.invoke.release.text.LetterCase;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository at github.com, at GitHub Enterprise Cloud with its own domain, or at a GitHub Enterprise Server.
 *
 * @param api base of the REST API without a slash at the end, for instance {@code https://api.github.com}
 * @param web base of the web pages without a slash at the end, for instance {@code https://github.com}
 * @param owner user or organisation
 * @param name the repository's own name
 */
public record GitHubRepository(URI api, URI web, String owner, String name) {

    private static final URI PUBLIC_API = URI.create("https://api.github.com");
    private static final URI PUBLIC_WEB = URI.create("https://github.com");

    /** GitHub's own limits for the two names; they also keep anything out of the path that would change its meaning. */
    private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9_-]{0,99})");

    private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,100}");
    private static final Pattern SLUG = Pattern.compile("([^/\\s:@]+)/([^/\\s:@]+?)(?:\\.git)?");
    private static final Pattern SCP =
            Pattern.compile("(?:[^@/\\s]+@)?([A-Za-z0-9.-]+):/?([^/\\s:@]+)/([^/\\s:@]+?)(?:\\.git)?/?");
    private static final Pattern PATH = Pattern.compile("/([^/\\s:@]+)/([^/\\s:@]+?)(?:\\.git)?/?");

    /** Takes the addresses without a slash at the end and refuses names that GitHub does not allow. */
    public GitHubRepository {
        api = trimmed(api);
        web = trimmed(web);
        if (!OWNER.matcher(owner).matches() || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a GitHub repository: " + owner + "/" + name);
        }
    }

    /**
     * Reads {@code owner/name} (at github.com) or any address that {@code git remote -v} prints: https, ssh, or the short ssh
     * form {@code git@host:owner/name.git}. User information in the address is dropped.
     *
     * @param text the address
     * @return empty when it does not name a repository of a forge, for instance a folder
     */
    public static Optional<GitHubRepository> parse(String text) {
        String address = text.strip();
        Matcher slug = SLUG.matcher(address);
        if (slug.matches()) {
            return of(PUBLIC_API, PUBLIC_WEB, slug.group(1), slug.group(2));
        }
        if (!address.contains("://")) {
            Matcher scp = SCP.matcher(address);
            // "C:/folder/name" is a folder on Windows, not a host of one letter.
            return scp.matches() && scp.group(1).length() > 1
                    ? onHost("https", scp.group(1), -1, scp.group(2), scp.group(3))
                    : Optional.empty();
        }
        try {
            URI uri = new URI(address);
            String scheme = LetterCase.lower(String.valueOf(uri.getScheme()));
            Matcher path = PATH.matcher(String.valueOf(uri.getPath()));
            if (uri.getHost() == null || !path.matches()) {
                return Optional.empty();
            }
            return switch (scheme) {
                case "https", "http" -> onHost(scheme, uri.getHost(), uri.getPort(), path.group(1), path.group(2));
                // The port of the ssh server says nothing about the web server.
                case "ssh", "git", "git+ssh" -> onHost("https", uri.getHost(), -1, path.group(1), path.group(2));
                default -> Optional.empty();
            };
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /**
     * A repository whose addresses are known.
     *
     * @param api base of the REST API
     * @param web base of the web pages
     * @param slug {@code owner/name}
     * @return empty when it is not two names that GitHub allows
     */
    public static Optional<GitHubRepository> of(URI api, URI web, String slug) {
        int slash = slug.indexOf('/');
        return slash < 0 ? Optional.empty() : of(api, web, slug.substring(0, slash), slug.substring(slash + 1));
    }

    /**
     * Whether a text names a repository and nothing else.
     *
     * @param text any text
     * @return true for {@code owner/name}
     */
    public static boolean isSlug(String text) {
        return of(PUBLIC_API, PUBLIC_WEB, text).isPresent();
    }

    /**
     * The repository that a GitHub Actions job runs for.
     *
     * @param environment the process's environment
     * @return empty outside of GitHub Actions
     */
    public static Optional<GitHubRepository> fromActions(Map<String, String> environment) {
        Matcher slug =
                SLUG.matcher(environment.getOrDefault("GITHUB_REPOSITORY", "").strip());
        if (!slug.matches()) {
            return Optional.empty();
        }
        try {
            URI api = new URI(environment.getOrDefault("GITHUB_API_URL", PUBLIC_API.toString()));
            URI web = new URI(environment.getOrDefault("GITHUB_SERVER_URL", PUBLIC_WEB.toString()));
            return of(api, web, slug.group(1), slug.group(2));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /**
     * The same repository behind another API, for instance the rehearsal's.
     *
     * @param base base of the REST API
     * @return a copy
     */
    public GitHubRepository withApi(URI base) {
        return new GitHubRepository(base, web, owner, name);
    }

    /**
     * How people write it.
     *
     * @return {@code owner/name}
     */
    public String slug() {
        return owner + "/" + name;
    }

    /**
     * The web page of the repository.
     *
     * @return without a slash at the end
     */
    public URI page() {
        return URI.create(web + "/" + slug());
    }

    /**
     * Where proven logins can be read off mail addresses.
     *
     * @return for instance {@code users.noreply.github.com}
     */
    public String noreplyDomain() {
        return "users.noreply." + web.getHost();
    }

    @Override
    public String toString() {
        return slug() + (web.equals(PUBLIC_WEB) ? "" : " at " + web.getHost());
    }

    private static Optional<GitHubRepository> onHost(String scheme, String host, int port, String owner, String name) {
        String lower = LetterCase.lower(host);
        if (lower.equals("github.com") || lower.equals("www.github.com") || lower.equals("ssh.github.com")) {
            return of(PUBLIC_API, PUBLIC_WEB, owner, name);
        }
        String authority = lower + (port < 0 ? "" : ":" + port);
        URI web = URI.create(scheme + "://" + authority);
        if (lower.endsWith(".ghe.com")) {
            return of(URI.create("https://api." + authority), web, owner, name);
        }
        return of(URI.create(web + "/api/v3"), web, owner, name);
    }

    private static Optional<GitHubRepository> of(URI api, URI web, String owner, String name) {
        return OWNER.matcher(owner).matches() && NAME.matcher(name).matches()
                ? Optional.of(new GitHubRepository(api, web, owner, name))
                : Optional.empty();
    }

    private static URI trimmed(URI uri) {
        String text = uri.toString();
        while (text.endsWith("/")) {
            text = text.substring(0, text.length() - 1);
        }
        return URI.create(text);
    }
}
