package ai.invoke.sandbox.github;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * How the sandbox's GitHub is set up. Immutable; the {@code with…} methods give changed copies.
 *
 * @param port the port of the API, which is also the proxy for {@code gh}; 0 for a free one
 * @param uploadsPort the port of the uploads host; 0 for a free one
 * @param token the token with all rights; empty for a new one at each start
 * @param repositories what is there at the first start on a state folder; later starts add the missing ones only
 * @param clock for times and rate limits
 * @param lag how many requests later a change shows in lists and by its tag; 0 for at once
 */
public record GitHubOptions(
        int port, int uploadsPort, Optional<String> token, List<SandboxRepository> repositories, Clock clock, int lag) {

    /** Takes an unmodifiable copy. */
    public GitHubOptions {
        repositories = List.copyOf(repositories);
    }

    /**
     * A GitHub with some repositories.
     *
     * @param repositories the repositories
     * @return the options
     */
    public static GitHubOptions of(SandboxRepository... repositories) {
        return new GitHubOptions(0, 0, Optional.empty(), List.of(repositories), Clock.systemUTC(), 0);
    }

    /**
     * A copy that listens on given ports.
     *
     * @param api 0 for a free one
     * @param uploads 0 for a free one
     * @return the copy
     */
    public GitHubOptions withPorts(int api, int uploads) {
        return new GitHubOptions(api, uploads, token, repositories, clock, lag);
    }

    /**
     * A copy that takes a given token.
     *
     * @param value the token
     * @return the copy
     */
    public GitHubOptions withToken(String value) {
        return new GitHubOptions(port, uploadsPort, Optional.of(value), repositories, clock, lag);
    }

    /**
     * A copy with another clock.
     *
     * @param time the clock
     * @return the copy
     */
    public GitHubOptions withClock(Clock time) {
        return new GitHubOptions(port, uploadsPort, token, repositories, time, lag);
    }

    /**
     * A copy whose lists lag behind.
     *
     * @param requests how many requests later a change shows in lists and by its tag
     * @return the copy
     */
    public GitHubOptions withLag(int requests) {
        return new GitHubOptions(port, uploadsPort, token, repositories, clock, requests);
    }
}
