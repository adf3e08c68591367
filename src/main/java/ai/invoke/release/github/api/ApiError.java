package ai.invoke.release.github.api;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.text.LetterCase;
import java.util.List;
import java.util.Optional;

/**
 * An answer in which GitHub refuses, in GitHub's own words.
 *
 * @param operation what was asked for, in words: {@code upload a.whl}
 * @param repository whom it was asked of, {@code owner/name}
 * @param status the HTTP status
 * @param message GitHub's {@code message}, or the beginning of a body that is not GitHub's
 * @param details GitHub's {@code errors}, one line each
 * @param requestId {@code X-GitHub-Request-Id}, which GitHub's support asks for
 * @param limited whether this is a primary or secondary rate limit
 * @param comeAgain when to come again, in words; empty when the answer did not say
 * @param tokenSource where the token came from; empty when none was sent
 * @see <a href="https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api">GitHub's error forms</a>
 */
public record ApiError(
        String operation,
        String repository,
        int status,
        String message,
        List<String> details,
        Optional<String> requestId,
        boolean limited,
        Optional<String> comeAgain,
        Optional<String> tokenSource) {

    private static final String WORKFLOWS =
            "the commit changes files under .github/workflows: use a token that may write"
                    + " workflows ('workflows: write', which GITHUB_TOKEN never has), or merge them to the default branch first";

    /** Takes an unmodifiable copy. */
    public ApiError {
        details = List.copyOf(details);
    }

    /**
     * Whether the name is taken already: an asset of this name, or a published release of this tag.
     *
     * @return true for 422 with the code {@code already_exists}
     */
    public boolean alreadyExists() {
        return status == 422 && says("already_exists");
    }

    /**
     * Whether the release can never be changed again.
     *
     * @return true when GitHub names an immutable release as the reason
     */
    public boolean immutable() {
        return status == 422 && says("immutable");
    }

    /**
     * Whether the discussion that was asked for may be the reason: GitHub refuses the whole release then.
     *
     * @return true for a category that does not exist, discussions that are off, or a token that may not start one
     */
    public boolean discussionMayBeTheReason() {
        return status == 403 || ((status == 404 || status == 422) && says("discussion"));
    }

    /**
     * Whether the server has trouble of its own; what was asked for may still have happened.
     *
     * @return true for 5xx and 408
     */
    public boolean serverTrouble() {
        return status >= 500 || status == 408;
    }

    /**
     * The error as a person reads it.
     *
     * @return what GitHub said and what to do about it
     */
    public Problem problem() {
        StringBuilder what = new StringBuilder((serverTrouble() ? "GitHub failed to " : "GitHub refused to ")
                + operation + " (" + repository + "): " + status);
        if (!message.isEmpty()) {
            what.append(' ').append(message);
        }
        details.forEach(detail -> what.append("; ").append(detail));
        requestId.ifPresent(id -> what.append(" [request ").append(id).append(']'));
        return Problem.of(what.toString()).next(advice());
    }

    /**
     * The error as an exception.
     *
     * @return a {@link ProjectException} when the user can fix it, else an {@link EnvironmentException}
     */
    public ReleaseException exception() {
        return limited || serverTrouble() || status < 400
                ? new EnvironmentException(problem())
                : new ProjectException(problem());
    }

    private boolean says(String text) {
        String wanted = LetterCase.lower(text);
        return LetterCase.lower(message).contains(wanted)
                || details.stream().anyMatch(d -> LetterCase.lower(d).contains(wanted));
    }

    private String advice() {
        String token = tokenSource.map(source -> "the token from " + source).orElse("a token");
        if (status == 403 && says("ip allow list")) {
            return "run this from an address on the organisation's IP allow list (a self-hosted runner, for instance), or let"
                    + " its owner add this one; the token is right";
        }
        if (limited) {
            return "the rate limit of " + token + " is used up: run the same command again "
                    + comeAgain.orElse("in a few minutes");
        }
        if (immutable()) {
            return "an immutable release and its tag can never be changed: raise the version and release that";
        }
        if (says("creations being restricted") || says("rule violations") || says("pre_receive")) {
            return "a ruleset of the repository protects this tag: let the token's owner bypass it, or push the tag"
                    + " before releasing";
        }
        if (says("discussion") && status != 403) {
            return "correct the discussion category (invokeai.discussionCategory), or switch discussions on in the"
                    + " repository's settings; the token needs 'discussions: write'";
        }
        return switch (status) {
            case 301, 302, 307, 308 -> "the repository was moved or renamed: correct invokeai.githubRepository";
            case 401 ->
                tokenSource.isEmpty()
                        ? "set GITHUB_TOKEN, or add a <server> with the token to settings.xml"
                        : token + " is wrong, expired or revoked: make a new one";
            case 403 -> forbidden(token);
            case 404 ->
                says("workflow")
                        ? WORKFLOWS
                        : tokenSource.isEmpty()
                                ? "is the repository's name right? A private one needs a token: set GITHUB_TOKEN"
                                : "is the name right, and may " + token + " see and write " + repository
                                        + "? GitHub answers 404 for what a token may not see";
            case 422 ->
                alreadyExists()
                        ? "it is there already: look at the repository's releases, then run the same command again"
                        : "correct what GitHub names, then run the same command again";
            default -> "see https://www.githubstatus.com, then run the same command again";
        };
    }

    private String forbidden(String token) {
        if (says("saml")) {
            return "authorise " + token + " for the organisation's single sign-on";
        }
        // Not in the details: they name the permission to write workflows for every commit, in case it changes some.
        if (LetterCase.lower(message).contains("workflow")) {
            return WORKFLOWS;
        }
        if (says("archived")) {
            return "unarchive the repository in its settings";
        }
        if (says("forbids access via")) {
            return "the organisation does not take this kind of token: make one that it allows";
        }
        if (says("oauth app access restrictions")) {
            return "let an owner of the organisation approve the application that " + token + " was made by";
        }
        String permission = says("discussion") ? "discussions: write" : "contents: write";
        if (says("by integration")) {
            return "add to the job in the workflow file: permissions: {" + permission
                    + "}; an app needs the same permission in" + " its settings";
        }
        if (says("by personal access token")) {
            return "give " + token + " the repository permission '" + permission + "' for " + repository;
        }
        return token + " may not do this: it needs '" + permission + "' for " + repository
                + " (in GitHub Actions: permissions: " + permission + ")";
    }
}
