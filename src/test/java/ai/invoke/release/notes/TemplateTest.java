package ai.invoke.release.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TemplateTest {

    private static final Map<NotesVariable, String> VALUES = Map.of(
            NotesVariable.TAG, "v1.0", NotesVariable.VERSION, "1.0", NotesVariable.CHANGES, "- a {{tag}} $1\n- b");

    @Test
    void fillsVariablesOnceAndLeavesAllElse() {
        assertThat(render("a {{tag}} {{ version }} ${HOME} {single} }} \\{{tag}}"))
                .isEqualTo("a v1.0 1.0 ${HOME} {single} }} {{tag}}");
        assertThat(render("{{changes}}")).isEqualTo("- a {{tag}} $1\n- b");
        assertThat(render("{{wheel}}|")).isEqualTo("|");
    }

    @Test
    void sectionsTakeTheirLinesWithThem() {
        assertThat(render("x\n{{#tag}}\nyes\n{{/tag}}\n{{^tag}}\nno\n{{/tag}}\n{{! gone }}\ny"))
                .isEqualTo("x\nyes\ny");
        assertThat(render("x{{#wheel}} a {{#tag}}b{{/tag}}{{/wheel}}{{^wheel}} c{{/wheel}}"))
                .isEqualTo("x c");
        assertThat(render("x\r\n  {{#tag}}  \r\ny\r\n{{/tag}}")).isEqualTo("x\ny\n");
    }

    @Test
    void namesAllMistakesWithTheirLines() {
        ProjectException e = catchThrowableOfType(
                ProjectException.class,
                () -> Template.parse("{{nope}}\n{{Previous_Tag}}\n{{#tag}}\n{{/version}}\n{{ open\n}}", "notes.md"));
        assertThat(e.problems()).hasSize(5);
        assertThat(e)
                .hasMessageContaining("notes.md:1: {{nope}} is not a variable")
                .hasMessageContaining("did you mean {{previousTag}}?")
                .hasMessageContaining("notes.md:4: {{/version}} closes nothing")
                .hasMessageContaining("notes.md:5: '{{' without '}}'")
                .hasMessageContaining("notes.md:3: the section {{#tag}} is not closed");
        assertThatThrownBy(() -> Template.parse("x".repeat(600_000), "big"))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("600000");
    }

    @Test
    void goesThroughLists() {
        Map<NotesList, List<Map<String, String>>> lists = Map.of(
                NotesList.CHANGES,
                List.of(Map.of("subject", "one", "pullRequest", "7"), Map.of("subject", "two {{tag}}")));
        Template template = Template.parse(
                "{{#each changes}}\n- {{subject}}{{#pullRequest}} (#{{pullRequest}}){{/pullRequest}} in {{tag}}\n"
                        + "{{/each  changes}}\n{{#each assets}}no{{/each assets}}end",
                "t");
        assertThat(template.render(VALUES, lists)).isEqualTo("- one (#7) in v1.0\n- two {{tag}} in v1.0\nend");
        assertThat(template.uses(NotesVariable.CHANGES)).isTrue();
        ProjectException e = catchThrowableOfType(
                ProjectException.class,
                () -> Template.parse(
                        "{{subject}}\n{{#each nope}}\n{{/each nope}}\n{{#each changes}}{{sha256}}\n{{#each assets}}{{/each assets}}"
                                + "{{^each changes}}{{/each changes}}{{/each changes}}\n{{#each assets}}",
                        "t.md"));
        assertThat(e)
                .hasMessageContaining("t.md:1: {{subject}} is not a variable")
                .hasMessageContaining("it is known inside {{#each changes}} only")
                .hasMessageContaining("t.md:2: {{#each nope}} is not a list")
                .hasMessageContaining("t.md:4: {{sha256}} is not a variable")
                .hasMessageContaining("t.md:5: {{#each assets}} stands inside another list")
                .hasMessageContaining("t.md:6: the section {{#each assets}} is not closed");
    }

    @Test
    void anyTextIsATemplateOrAProjectException() {
        String[] parts = {"{{", "}}", "tag", "#", "/", "^", "!", "each ", "changes", "\n", "\\", " ", "wheel", "{", "x"
        };
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(14); j > 0; j--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            try {
                Template.parse(text.toString(), "t").render(VALUES);
            } catch (ProjectException e) {
                assertThat(e.getMessage()).startsWith("t:");
            }
        }
    }

    @Test
    void theDefaultTemplateNeedsNoValueAtAll() {
        assertThat(DefaultTemplate.notes().render(Map.of())).startsWith("## Install");
        assertThat(DefaultTemplate.title().render(Map.of(NotesVariable.PROJECT, "InvokeAI", NotesVariable.TAG, "v1.0")))
                .isEqualTo("InvokeAI v1.0");
        assertThat(Arrays.stream(NotesVariable.values()).map(NotesVariable::key))
                .doesNotHaveDuplicates();
    }

    @Test
    void theDocumentationNamesEveryVariable() throws IOException {
        String page = Files.readString(Path.of("src/site/markdown/release-notes.md"));
        for (NotesVariable variable : NotesVariable.values()) {
            assertThat(page).contains("| `" + variable.key() + "` | " + variable.meaning() + " |");
        }
    }

    private static String render(String template) {
        return Template.parse(template, "t").render(VALUES);
    }
}
