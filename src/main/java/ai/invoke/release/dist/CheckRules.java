package ai.invoke.release.dist;

import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.rule.Draft;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import ai.invoke.release.dist.rule.Severity;
import java.util.List;

/** What the check says about itself: a file that one group of rules could not judge is no good file. */
final class CheckRules implements RuleGroup {

    static final Rule UNEXPECTED = Rule.of(
            "VF-01",
            Severity.ERROR,
            "the rules \"{g}\" ended with an unexpected {x} and did not judge this file",
            "report it to the authors of this plugin, with the file; ignoreRules lets the release go on",
            "this plugin");

    @Override
    public String title() {
        return "The check itself";
    }

    @Override
    public List<Rule> rules() {
        return List.of(UNEXPECTED);
    }

    /** Nothing to look at: {@link #unexpected} is asked when another group fails. */
    @Override
    public void check(DistContents contents, Findings findings) {}

    /**
     * An exception that a group of rules should have kept to itself.
     *
     * @param group the title of the group
     * @param failure what it threw
     * @return names the exception and the place in the code
     */
    static Draft unexpected(String group, Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        String place = trace.length == 0 ? "" : " at " + trace[0];
        return UNEXPECTED.with(group, failure + place);
    }
}
