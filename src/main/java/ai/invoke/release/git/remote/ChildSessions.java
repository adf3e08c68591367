package ai.invoke.release.git.remote;

import ai.invoke.release.process.Command;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.text.LetterCase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;

/**
 * Talks to the other side through a child process: the system's ssh, which knows the user's agent, keys, {@code
 * ~/.ssh/config} and known hosts, or git itself for a repository on this machine, whose hooks only git runs.
 */
final class ChildSessions extends SshSessionFactory {

    /** They would lead git to our own repository instead of the remote one. */
    private static final Set<String> LOCAL = Set.of(
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_INDEX_FILE",
            "GIT_OBJECT_DIRECTORY",
            "GIT_ALTERNATE_OBJECT_DIRECTORIES",
            "GIT_COMMON_DIR",
            "GIT_NAMESPACE",
            "GIT_PREFIX",
            "GIT_QUARANTINE_PATH");

    private final RemoteAddress address;
    private final Path workTree;
    private final ProcessRunner runner;
    private final GitSettings settings;
    private final Duration silence;
    private final List<WatchedProcess> started = new ArrayList<>();

    ChildSessions(RemoteAddress address, Path workTree, ProcessRunner runner, GitSettings settings, Duration silence) {
        this.address = address;
        this.workTree = workTree;
        this.runner = runner;
        this.settings = settings;
        this.silence = silence;
    }

    /** What JGit is told to connect to. It knows ssh as the way to a child process, and a folder has no host. */
    URIish uri() {
        if (address.kind() == RemoteAddress.Kind.SSH) {
            return address.uri();
        }
        return new URIish().setScheme("ssh").setHost("localhost").setPath(folder());
    }

    private String folder() {
        Path path = Path.of(Optional.ofNullable(address.uri().getPath()).orElse(""));
        return workTree.resolve(path).normalize().toString();
    }

    /** Whether one of the processes was killed because nobody answered. */
    boolean silenced() {
        return started.stream().anyMatch(WatchedProcess::silenced);
    }

    /** What the last process said on standard error. */
    String complaint() {
        if (started.isEmpty()) {
            return "";
        }
        try {
            return started.get(started.size() - 1).complaint();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    @Override
    public RemoteSession2 getSession(URIish uri, CredentialsProvider credentials, FS fs, int timeout) {
        return new Session();
    }

    @Override
    public String getType() {
        return "child process";
    }

    private final class Session implements RemoteSession2 {

        @Override
        public Process exec(String command, int timeout) throws IOException {
            return exec(command, Map.of(), timeout);
        }

        @Override
        public Process exec(String command, Map<String, String> variables, int timeout) throws IOException {
            boolean ssh = address.kind() == RemoteAddress.Kind.SSH;
            Command child =
                    Command.of(workTree, ssh ? ssh(command) : git(command)).withEnvironment(variables);
            // ssh asks the user's agent; the hooks of a repository on this machine are anybody's.
            WatchedProcess process =
                    new WatchedProcess(runner.start(ssh ? child.withCredentials() : child.without(LOCAL)), silence);
            started.add(process);
            return process;
        }

        @Override
        public void disconnect() {
            started.forEach(WatchedProcess::destroy);
        }
    }

    private List<String> git(String command) throws TransportException {
        String service = command.startsWith("git-receive-pack") ? "receive-pack" : "upload-pack";
        return List.of(program("git"), service, folder());
    }

    private List<String> ssh(String command) throws TransportException {
        List<String> arguments = new ArrayList<>();
        Optional<String> shell = variable("GIT_SSH_COMMAND").or(() -> settings.text("core.sshCommand"));
        String called;
        if (shell.isPresent()) {
            called = shell.get();
            arguments.addAll(List.of(program("sh"), "-c", called + " \"$@\"", called));
        } else {
            called = variable("GIT_SSH").orElse("ssh");
            arguments.add(program(called));
        }
        URIish uri = address.uri();
        boolean openssh = isOpenSsh(called);
        if (openssh) {
            long seconds = Math.max(1, silence.toSeconds());
            // Nobody can answer ssh's questions: its input is git's.
            arguments.addAll(List.of("-o", "BatchMode=yes", "-o", "ConnectTimeout=" + seconds));
            arguments.addAll(List.of("-o", "SendEnv=GIT_PROTOCOL"));
        }
        if (uri.getPort() > 0) {
            arguments.addAll(List.of(openssh ? "-p" : "-P", String.valueOf(uri.getPort())));
        }
        arguments.add(uri.getUser() == null ? uri.getHost() : uri.getUser() + "@" + uri.getHost());
        arguments.add(command);
        return arguments;
    }

    /** The variable that git has for other programs, else the name of the program, as git guesses it. */
    private boolean isOpenSsh(String called) {
        Optional<String> variant = variable("GIT_SSH_VARIANT").or(() -> settings.text("ssh.variant"));
        if (variant.filter(text -> !text.equals("auto")).isPresent()) {
            return variant.get().equals("ssh");
        }
        String first = LetterCase.lower(called.strip().split("\\s+", 2)[0]).replace('\\', '/');
        return !first.substring(first.lastIndexOf('/') + 1).contains("plink");
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(runner.environment().get(name)).filter(value -> !value.isBlank());
    }

    private String program(String name) throws TransportException {
        if (name.contains("/") || name.contains("\\")) {
            return name;
        }
        return runner.path()
                .find(name)
                .map(Path::toString)
                .orElseThrow(() -> new TransportException("the program " + name + " is not on the PATH"));
    }
}
