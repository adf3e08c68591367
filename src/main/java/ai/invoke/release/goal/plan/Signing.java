package ai.invoke.release.goal.plan;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.ApprovalStatement;
import ai.invoke.release.approval.Signers;
import ai.invoke.release.approval.ssh.SshFormatException;
import ai.invoke.release.approval.ssh.SshKey;
import ai.invoke.release.approval.ssh.SshKeygen;
import ai.invoke.release.git.Repo;
import ai.invoke.release.plan.ApprovalPolicy;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** With which key a person signs, and by which name the file of the allowed signers knows it. */
public final class Signing {

    private static final String PUBLIC = ".pub";

    private final Path projectDirectory;
    private final Optional<String> named;
    private final ProcessRunner runner;
    private final Consumer<String> out;

    /**
     * For one person.
     *
     * @param projectDirectory a clone
     * @param named the key that the person named
     * @param runner starts ssh-keygen
     * @param out is told what ssh-keygen says
     */
    public Signing(Path projectDirectory, Optional<String> named, ProcessRunner runner, Consumer<String> out) {
        this.projectDirectory = projectDirectory;
        this.named = named;
        this.runner = runner;
        this.out = out;
    }

    /**
     * The key to sign with.
     *
     * @param plan what is decided on
     * @param decision yes or no
     * @return the named one; git's, for an approval of a plan that asks for signatures; empty for a typed word
     */
    public Optional<String> key(PlanFile plan, Approval.Decision decision) {
        if (named.isPresent()
                || decision == Approval.Decision.REJECTED
                || plan.plan().policy().kind() != ApprovalPolicy.Kind.SIGNED) {
            return named.map(this::resolved);
        }
        Optional<Repo> found = Repo.find(projectDirectory);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (Repo repo = found.get()) {
            return repo.sshSigningKey().filter(key -> !key.startsWith("key::")).map(this::resolved);
        }
    }

    private String resolved(String key) {
        Path home = Path.of(System.getProperty("user.home", ""));
        return key.startsWith("~/")
                ? home.resolve(key.substring(2)).toString()
                : projectDirectory.resolve(key).toString();
    }

    /**
     * The name that belongs to a key.
     *
     * @param plan names the file of the allowed signers
     * @param key the key's file
     * @return empty when the public part is not beside it, or the file has no name for it
     */
    public Optional<String> principal(PlanFile plan, String key) {
        Optional<ApprovalPolicy.SignersFile> file = plan.plan().policy().signers();
        Optional<SshKey> known = publicKey(Path.of(key.endsWith(PUBLIC) ? key : key + PUBLIC));
        Optional<Repo> found = Repo.find(projectDirectory);
        if (file.isEmpty() || known.isEmpty() || found.isEmpty()) {
            return Optional.empty();
        }
        try (Repo repo = found.get()) {
            return Signers.of(file.get(), path -> repo.file(plan.plan().commit(), path))
                    .principal(known.get());
        }
    }

    private static Optional<SshKey> publicKey(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            String[] words = Files.readString(file).strip().split("\\s", 3);
            return words.length < 2
                    ? Optional.empty()
                    : Optional.of(SshKey.of(Base64.getDecoder().decode(words[1])));
        } catch (IOException | IllegalArgumentException | SshFormatException e) {
            // Only for the name; what cannot be used for signing is told by ssh-keygen.
            return Optional.empty();
        }
    }

    /**
     * Signs.
     *
     * @param key the key's file
     * @return makes a signature of a statement
     */
    public UnaryOperator<String> signer(String key) {
        SshKeygen keygen = new SshKeygen(runner, out);
        return statement -> keygen.sign(key, ApprovalStatement.NAMESPACE, statement, projectDirectory);
    }
}
