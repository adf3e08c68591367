package ai.invoke.sandbox.github;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Optional;
import org.eclipse.jgit.transport.PreReceiveHook;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;

/** What GitHub refuses of a push: rules for tags, sealed tags, and workflow files from a token that may not change them. */
final class PushRules implements PreReceiveHook {

    private final GitHubState.Repository repository;
    private final GitObjects objects;
    private final TokenKind token;

    PushRules(GitHubState.Repository repository, GitObjects objects, TokenKind token) {
        this.repository = repository;
        this.objects = objects;
        this.token = token;
    }

    @Override
    public void onPreReceive(ReceivePack pack, Collection<ReceiveCommand> commands) {
        for (ReceiveCommand command : commands) {
            Optional<String> rule = rule(command);
            if (rule.isPresent()) {
                pack.sendMessage("error: GH013: Repository rule violations found for " + command.getRefName()
                        + ".\n\n- " + rule.get() + "\n");
                command.setResult(
                        ReceiveCommand.Result.REJECTED_OTHER_REASON, "push declined due to repository rule violations");
            } else {
                workflow(command)
                        .ifPresent(reason -> command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, reason));
            }
        }
    }

    private Optional<String> rule(ReceiveCommand command) {
        if (!command.getRefName().startsWith("refs/tags/")) {
            return Optional.empty();
        }
        String tag = command.getRefName().substring("refs/tags/".length());
        if (command.getType() == ReceiveCommand.Type.CREATE) {
            return repository.burnedTags.contains(tag) || !repository.tagCreation
                    ? Optional.of("Cannot create ref due to creations being restricted.")
                    : Optional.empty();
        }
        return repository.published(tag).filter(GitHubState.Release::immutable).isPresent()
                ? Optional.of("Cannot change a tag that belongs to an immutable release.")
                : Optional.empty();
    }

    private Optional<String> workflow(ReceiveCommand command) {
        if (token.changesWorkflows() || command.getType() == ReceiveCommand.Type.DELETE) {
            return Optional.empty();
        }
        try {
            // Commits that GitHub has already are not new in a tag.
            return objects.reachable(command.getNewId())
                    ? Optional.empty()
                    : objects.changedWorkflow(command.getNewId())
                            .map(file -> "refusing to allow a "
                                    + (token.ofInstallation()
                                            ? "GitHub App to create or update workflow `" + file
                                                    + "` without `workflows` permission"
                                            : "Personal Access Token to create or update workflow `" + file
                                                    + "` without `workflow` scope"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
