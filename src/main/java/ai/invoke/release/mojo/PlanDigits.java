package ai.invoke.release.mojo;

import ai.invoke.release.ci.CiEnvironment;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.Printable;
import java.util.Map;
import java.util.regex.Pattern;

/** The digits that name a plan: 12 are for people, who look at them; a machine is given all, for whoever can try long enough finds 12. */
final class PlanDigits {

    private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{12,64}");
    private static final int ALL = 64;

    private PlanDigits() {}

    /**
     * Checks digits.
     *
     * @param typed as they were given
     * @param environment tells whether this is CI
     * @return lower-case hex
     * @throws ProjectException when they are none, or too few for CI
     */
    static String required(String typed, Map<String, String> environment) {
        String digits = LetterCase.lower(typed.strip());
        if (!PREFIX.matcher(digits).matches()) {
            throw new ProjectException(
                    Problem.of("invokeai.fingerprint is '" + Printable.of(typed) + "', expected 12 to 64 hex digits")
                            .next("sha256sum target/release/release-plan.json"));
        }
        if (digits.length() < ALL && CiEnvironment.runsIn(environment)) {
            throw new ProjectException(
                    Problem.of("in CI invokeai.fingerprint takes all 64 digits of the plan's sha256, not "
                                    + digits.length())
                            .next("hand over the output PLAN_SHA256 of the job that runs plan"));
        }
        return digits;
    }
}
