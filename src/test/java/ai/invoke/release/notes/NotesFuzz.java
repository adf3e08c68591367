package ai.invoke.release.notes;

import ai.invoke.release.fuzz.FuzzTarget;
import ai.invoke.release.git.LogEntry;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.version.PyVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Mail maps, templates, subjects of commits and the notes that came of them. */
public final class NotesFuzz {

    private static final Map<NotesVariable, String> VALUES =
            Arrays.stream(NotesVariable.values()).collect(Collectors.toMap(variable -> variable, variable -> "v"));

    private static final Map<NotesList, List<Map<String, String>>> LISTS = Arrays.stream(NotesList.values())
            .collect(Collectors.toMap(list -> list, list -> List.of(Map.of(), Map.of())));

    private static final List<NotesFile> FILES =
            List.of(new NotesFile("demo-1.0.tar.gz", NotesFile.Role.SDIST, 1, "0".repeat(64)));

    private NotesFuzz() {}

    public static List<FuzzTarget> targets() {
        return List.of(
                FuzzTarget.ofText(
                        "mailmap",
                        text -> MailMap.parse(text).resolve("Commit Name", "commit@example.org"),
                        List.of(
                                List.of("", " ", ""),
                                List.of("a", " ", "b"),
                                List.of("a <b>", " ", "x"),
                                List.of("", "<", ""),
                                List.of("", "<>", ""),
                                List.of("", "a <b>\n", ""),
                                List.of("<a>", "#", ""))),
                FuzzTarget.ofText(
                        "template",
                        NotesFuzz::template,
                        List.of(
                                List.of("", "{{", ""),
                                List.of("", "{{!}}", ""),
                                List.of("", "{{version}}", ""),
                                List.of("", "{{#version}}", ""),
                                List.of("", "{{#version}}\n", ""),
                                List.of("", "{{#version}}{{/version}}", ""),
                                List.of("", "{{x}}", ""),
                                List.of("", "{{#each x}}", ""),
                                List.of("", "{{/version}}", ""),
                                List.of("{{", " ", "}}"),
                                List.of("{{#each", " ", "changes}}"),
                                List.of("", " ", "{{!}}"),
                                List.of("{{#version}}".repeat(2000), "a", "{{/version}}".repeat(2000)))),
                FuzzTarget.ofText(
                        "notes",
                        text -> NotesCheck.problems(text, "demo", PyVersion.parse("1.0"), "v1.0", FILES),
                        List.of(
                                List.of("", "`", ""),
                                List.of("", "[", ""),
                                List.of("", "](", ""),
                                List.of("", "#", ""),
                                List.of("", "<", ""),
                                List.of("", "*", ""),
                                List.of("", "1.", ""),
                                List.of("", "http://a", ""),
                                List.of("", "\n", ""),
                                List.of("", "v1.0 ", ""),
                                List.of("", "a.whl ", ""),
                                List.of("", " ", ""))),
                FuzzTarget.ofText(
                        "change",
                        text -> {
                            LogEntry commit =
                                    new LogEntry("0".repeat(40), List.of(), Optional.empty(), Optional.empty(), text);
                            commit.trailers();
                            Change change = Change.of(commit);
                            change.line();
                            ChangeGroups.of(List.of(change), Map.of());
                        },
                        List.of(
                                List.of("", "(", ""),
                                List.of("a", " ", "(#1)"),
                                List.of("", "(#1)", ""),
                                List.of("feat(", "a", ")"),
                                List.of("", "BREAKING", ""),
                                List.of("", "#", ""),
                                List.of("a\n\n", "Co-authored-by: ", ""),
                                List.of("a\n\nKey: b\n", " b\n", ""))));
    }

    private static void template(String text) {
        try {
            Template template = Template.parse(text, "notes.md");
            template.uses(NotesVariable.CHANGES);
            if (text.length() < 10_000) {
                template.render(VALUES, LISTS);
            }
        } catch (ProjectException documented) {
            if (documented.problems().isEmpty()) {
                throw new AssertionError("no problem", documented);
            }
        }
    }
}
