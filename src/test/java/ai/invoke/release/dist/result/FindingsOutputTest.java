package ai.invoke.release.dist.result;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.console.Styles;
import ai.invoke.release.digest.FileDigests;
import ai.invoke.release.dist.RuleCatalogue;
import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.dist.rule.Severity;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FindingsOutputTest {

    private static final String WHEEL = "a-1+local-py3-none-any.whl";

    private static final Verification VERIFICATION = new Verification(
            List.of(
                    new VerifiedFile(WHEEL, 10, new FileDigests("aa", Optional.empty())),
                    new VerifiedFile("a-1.tar.gz", 20, new FileDigests("bb", Optional.empty()))),
            List.of(
                    judged("CT-05", Severity.WARNING, WHEEL, Optional.empty(), false),
                    judged("MD-12", Severity.ERROR, WHEEL, Optional.of("'x' is not a valid classifier."), false),
                    judged("CT-09", Severity.WARNING, WHEEL, Optional.empty(), true),
                    judged("PR-03", Severity.ERROR, "release", Optional.empty(), false)));

    private static Judged judged(String rule, Severity severity, String file, Optional<String> pypi, boolean ignored) {
        return new Judged(
                new Finding(rule, severity, file, Optional.of("a|b/<c>:3"), "it *is* so", "mend it", "PEP 1", pypi),
                ignored,
                Optional.empty());
    }

    private static JsonNode read(byte[] json) throws Exception {
        return new ObjectMapper().readTree(json);
    }

    @Test
    void theListIsGroupedByFileWorstFirst() {
        assertThat(FindingsText.lines(VERIFICATION, Styles.NONE))
                .containsExactly(
                        WHEEL + "  1 error, 1 warning, 1 ignored",
                        "  error    MD-12   it *is* so",
                        "                   in a|b/<c>:3",
                        "  warning  CT-05   it *is* so",
                        "                   in a|b/<c>:3",
                        "  ignored  CT-09   it *is* so",
                        "                   in a|b/<c>:3",
                        "a-1.tar.gz                  ok",
                        "release                     1 error",
                        "  error    PR-03   it *is* so",
                        "                   in a|b/<c>:3");
        assertThat(VERIFICATION.summary()).isEqualTo("2 errors, 1 warning, 1 ignored");
    }

    @Test
    void stylesMarkTheVerdictAndMoveNoColumn() {
        assertThat(FindingsText.lines(VERIFICATION, (style, text) -> "<" + style + ":" + text + ">"))
                .containsSubsequence(
                        "  <FAILURE:error  >  MD-12   it *is* so",
                        "  <WARNING:warning>  CT-05   it *is* so",
                        "  ignored  CT-09   it *is* so",
                        "a-1.tar.gz                  <SUCCESS:ok>");
    }

    @Test
    void jsonHoldsFilesCountsAndFindings() throws Exception {
        JsonNode root = read(FindingsJson.write(VERIFICATION));

        assertThat(root.get("schema").asInt()).isEqualTo(1);
        assertThat(root.get("counts").toString()).isEqualTo("{\"errors\":2,\"ignored\":1,\"notes\":0,\"warnings\":1}");
        assertThat(root.get("files")).hasSize(2);
        assertThat(root.get("findings")).hasSize(4);
        assertThat(root.get("findings").get(0).get("pypi").asText()).isEqualTo("'x' is not a valid classifier.");
        assertThat(new String(FindingsJson.write(VERIFICATION), StandardCharsets.UTF_8))
                .endsWith("}\n");
    }

    @Test
    void markdownCannotBeBrokenByNames() {
        String section = FindingsMarkdown.section(VERIFICATION);

        assertThat(section)
                .contains("a\\|b/&lt;c&gt;:3")
                .contains("it \\*is\\* so")
                .doesNotContain("<c>");
    }

    /** The parts of the official schema that a writer can get wrong; src/bench/node/check-sarif.mjs has the whole of it. */
    @Test
    void sarifHasTheRequiredShape() throws Exception {
        JsonNode root =
                read(FindingsSarif.write(VERIFICATION, RuleCatalogue.standard().rules()));

        assertThat(root.get("version").asText()).isEqualTo("2.1.0");
        assertThat(fields(root)).containsExactlyInAnyOrder("$schema", "version", "runs");
        JsonNode run = root.get("runs").get(0);
        assertThat(fields(run)).containsExactlyInAnyOrder("tool", "results", "artifacts", "columnKind");
        JsonNode rules = run.at("/tool/driver/rules");
        Set<String> ids = new HashSet<>();
        for (JsonNode rule : rules) {
            assertThat(ids.add(rule.get("id").asText())).isTrue();
            assertThat(rule.at("/shortDescription/text").asText()).isNotBlank();
            assertThat(Set.of("error", "warning", "note"))
                    .contains(rule.at("/defaultConfiguration/level").asText());
        }
        assertThat(run.get("results")).hasSize(4);
        for (JsonNode result : run.get("results")) {
            assertThat(result.at("/message/text").asText()).isNotBlank();
            assertThat(Set.of("error", "warning", "note"))
                    .contains(result.get("level").asText());
            if (result.has("ruleIndex")) {
                assertThat(rules.get(result.get("ruleIndex").asInt()).get("id")).isEqualTo(result.get("ruleId"));
            }
            assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri")
                            .asText())
                    .matches("[A-Za-z0-9._~!$&'()*+,;=@%-]+");
        }
        assertThat(run.at("/results/2/suppressions/0/kind").asText()).isEqualTo("external");
    }

    private static Set<String> fields(JsonNode node) {
        Set<String> names = new HashSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
