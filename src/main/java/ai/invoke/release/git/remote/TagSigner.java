package ai.invoke.release.git.remote;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.GpgSignature;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.Signer;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.jspecify.annotations.Nullable;

/**
 * Signs as git does, with the programs that git uses (git-config(1), {@code gpg.*}): so agents, smart cards and passphrases
 * work, and what git verifies it verifies.
 */
final class TagSigner implements Signer {

    private static final String BEGIN = "-----BEGIN ";

    private final GitSettings settings;
    private final ProcessRunner runner;
    private final Path workTree;
    private final Duration limit;
    private final boolean interactive;

    TagSigner(GitSettings settings, RemoteAccess access, Path workTree) {
        this.settings = settings;
        this.runner = access.runner();
        this.workTree = workTree;
        this.limit = access.signing();
        this.interactive = access.interactive();
    }

    /** Whether git signs annotated tags here without being told. */
    static boolean configured(GitSettings settings) {
        return settings.on("tag.gpgSign") || settings.on("tag.forceSignAnnotated");
    }

    @Override
    public boolean canLocateSigningKey(
            Repository repository,
            GpgConfig config,
            PersonIdent committer,
            @Nullable String signingKey,
            @Nullable CredentialsProvider credentials) {
        // The program knows; asking it is signing.
        return true;
    }

    @Override
    public GpgSignature sign(
            Repository repository,
            GpgConfig config,
            byte[] data,
            PersonIdent committer,
            @Nullable String signingKey,
            @Nullable CredentialsProvider credentials) {
        String text = new String(data, StandardCharsets.UTF_8);
        String format = LetterCase.lower(settings.text("gpg.format").orElse("openpgp"));
        String signature = switch (format) {
            case "openpgp" -> gpg(program("openpgp", "gpg"), text, committer);
            case "x509" -> gpg(program("x509", "gpgsm"), text, committer);
            case "ssh" -> ssh(text);
            default ->
                throw new ProjectException(
                        Problem.of("gpg.format is " + Printable.of(format) + ", which git cannot sign with")
                                .next("git config gpg.format openpgp, ssh or x509"));
        };
        return new GpgSignature(signature.getBytes(StandardCharsets.US_ASCII));
    }

    private String program(String format, String usual) {
        Optional<String> own = settings.text("gpg." + format + ".program");
        return own.or(() -> format.equals("openpgp") ? settings.text("gpg.program") : Optional.empty())
                .map(this::home)
                .orElse(usual);
    }

    private String gpg(String program, String data, PersonIdent committer) {
        String key =
                settings.text("user.signingKey").orElse(committer.getName() + " <" + committer.getEmailAddress() + ">");
        List<String> arguments = new ArrayList<>(List.of(program, "--status-fd=2"));
        if (!interactive) {
            arguments.addAll(List.of("--batch", "--no-tty"));
        }
        // "--local-user" in one word, so that a key can never be taken for an option.
        arguments.addAll(List.of("-bsa", "--local-user=" + key));
        return signed(
                Command.of(workTree, arguments).withInput(data),
                program,
                "gpg --list-secret-keys shows your keys;" + " git config user.signingKey names the one to use");
    }

    private String ssh(String data) {
        String program = program("ssh", "ssh-keygen");
        String key = settings.text("user.signingKey").orElseGet(this::defaultKey);
        Optional<String> literal = key.startsWith("key::")
                ? Optional.of(key.substring("key::".length()))
                : key.startsWith("ssh-") ? Optional.of(key) : Optional.empty();
        if (literal.isEmpty()) {
            return sshWith(program, home(key), false, data);
        }
        try {
            Path file = Files.createTempFile("signing-key", ".pub");
            try {
                Files.writeString(file, literal.get().strip() + "\n");
                return sshWith(program, file.toString(), true, data);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot write a temporary file: " + e), e);
        }
    }

    private String sshWith(String program, String key, boolean agent, String data) {
        List<String> arguments = new ArrayList<>(List.of(program, "-Y", "sign", "-n", "git", "-f", key));
        if (agent) {
            // The public key only names the one that the agent holds.
            arguments.add("-U");
        }
        Command command = Command.of(workTree, arguments).withInput(data);
        if (!interactive) {
            // Else it would ask for a passphrase at the terminal, where nobody is.
            command = command.withEnvironment("SSH_ASKPASS_REQUIRE", "force").withEnvironment("SSH_ASKPASS", "false");
        }
        return signed(
                command,
                program,
                "ssh-add -l shows the keys your agent holds; git config user.signingKey names" + " the one to use");
    }

    private String defaultKey() {
        String command = settings.text("gpg.ssh.defaultKeyCommand").orElse("");
        if (command.isEmpty()) {
            throw new ProjectException(Problem.of("the tag has to be signed with ssh, but no key is configured")
                    .next("git config user.signingKey ~/.ssh/id_ed25519.pub"));
        }
        return runner.ask(
                        "gpg.ssh.defaultKeyCommand",
                        Command.of(workTree, "sh", "-c", command)
                                .withCredentials()
                                .withUsualTimeout(limit))
                .filter(Outcome::succeeded)
                .flatMap(exited -> exited.output().lines().findFirst())
                .map(line -> "key::" + line.strip())
                .orElseThrow(() -> noKey(command));
    }

    private static ReleaseException noKey(String command) {
        return new ProjectException(Problem.of("gpg.ssh.defaultKeyCommand gave no key: " + Printable.of(command))
                .next("git config user.signingKey ~/.ssh/id_ed25519.pub"));
    }

    private String signed(Command command, String program, String advice) {
        // A wrapper around gpg may take the passphrase from a variable, and ssh-keygen asks the agent.
        Outcome outcome = runner.run(command.withCredentials().withUsualTimeout(limit));
        if (outcome instanceof Outcome.Exited exited
                && exited.code() == 0
                && exited.output().startsWith(BEGIN)) {
            return exited.output().stripTrailing() + "\n";
        }
        String why = outcome instanceof Outcome.NotStarted none
                ? none.reason()
                : outcome instanceof Outcome.TimedOut late
                        ? "it was not done after " + late.limit().toSeconds() + " s" + late.longer()
                        : outcome.tail().stream()
                                .filter(line -> !line.startsWith("[GNUPG:]"))
                                .map(String::strip)
                                .filter(line -> !line.isEmpty())
                                .reduce((first, second) -> first + "; " + second)
                                .orElse("it gave no signature");
        throw new ProjectException(
                Problem.of("cannot sign the tag with " + Printable.of(program) + ": " + Printable.of(why))
                        .next(advice + "; -Dinvokeai.sign=false makes a tag without a signature"));
    }

    private String home(String path) {
        String home = runner.environment().getOrDefault("HOME", System.getProperty("user.home", "~"));
        return path.startsWith("~/") ? home + path.substring(1) : path;
    }
}
