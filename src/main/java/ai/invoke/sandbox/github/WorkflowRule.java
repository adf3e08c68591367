package ai.invoke.sandbox.github;

import ai.invoke.sandbox.server.SandboxStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A token without the right to change workflows cannot name a commit whose files below {@code .github/workflows} are not those of
 * the default branch. The caller holds the lock of the state.
 */
final class WorkflowRule {

    private final SandboxStore<GitHubState> store;

    WorkflowRule(SandboxStore<GitHubState> store) {
        this.store = store;
    }

    /**
     * Refuses a commit.
     *
     * @param call whose token it is
     * @param commit named by the request; empty for none
     * @throws GitHubErrors with the words of GitHub, which hide the reason
     */
    void check(GitHubCall call, Optional<String> commit) throws GitHubErrors {
        boolean free = call.token().filter(TokenKind::changesWorkflows).isPresent();
        if (free || commit.isEmpty() || !ObjectId.isId(commit.get())) {
            return;
        }
        try (GitObjects objects = GitObjects.open(store.folder(), call.repository())) {
            objects.takeRefs();
            if (objects.changedWorkflow(ObjectId.fromString(commit.get())).isPresent()) {
                throw call.token().filter(TokenKind::ofInstallation).isPresent()
                        ? GitHubErrors.of(403, "Resource not accessible by integration")
                                .with("X-Accepted-GitHub-Permissions", "contents=write,workflows=write")
                        : GitHubErrors.notFound();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
