package ai.invoke.release.goal.plan;

import ai.invoke.release.approval.Signers;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.git.Repo;
import ai.invoke.release.plan.ApprovalPolicy;
import ai.invoke.release.plan.ApprovalPolicy.Environment;
import ai.invoke.release.plan.ApprovalPolicy.Kind;
import ai.invoke.release.plan.ApprovalPolicy.ManualCheck;
import ai.invoke.release.plan.ApprovalPolicy.SignersFile;
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
 * @param environment the deployment environment at GitHub
 * @param selfReview whether the person counts who started the run
 * @param manualChecks what people try by hand
 */
public record PolicyChoice(
        String kind,
        int required,
        Optional<String> signers,
        Optional<String> environment,
        boolean selfReview,
        List<ManualCheck> manualChecks) {

    /** Where GitHub and GitLab users keep the file. */
    public static final String SIGNERS = ".github/allowed_signers";

    /** One typed name. */
    public static final PolicyChoice DEFAULT =
            new PolicyChoice("typed", 1, Optional.empty(), Optional.empty(), false, List.of());

    /** Takes an unmodifiable copy. */
    public PolicyChoice {
        manualChecks = List.copyOf(manualChecks);
    }

    /** Resolves it at a commit, and leaves a copy of the file with the signers where the page finds it. */
    ApprovalPolicy of(Path projectDirectory, String commit, Path copy) {
        Kind chosen = kind(kind);
        try {
            return new ApprovalPolicy(
                    chosen,
                    required,
                    chosen == Kind.SIGNED
                            ? Optional.of(signers(projectDirectory, commit, signers.orElse(SIGNERS), copy))
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

    private static SignersFile signers(Path projectDirectory, String commit, String path, Path copy) {
        Optional<byte[]> found = Optional.empty();
        Optional<Repo> clone = Repo.find(projectDirectory);
        if (clone.isPresent()) {
            try (Repo repo = clone.get()) {
                found = repo.file(commit, path);
            }
        }
        byte[] bytes = found.orElseThrow(() -> new ProjectException(
                Problem.of("there is no such file at the commit " + commit + ", so nobody may sign")
                        .at(Location.of(path))
                        .next("commit the file with the allowed signers and tag again, or name another one with"
                                + " invokeai.allowedSigners")));
        // A file that nobody can read is found today, not on the day of the release.
        Signers.read(path, bytes);
        AtomicFile.write(copy, bytes);
        return new SignersFile(path, Sha256.of(bytes));
    }
}
