package ai.invoke.release.approval;

import ai.invoke.release.plan.ApprovalPolicy.ManualCheck;
import ai.invoke.release.plan.Fingerprint;
import ai.invoke.release.plan.ReleasePlan;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The comment of a review at GitHub. It is the only place where a reviewer can say what was approved: the plan's digest and, by their
 * names, the manual checks that were done.
 */
public final class ReviewComment {

    private static final String CONFIRMED = "confirmed:";

    private ReviewComment() {}

    /**
     * The line to paste.
     *
     * @param fingerprint the plan's
     * @param plan its manual checks are named, so that whoever has not done one takes its name out
     * @return for instance {@code 4f2a… confirmed: generate, upgrade}
     */
    public static String line(Fingerprint fingerprint, ReleasePlan plan) {
        List<ManualCheck> checks = plan.policy().manualChecks();
        return fingerprint.sha256()
                + (checks.isEmpty()
                        ? ""
                        : " " + CONFIRMED + " "
                                + checks.stream().map(ManualCheck::name).collect(Collectors.joining(", ")));
    }

    /**
     * Whether a comment is about a plan.
     *
     * @param comment what the reviewer wrote
     * @param fingerprint the plan's
     * @return whether the digest, or at least its first twelve digits, stands in it
     */
    public static boolean names(String comment, Fingerprint fingerprint) {
        return Stream.of(comment.split("[^0-9a-fA-F]+", -1)).anyMatch(fingerprint::matches);
    }

    /**
     * The manual checks that a comment confirms.
     *
     * @param comment what the reviewer wrote
     * @return the names behind {@code confirmed:}, with commas between, to the end of the line
     */
    public static List<String> confirmed(String comment) {
        return comment.lines()
                .filter(line -> line.contains(CONFIRMED))
                .flatMap(line -> Stream.of(line.substring(line.indexOf(CONFIRMED) + CONFIRMED.length())
                        .split(",", -1)))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }
}
