package ai.invoke.release.goal.plan;

import ai.invoke.release.approval.Signers;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.git.Repo;
import ai.invoke.release.plan.ApprovalPolicy;
import ai.invoke.release.plan.ApprovalPolicy.Environment;
import ai.invoke.release.plan.ApprovalPolicy.Kind;
import ai.invoke.release.plan.ApprovalPolicy.ManualCheck;
import ai.invoke.release.plan.ApprovalPolicy.RevokedFile;
import ai.invoke.release.plan.ApprovalPolicy.SignersFile;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Printable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who shall approve, as it stands in a POM.
 *
 * @param kind the word for how approvals are proven
 * @param required how many people must approve
 * @param signers the path of the file with the keys that may sign, below the repository's top folder
 * @param revoked the path of the file with the revoked keys
 * @param environment the deployment environment at GitHub
 * @param selfReview whether the person counts who started the run
 * @param manualChecks what people try by hand
 */
public record PolicyChoice(
        String kind,
        int required,
        Optional<String> signers,
        Optional<String> revoked,
        Optional<String> environment,
        boolean selfReview,
        List<ManualCheck> manualChecks) {

    /** Where GitHub and GitLab users keep the file. */
    public static final String SIGNERS = ".github/allowed_signers";

    /** The file with the revoked keys, beside it. */
    public static final String REVOKED = ".github/revoked_signers";

    /** One typed name. */
    public static final PolicyChoice DEFAULT =
            new PolicyChoice("typed", 1, Optional.empty(), Optional.empty(), Optional.empty(), false, List.of());

    /** Takes an unmodifiable copy. */
    public PolicyChoice {
        manualChecks = List.copyOf(manualChecks);
    }

    /** Resolves it at a commit, and leaves copies of the files with the keys where the page finds them. */
    ApprovalPolicy of(Path projectDirectory, String commit, ReleaseDirectory directory) {
        Kind chosen = kind(kind);
        try {
            return new ApprovalPolicy(
                    chosen,
                    required,
                    chosen == Kind.SIGNED
                            ? Optional.of(signers(projectDirectory, commit, directory))
                            : Optional.empty(),
                    chosen == Kind.ENVIRONMENT ? Optional.of(reviewed()) : Optional.empty(),
                    manualChecks);
        } catch (IllegalArgumentException e) {
            throw new ProjectException(
                    Problem.of(String.valueOf(e.getMessage())).next("correct it in the POM, then mvn verify"), e);
        }
    }

    /**
     * The kind that a parameter means.
     *
     * @param word the parameter
     * @return the kind
     * @throws ProjectException when there is no such kind
     */
    public static Kind kind(String word) {
        return Kind.of(word.strip())
                .orElseThrow(() -> new ProjectException(Problem.of("invokeai.approvalKind is '" + Printable.of(word)
                                + "', expected typed, signed or environment")
                        .next("correct it in the POM")));
    }

    private Environment reviewed() {
        return new Environment(
                environment
                        .filter(name -> !name.isBlank())
                        .orElseThrow(() -> new ProjectException(Problem.of(
                                        "no environment is named whose reviewers approve")
                                .next("set invokeai.approvalEnvironment to the environment of the publishing job"))),
                selfReview);
    }

    private SignersFile signers(Path projectDirectory, String commit, ReleaseDirectory directory) {
        String path = signers.orElse(SIGNERS);
        byte[] bytes = tracked(projectDirectory, commit, path)
                .orElseThrow(() ->
                        missing(commit, path, "so nobody may sign", "allowed signers", "invokeai.allowedSigners"));
        // A file that nobody can read is found today, not on the day of the release.
        Signers.read(path, bytes);
        AtomicFile.write(directory.signers(), bytes);
        return new SignersFile(path, Sha256.of(bytes), revoked(projectDirectory, commit, directory));
    }

    private Optional<RevokedFile> revoked(Path projectDirectory, String commit, ReleaseDirectory directory) {
        String path = revoked.orElse(REVOKED);
        Optional<byte[]> found = tracked(projectDirectory, commit, path);
        if (found.isEmpty()) {
            if (revoked.isPresent()) {
                throw missing(
                        commit, path, "so it is not known which keys count", "revoked keys", "invokeai.revokedSigners");
            }
            return Optional.empty();
        }
        Signers.revoked(path, found.get());
        AtomicFile.write(directory.revokedSigners(), found.get());
        return Optional.of(new RevokedFile(path, Sha256.of(found.get())));
    }

    private static ProjectException missing(String commit, String path, String follows, String what, String parameter) {
        return new ProjectException(Problem.of("there is no such file at the commit " + commit + ", " + follows)
                .at(Location.of(path))
                .next("commit the file with the " + what + " and tag again, or name another one with " + parameter));
    }

    private static Optional<byte[]> tracked(Path projectDirectory, String commit, String path) {
        Optional<Repo> clone = Repo.find(projectDirectory);
        if (clone.isEmpty()) {
            return Optional.empty();
        }
        try (Repo repo = clone.get()) {
            return repo.file(commit, path);
        }
    }
}
