package ai.invoke.release.dist;

import ai.invoke.release.dist.metadata.DescriptionRenderer;
import ai.invoke.release.dist.metadata.value.Classifiers;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import ai.invoke.release.dist.rule.metadata.DescriptionRules;
import ai.invoke.release.dist.rule.metadata.MetadataFieldRules;
import ai.invoke.release.dist.rule.metadata.MetadataValueRules;
import ai.invoke.release.dist.rule.release.ReleaseRules;
import ai.invoke.release.dist.rule.sdist.SdistMetadataRules;
import ai.invoke.release.dist.rule.sdist.SdistRules;
import ai.invoke.release.dist.rule.wheel.ContentRules;
import ai.invoke.release.dist.rule.wheel.DataRules;
import ai.invoke.release.dist.rule.wheel.DistInfoRules;
import ai.invoke.release.dist.rule.wheel.EntryPointRules;
import ai.invoke.release.dist.rule.wheel.InstallRules;
import ai.invoke.release.dist.rule.wheel.RecordRules;
import ai.invoke.release.dist.rule.wheel.VersionAttributeRules;
import ai.invoke.release.dist.rule.wheel.WheelFileRules;
import ai.invoke.release.dist.rule.wheel.WheelNameRules;
import ai.invoke.release.dist.rule.wheel.ZipRules;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * All groups of rules, in the order in which they run and in which the page of rules lists them.
 *
 * @param groups the groups
 */
public record RuleCatalogue(List<RuleGroup> groups) {

    /**
     * Every rule there is, with what can be judged without any Python.
     *
     * @return the one list of groups
     */
    public static RuleCatalogue standard() {
        return standard(DescriptionRenderer.withoutPython(), LocalDate.now(ZoneOffset.UTC));
    }

    /**
     * Every rule there is.
     *
     * @param renderer judges descriptions in reStructuredText
     * @param today the day of looking: lists that ship with the plugin may be too old to call something unknown
     * @return the one list of groups
     */
    public static RuleCatalogue standard(DescriptionRenderer renderer, LocalDate today) {
        return new RuleCatalogue(List.of(
                new WheelNameRules(),
                new ZipRules(),
                new InstallRules(),
                new DistInfoRules(),
                new MetadataFieldRules(),
                new MetadataValueRules(Classifiers.shipped(), today),
                new DescriptionRules(renderer),
                new WheelFileRules(),
                new RecordRules(),
                new EntryPointRules(),
                new DataRules(),
                new ContentRules(),
                new VersionAttributeRules(),
                new SdistRules(),
                new SdistMetadataRules(),
                new ReleaseRules(),
                new CheckRules()));
    }

    /**
     * The rules of all groups.
     *
     * @return in catalogue order
     */
    public List<Rule> rules() {
        return groups.stream().flatMap(group -> group.rules().stream()).toList();
    }

    /**
     * Looks a rule up by its id.
     *
     * @param id for instance {@code RC-01}
     * @return the rule, or empty when there is none with this id
     */
    public Optional<Rule> rule(String id) {
        return rules().stream().filter(rule -> rule.id().equals(id)).findFirst();
    }
}
