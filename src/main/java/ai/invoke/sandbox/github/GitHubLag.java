package ai.invoke.sandbox.github;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Replicas that lag behind: lists, and what is asked for by its tag, show what there was some requests ago; what is asked for by
 * its number is right at once, as at GitHub. Counted in requests and not in time, so that a test waits for nothing. The caller
 * holds the lock of the state.
 */
final class GitHubLag {

    private final int requests;

    /** By repository what there was before each of the last requests. */
    private final Map<Long, Deque<List<GitHubState.Release>>> past = new HashMap<>();

    /**
     * Creates replicas.
     *
     * @param requests how many requests to a repository later a change is seen; 0 for at once
     */
    GitHubLag(int requests) {
        this.requests = requests;
    }

    /** Counts a request, before it is carried out. */
    void tick(GitHubState.Repository repository) {
        if (requests == 0) {
            return;
        }
        Deque<List<GitHubState.Release>> before = past.computeIfAbsent(repository.id, id -> new ArrayDeque<>());
        before.addLast(List.copyOf(repository.releases));
        if (before.size() > requests) {
            before.removeFirst();
        }
    }

    /** The releases as a list shows them. */
    List<GitHubState.Release> releases(GitHubState.Repository repository) {
        Deque<List<GitHubState.Release>> before = past.get(repository.id);
        return before == null ? repository.releases : before.getFirst();
    }
}
