package ai.invoke.release.dist.rule;

import ai.invoke.release.dist.RuleCatalogue;
import ai.invoke.release.dist.content.DistContents;
import java.util.List;

/**
 * Rules that belong together, with the code that looks. A group is stateless; what it may look at is the bounded model
 * of {@link DistContents}, never the file.
 *
 * <p>To add a rule: declare a {@code static final Rule} in a group (or in a new class implementing this interface), list
 * it in {@link #rules()}, report breaches with {@code findings.add(RULE.with(values).at(place))}, and if the group is new
 * add it to {@link RuleCatalogue#standard()}. The page of rules is generated from there; a test names the rules without
 * an example file.
 */
public interface RuleGroup {

    /**
     * The heading in the page of rules.
     *
     * @return a few words, for instance {@code RECORD of a wheel}
     */
    String title();

    /**
     * All rules of this group.
     *
     * @return in the order of their ids
     */
    List<Rule> rules();

    /**
     * Looks at one file. Never throws because of what the file holds.
     *
     * @param contents the file's model; use {@code instanceof WheelContents} or {@code SdistContents} for rules of one kind
     * @param findings takes the breaches
     */
    void check(DistContents contents, Findings findings);

    /**
     * Whether this group can say anything about a file whose archive cannot be opened.
     *
     * @return true by default: the group is skipped for such files
     */
    default boolean needsReadableArchive() {
        return true;
    }
}
