package ai.invoke.release.approval;

import ai.invoke.release.approval.ssh.AllowedSigners;
import ai.invoke.release.approval.ssh.RevokedKeys;
import ai.invoke.release.approval.ssh.SshFormatException;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.plan.ApprovalPolicy.SignersFile;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The file with the keys that may sign, as it is tracked at the commit of the release. */
public final class Signers {

    private static final int MAX_BYTES = 1024 * 1024;

    private Signers() {}

    /**
     * Reads the planned files.
     *
     * @param planned their paths and digests, as the plan has them
     * @param tracked what is at a path at the plan's commit; empty when nothing is, or when there is no clone to look into
     * @return whose signatures count
     * @throws ProjectException when one is another file, or none that is understood
     */
    public static AllowedSigners of(SignersFile planned, Function<String, Optional<byte[]>> tracked) {
        AllowedSigners signers =
                read(planned.path(), planned("allowed signers", planned.path(), planned.sha256(), tracked));
        return planned.revoked()
                .map(file -> signers.without(
                        revoked(file.path(), planned("revoked keys", file.path(), file.sha256(), tracked))))
                .orElse(signers);
    }

    private static byte[] planned(String what, String path, String sha256, Function<String, Optional<byte[]>> tracked) {
        byte[] bytes = tracked.apply(path)
                .orElseThrow(() -> new ProjectException(
                        Problem.of("the file with the " + what + " is not to be found at the plan's commit")
                                .at(Location.of(path))
                                .next("run this in a clone of the repository that holds the tag: git fetch --tags")));
        String found = Sha256.of(bytes);
        if (!found.equals(sha256)) {
            throw new ProjectException(
                    Problem.of("the " + what + " at the plan's commit are not those of the plan: sha256 is " + found
                                    + ", the plan says " + sha256)
                            .at(Location.of(path))
                            .next("mvn verify   (makes a new plan, which has to be approved again)"));
        }
        return bytes;
    }

    /**
     * The bytes of a copy.
     *
     * @param file the copy; need not exist
     * @return empty when it does not
     */
    public static Optional<byte[]> copy(Path file) {
        try {
            return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read: " + e).at(Location.of(file.toString())), e);
        }
    }

    /**
     * Reads a file of allowed signers.
     *
     * @param path for messages
     * @param bytes its content
     * @return whose signatures count
     * @throws ProjectException naming a line that is not understood
     */
    public static AllowedSigners read(String path, byte[] bytes) {
        return understood(
                "allowed signers",
                "ssh-keygen(1), ALLOWED SIGNERS, has the form",
                path,
                bytes,
                () -> AllowedSigners.read(new String(bytes, StandardCharsets.UTF_8)));
    }

    /**
     * Reads a file of revoked keys.
     *
     * @param path for messages
     * @param bytes its content
     * @return whose signatures do not count
     * @throws ProjectException naming a line that is not understood
     */
    public static RevokedKeys revoked(String path, byte[] bytes) {
        return understood(
                "revoked keys",
                "each line is a public key as ssh-keygen writes it",
                path,
                bytes,
                () -> RevokedKeys.read(bytes));
    }

    private static <T> T understood(String what, String form, String path, byte[] bytes, Supplier<T> reader) {
        try {
            if (bytes.length > MAX_BYTES) {
                throw new SshFormatException("larger than any list of people");
            }
            return reader.get();
        } catch (SshFormatException e) {
            throw new ProjectException(
                    Problem.of("not a usable file of " + what + ": " + e.getMessage())
                            .at(Location.of(path))
                            .next("correct the line, commit and tag again; " + form),
                    e);
        }
    }
}
