package ai.invoke.release.goal.publish;

import ai.invoke.release.console.Console;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.plan.JournalEntry;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.trust.PypiCredentials;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What every goal of the deploy half is given.
 *
 * @param projectDirectory the work tree, to see whether HEAD is still the planned commit; need not be a repository
 * @param directory the release directory with plan, approvals and files
 * @param requiredApprovals how many people must have approved
 * @param targets where the planned targets really are
 * @param github who we are at GitHub
 * @param logins what {@code settings.xml} holds for an index, decrypted; asked only for indexes that are planned
 * @param environment the process's environment, for credentials
 * @param mask given every secret that is made on the way, so that a CI hides it in its log
 * @param http how to reach the services
 * @param timing clock and waiting
 * @param console where to tell what happens
 * @param written hears each journal entry once it is on the disk
 */
public record DeployRequest(
        Path projectDirectory,
        ReleaseDirectory directory,
        int requiredApprovals,
        Targets targets,
        GitHubCredentials github,
        Function<PackageIndex, Optional<PypiCredentials>> logins,
        Map<String, String> environment,
        Consumer<String> mask,
        HttpSettings http,
        Timing timing,
        Console console,
        Consumer<JournalEntry> written) {

    /** Takes an unmodifiable copy. */
    public DeployRequest {
        environment = Map.copyOf(environment);
    }

    /** Neither logins nor environment. */
    @Override
    public String toString() {
        return "DeployRequest[" + directory + ", " + targets + "]";
    }
}
