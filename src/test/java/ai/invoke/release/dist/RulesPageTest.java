package ai.invoke.release.dist;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * The page of rules is what the catalogue says. After a change of the rules write it anew with
 * {@code mvn test -Dtest=RulesPageTest -Dinvokeai.test.rewrite=true}.
 */
class RulesPageTest {

    private static final Path PAGE = Path.of("src/site/markdown/rules.md");

    private static final String INTRODUCTION = """
            # Rules of verify-dist

            <!-- Generated from the rule catalogue; see RulesPageTest. -->

            Each finding of [verify-dist](verify-dist.html) carries the id of one of these rules. An **error** stops the
            release, a **warning** does not unless `warningsAsErrors` says so, a **note** only says that something is legal.
            Where the last column quotes an answer, PyPI refuses the upload with these words: such a rule cannot be ignored
            for a PyPI target. Letters in braces stand for the concrete values; `{f}` is the file's name.

            Of one rule the first 20 findings in a file are listed, the rest is counted.
            """;

    @Test
    void pageIsWhatTheCatalogueSays() throws IOException {
        String page = page();
        if (Boolean.getBoolean("invokeai.test.rewrite")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE))
                .as("the rules changed; run: mvn test -Dtest=RulesPageTest -Dinvokeai.test.rewrite=true")
                .isEqualTo(page);
    }

    @Test
    void idsAreUniqueAndNothingIsLeftUnsaid() {
        List<Rule> rules = RuleCatalogue.standard().rules();
        assertThat(rules).extracting(Rule::id).doesNotHaveDuplicates().allMatch(id -> id.matches("[A-Z]{2,3}-\\d\\d"));
        assertThat(rules).allSatisfy(rule -> {
            assertThat(rule.message()).as(rule.id()).isNotBlank();
            assertThat(rule.hint()).as(rule.id()).isNotBlank();
            assertThat(rule.source()).as(rule.id()).isNotBlank();
        });
    }

    private static String page() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        for (RuleGroup group : RuleCatalogue.standard().groups()) {
            page.append("\n## ").append(escaped(group.title())).append("\n\n");
            page.append("| rule | severity | finding | what to do | source | PyPI's answer |\n");
            page.append("| --- | --- | --- | --- | --- | --- |\n");
            for (Rule rule : group.rules()) {
                page.append("| ").append(rule.id());
                page.append(" | ").append(rule.severity().name().toLowerCase(Locale.ROOT));
                page.append(" | ").append(escaped(rule.message()));
                page.append(" | ").append(escaped(rule.hint()));
                page.append(" | ").append(escaped(rule.source()));
                page.append(" | ")
                        .append(rule.pypi().map(RulesPageTest::escaped).orElse("takes it"));
                page.append(" |\n");
            }
        }
        return page.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("|", "\\|")
                .replace("*", "\\*")
                .replace("_", "\\_");
    }
}
