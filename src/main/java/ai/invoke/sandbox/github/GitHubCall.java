package ai.invoke.sandbox.github;

import ai.invoke.sandbox.server.Request;
import ai.invoke.sandbox.server.Response;
import java.util.List;
import java.util.Optional;

/**
 * One request below a repository with what is known about it.
 *
 * @param request the request
 * @param repository which it is about
 * @param rest the segments of the path behind the repository
 * @param token its token; empty without one
 * @param view writes links as this client reaches them
 */
record GitHubCall(
        Request request,
        GitHubState.Repository repository,
        List<String> rest,
        Optional<TokenKind> token,
        GitHubView view) {

    /** What a token may do. */
    enum Rights {
        /** There is none. */
        NONE,
        /** It sees no drafts. */
        READ,
        /** It may do everything. */
        WRITE
    }

    Rights rights() {
        return token.map(TokenKind::rights).orElse(Rights.NONE);
    }

    String tail(int from) {
        return String.join("/", rest.subList(from, rest.size()));
    }

    void needsWrite() throws GitHubErrors {
        if (token.isEmpty()) {
            throw GitHubErrors.of(401, "Requires authentication");
        }
        if (rights() == Rights.WRITE) {
            return;
        }
        throw GitHubErrors.of(
                        403,
                        token.get().ofInstallation()
                                ? "Resource not accessible by integration"
                                : "Resource not accessible by personal access token")
                .with("X-Accepted-GitHub-Permissions", "contents=write; contents=write,workflows=write");
    }

    long id(int index) throws GitHubErrors {
        String text = index < rest.size() ? rest.get(index) : "";
        if (!text.matches("\\d{1,18}")) {
            throw GitHubErrors.notFound();
        }
        return Long.parseLong(text);
    }

    GitHubState.Release release(long id) throws GitHubErrors {
        return repository
                .release(id)
                .filter(one -> !one.draft() || rights() == Rights.WRITE)
                .orElseThrow(GitHubErrors::notFound);
    }

    /**
     * An answer that may be one page of several.
     *
     * @param page with its place among the others
     * @return the page with links to the others
     */
    Response paged(GitHubRefs.Page page) {
        return page.links(request, view, repository)
                .map(links -> Response.json(200, page.content()).with("Link", links))
                .orElseGet(() -> Response.json(200, page.content()));
    }
}
