package ai.invoke.release.plan;

import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.Printable;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who has to say yes before anything is published, and how that is proven. It is part of the plan: whoever approves sees it, and a
 * later change is another plan.
 *
 * @param kind how an approval is proven
 * @param required how many people, or keys, must approve, at least 1
 * @param signers whose signatures count; only with {@link Kind#SIGNED}
 * @param environment whose reviewers count; only with {@link Kind#ENVIRONMENT}
 * @param manualChecks what people try by hand; each is confirmed by name
 */
public record ApprovalPolicy(
        Kind kind,
        int required,
        Optional<SignersFile> signers,
        Optional<Environment> environment,
        List<ManualCheck> manualChecks) {

    /** One typed name. */
    public static final ApprovalPolicy DEFAULT =
            new ApprovalPolicy(Kind.TYPED, 1, Optional.empty(), Optional.empty(), List.of());

    /** Checks that everything fits the kind. */
    public ApprovalPolicy {
        manualChecks = List.copyOf(manualChecks);
        if (required < 1) {
            throw new IllegalArgumentException("requiredApprovals is " + required + ", at least 1 is expected");
        }
        if (signers.isPresent() != (kind == Kind.SIGNED)) {
            throw new IllegalArgumentException("allowed signers belong to the kind signed, and to no other");
        }
        if (environment.isPresent() != (kind == Kind.ENVIRONMENT)) {
            throw new IllegalArgumentException("an environment belongs to the kind environment, and to no other");
        }
        Set<String> names = new HashSet<>();
        for (ManualCheck check : manualChecks) {
            if (!names.add(LetterCase.lower(check.name()))) {
                throw new IllegalArgumentException("two manual checks are called " + check.name());
            }
        }
    }

    /**
     * The same policy, made stricter where it asks for less.
     *
     * @param least how many must approve at least
     * @return a copy
     */
    public ApprovalPolicy atLeast(int least) {
        return new ApprovalPolicy(kind, Math.max(required, least), signers, environment, manualChecks);
    }

    /** How an approval is proven. */
    public enum Kind {
        /** By a name that somebody typed: a convention, no control. */
        TYPED,
        /** By an SSH signature of an allowed key. */
        SIGNED,
        /** By GitHub's record of who approved the deployment environment of this run. */
        ENVIRONMENT;

        /**
         * The word in the plan and in the parameter.
         *
         * @return lower case
         */
        public String word() {
            return LetterCase.lower(name());
        }

        /**
         * The kind that a word means.
         *
         * @param word for instance {@code typed}
         * @return empty for any other word
         */
        public static Optional<Kind> of(String word) {
            return List.of(values()).stream()
                    .filter(kind -> kind.word().equals(word))
                    .findFirst();
        }
    }

    /**
     * The file with the keys that may sign, as {@code ssh-keygen} knows it.
     *
     * @param path below the repository's top folder, with {@code /}
     * @param sha256 of the file at the tag's commit
     * @param revoked keys that do not count any more, whatever the file says; empty when no list of them is tracked
     */
    public record SignersFile(String path, String sha256, Optional<RevokedFile> revoked) {}

    /**
     * The file with the keys that were revoked: one public key a line, as {@code ssh-keygen -Y verify -r} takes it.
     *
     * @param path below the repository's top folder, with {@code /}
     * @param sha256 of the file at the tag's commit
     */
    public record RevokedFile(String path, String sha256) {}

    /**
     * A deployment environment at GitHub.
     *
     * @param name its name
     * @param selfReview whether the approval of the person counts who started the run
     */
    public record Environment(String name, boolean selfReview) {}

    /**
     * Something that a person tries by hand before approving.
     *
     * @param name short, to be confirmed by
     * @param description what to do
     */
    public record ManualCheck(String name, String description) {

        /** Checks the name: it is typed on a command line and in the comment of a review, in a list with commas. */
        public ManualCheck {
            if (name.isBlank()
                    || !name.equals(name.strip())
                    || !name.codePoints().allMatch(ManualCheck::plain)) {
                throw new IllegalArgumentException("'" + Printable.of(name)
                        + "' cannot be the name of a manual check: letters, digits, blanks and . _ - are expected");
            }
        }

        private static boolean plain(int point) {
            return Character.isLetterOrDigit(point) || " ._-".indexOf(point) >= 0;
        }
    }
}
