package ai.invoke.release.git.remote;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;

/**
 * Asks the helper that git is configured with ({@code git credential fill}, git-credential(1)), the first time a server
 * wants a login, and only for the host of the remote. Never asks at the terminal. What goes in and out is never logged.
 */
final class CredentialHelper extends CredentialsProvider {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final RemoteAddress address;
    private final Path workTree;
    private final ProcessRunner runner;
    private Optional<GitLogin> found = Optional.empty();
    private boolean asked;

    CredentialHelper(RemoteAddress address, Path workTree, ProcessRunner runner) {
        this.address = address;
        this.workTree = workTree;
        this.runner = runner;
    }

    @Override
    public boolean isInteractive() {
        return false;
    }

    @Override
    public boolean supports(CredentialItem... items) {
        for (CredentialItem item : items) {
            if (!(item instanceof CredentialItem.Username) && !(item instanceof CredentialItem.Password)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean get(URIish uri, CredentialItem... items) {
        if (!supports(items)
                || uri.getHost() == null
                || !uri.getHost().equalsIgnoreCase(address.host())
                || uri.getPort() != address.uri().getPort()) {
            return false;
        }
        if (!asked) {
            asked = true;
            found = fill();
        }
        if (found.isEmpty()) {
            return false;
        }
        for (CredentialItem item : items) {
            if (item instanceof CredentialItem.Username user) {
                user.setValue(found.get().user());
            } else if (item instanceof CredentialItem.Password password) {
                password.setValue(found.get().password().toCharArray());
            }
        }
        return true;
    }

    /** The login was refused: there is no other. */
    @Override
    public void reset(URIish uri) {
        found = Optional.empty();
    }

    private Optional<GitLogin> fill() {
        URIish uri = address.uri();
        String path = Optional.ofNullable(uri.getPath()).orElse("").replaceFirst("^/", "");
        String input = "protocol=" + uri.getScheme() + "\nhost=" + address.hostAndPort() + "\npath=" + path + "\n"
                + (uri.getUser() == null ? "" : "username=" + uri.getUser() + "\n");
        if (input.chars().anyMatch(c -> c == 0 || c == '\r')
                || input.lines().count() != (uri.getUser() == null ? 3 : 4)) {
            return Optional.empty();
        }
        Command command = Command.of(workTree, "git", "credential", "fill")
                .withEnvironment("GIT_TERMINAL_PROMPT", "0")
                .withInput(input + "\n")
                // A helper may be a line that prints a variable.
                .withCredentials()
                .withUsualTimeout(LIMIT);
        if (!runner.environment().containsKey("GIT_ASKPASS")) {
            // Empty also switches SSH_ASKPASS off, which would open a window.
            command = command.withEnvironment("GIT_ASKPASS", "");
        }
        Outcome outcome = runner.run(command);
        if (outcome instanceof Outcome.TimedOut late) {
            throw new EnvironmentException(Problem.of("git credential fill: " + late.why())
                    .next("end what the credential helper waits for, then run again"));
        }
        if (!(outcome instanceof Outcome.Exited exited) || exited.code() != 0) {
            return Optional.empty();
        }
        Map<String, String> answer = new HashMap<>();
        exited.output().lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                answer.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        String password = answer.getOrDefault("password", "");
        return password.isEmpty()
                ? Optional.empty()
                : Optional.of(new GitLogin(answer.getOrDefault("username", ""), password, "git's credential helper"));
    }
}
