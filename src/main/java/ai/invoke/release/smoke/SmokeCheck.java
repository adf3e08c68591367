package ai.invoke.release.smoke;

import ai.invoke.release.problem.Problem;
import java.util.Optional;

/**
 * One thing that was tried.
 *
 * @param name for instance {@code pip install}
 * @param verdict how it went
 * @param detail what was seen, in one line
 * @param problem what is wrong, when it failed
 */
public record SmokeCheck(String name, Verdict verdict, String detail, Optional<Problem> problem) {

    /** How it went. */
    public enum Verdict {
        /** As it should. */
        OK,
        /** It could not be tried; the detail says why. */
        SKIPPED,
        /** It is broken. */
        FAILED
    }

    static SmokeCheck ok(String name, String detail) {
        return new SmokeCheck(name, Verdict.OK, detail, Optional.empty());
    }

    static SmokeCheck skipped(String name, String why) {
        return new SmokeCheck(name, Verdict.SKIPPED, why, Optional.empty());
    }

    static SmokeCheck failed(String name, Problem problem) {
        return new SmokeCheck(name, Verdict.FAILED, problem.what(), Optional.of(problem));
    }
}
