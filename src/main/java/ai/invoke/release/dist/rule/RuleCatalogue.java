package ai.invoke.release.dist.rule;

import java.util.List;
import java.util.Optional;

/**
 * All groups of rules, in the order in which they run and in which the page of rules lists them.
 *
 * @param groups the groups
 */
public record RuleCatalogue(List<RuleGroup> groups) {

    /**
     * Every rule there is.
     *
     * @return the one list of groups
     */
    public static RuleCatalogue standard() {
        return new RuleCatalogue(List.of());
    }

    /**
     * All rules.
     *
     * @return in catalogue order
     */
    public List<Rule> rules() {
        return groups.stream().flatMap(group -> group.rules().stream()).toList();
    }

    /**
     * One rule.
     *
     * @param id for instance {@code RC-01}
     * @return the rule, or empty when there is none with this id
     */
    public Optional<Rule> rule(String id) {
        return rules().stream().filter(rule -> rule.id().equals(id)).findFirst();
    }
}
