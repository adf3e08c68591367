package ai.invoke.release.approval;

import ai.invoke.release.approval.ssh.AllowedSigners;
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

/** The file with the keys that may sign, as it is tracked at the commit of the release. */
public final class Signers {

    private static final int MAX_BYTES = 1024 * 1024;

    private Signers() {}

    /**
     * Reads the planned file.
     *
     * @param planned its path and digest, as the plan has them
     * @param found what is at this path at the plan's commit; empty when nothing is, or when there is no clone to look into
     * @return whose signatures count
     * @throws ProjectException when it is another file, or none that is understood
     */
    public static AllowedSigners of(SignersFile planned, Optional<byte[]> found) {
        byte[] bytes = found.orElseThrow(() -> new ProjectException(
                Problem.of("the file with the allowed signers is not to be found at the plan's commit")
                        .at(Location.of(planned.path()))
                        .next("run this in a clone of the repository that holds the tag: git fetch --tags")));
        String sha256 = Sha256.of(bytes);
        if (!sha256.equals(planned.sha256())) {
            throw new ProjectException(
                    Problem.of("the allowed signers at the plan's commit are not those of the plan: sha256 is " + sha256
                                    + ", the plan says " + planned.sha256())
                            .at(Location.of(planned.path()))
                            .next("mvn verify   (makes a new plan, which has to be approved again)"));
        }
        return read(planned.path(), bytes);
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
     * Reads such a file.
     *
     * @param path for messages
     * @param bytes its content
     * @return whose signatures count
     * @throws ProjectException naming a line that is not understood
     */
    public static AllowedSigners read(String path, byte[] bytes) {
        try {
            if (bytes.length > MAX_BYTES) {
                throw new SshFormatException("larger than any list of people");
            }
            return AllowedSigners.read(new String(bytes, StandardCharsets.UTF_8));
        } catch (SshFormatException e) {
            throw new ProjectException(
                    Problem.of("not a usable file of allowed signers: " + e.getMessage())
                            .at(Location.of(path))
                            .next(
                                    "correct the line, commit and tag again; ssh-keygen(1), ALLOWED SIGNERS, has the form"),
                    e);
        }
    }
}
