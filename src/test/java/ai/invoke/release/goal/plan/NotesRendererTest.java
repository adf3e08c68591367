package ai.invoke.release.goal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.console.Console;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.notes.Contributor;
import ai.invoke.release.notes.ContributorRules;
import ai.invoke.release.notes.NotesFile;
import ai.invoke.release.notes.NotesInputs;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.testing.Heard;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotesRendererTest {

    @TempDir
    Path temp;

    private Path work;
    private int minute;

    @BeforeEach
    void repository() throws Exception {
        work = Files.createDirectories(temp.resolve("work"));
        git(work, "init", "-q", "-b", "main");
        git(work, "remote", "add", "origin", "git@github.com:acme/demo.git");
        commit("Team Member", "team@acme.example", "start");
        tag("v1.0");
        commit("Old Friend", "1+oldfriend@users.noreply.github.com", "early help");
        tag("v1.1");
        git(work, "checkout", "-q", "-b", "maintenance", "v1.0");
        commit("Team Member", "team@acme.example", "backport");
        tag("v1.0.1");
        git(work, "checkout", "-q", "main");
        commit(
                "Team Member",
                "team@acme.example",
                "feature *one* by @nobody (#12)\n\nCo-authored-by: New Face <new@x.example>");
        tag("v1.2rc1");
        tag("v1.2+local");
        tag("latest");
        commit("Old Friend", "1+oldfriend@users.noreply.github.com", "fix");
        commit("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com", "bump");
    }

    @Test
    void rendersTheDefaultTemplate() throws Exception {
        Path output = temp.resolve("out/notes.md");
        NotesRenderer.Result notes = render("v1.2", "1.2", Optional.empty(), Optional.of(output));
        assertThat(notes.title()).isEqualTo("demo v1.2");
        assertThat(notes.previousTag()).contains("v1.1");
        assertThat(notes.body())
                .isEqualTo("""
                        ## Install

                        ```
                        pip install demo==1.2
                        ```

                        Or download `demo-installer-v1.2.zip` below, unpack it and run the install script for your system.

                        ## Changes since v1.1

                        - fix ([%s](https://github.com/acme/demo/commit/%s)) by @oldfriend
                        - feature \\*one\\* by @&#8203;nobody ([#12](https://github.com/acme/demo/pull/12)) by New Face, Team Member

                        And 1 change by dependabot\\[bot\\].

                        ## Thanks to

                        - New Face (first contribution)
                        - @oldfriend

                        ## New contributors

                        - New Face made their first contribution in [#12](https://github.com/acme/demo/pull/12)

                        ## Files

                        | File | Size | sha256 |
                        | --- | ---: | --- |
                        | `demo-1.2-py3-none-any.whl` | 12.1 KiB | `%s` |
                        | `demo-installer-v1.2.zip` | 7 B | `%s` |

                        **Full changelog**: https://github.com/acme/demo/compare/v1.1...v1.2
                        """.formatted(id("HEAD~1"), fullId("HEAD~1"), "a".repeat(64), "b".repeat(64)));
        assertThat(output).hasContent(notes.body());
        assertThat(render("v1.2", "1.2", Optional.empty(), Optional.of(output))).isEqualTo(notes);
        assertThat(Files.list(output.getParent())).containsExactly(output);
    }

    @Test
    void aPreReleaseComparesWithPreReleasesAndSaysSo() {
        NotesRenderer.Result notes = render("v1.2rc2", "1.2rc2", Optional.empty(), Optional.empty());
        assertThat(notes.previousTag()).contains("v1.2rc1");
        assertThat(notes.body()).startsWith("> This is a pre-release");
        assertThat(notes.contributors()).extracting(Contributor::name).contains("Old Friend", "dependabot[bot]");
    }

    @Test
    void aTemplateThatDoesNotAskNeedsNoHistory() throws Exception {
        Path shallow = temp.resolve("shallow");
        git(temp, "clone", "-q", "--depth", "1", "file://" + work, shallow.toString());
        Path template = Files.writeString(temp.resolve("t.md"), "Just {{version}} of {{date}} at {{shortCommit}}\n");
        NotesRenderer.Result notes = new NotesRenderer(Console.silent())
                .run(request(shallow, "v1.2", "1.2", Optional.of(template), Optional.empty()));
        assertThat(notes.body()).isEqualTo("Just 1.2 of 2026-01-01 at " + id("HEAD") + "\n");
        assertThatThrownBy(() -> new NotesRenderer(Console.silent())
                        .run(request(shallow, "v1.2", "1.2", Optional.empty(), Optional.empty())))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("fetch-depth: 0");
    }

    @Test
    void saysWhatIsWrongWithTheTemplate() throws Exception {
        Path template = temp.resolve("notes.md");
        assertRefused(template, "there is no template");
        Files.write(template, new byte[] {(byte) 0xff, (byte) 0xfe, 'x', 0});
        assertRefused(template, "not UTF-8");
        Files.writeString(template, "a\n{{nope}}");
        assertRefused(template, "notes.md:2: {{nope}} is not a variable");
        Files.writeString(template, "x".repeat(130_000));
        assertRefused(template, "130001 characters");
        Files.writeString(template, "{{! nothing }}");
        assertRefused(template, "empty");
        assertThatThrownBy(() -> render("v3-latest", "3-latest", Optional.empty(), Optional.empty()))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("3-latest");
    }

    @Test
    void previewsTheNewestVersionAtHead() throws Exception {
        tag("v1.2");
        tag("v1.2.0.post1");
        Path output = temp.resolve("preview.md");
        Path empty = temp.resolve("release");
        NotesRenderer.Result notes = new ReleaseNotes(Console.silent()).run(preview(Optional.empty(), empty, output));
        assertThat(notes.title()).isEqualTo("demo v1.2.0.post1");
        assertThat(new ReleaseNotes(Console.silent())
                        .run(preview(Optional.of("refs/tags/v1.2"), empty, output))
                        .title())
                .isEqualTo("demo v1.2");
        git(work, "checkout", "-q", "HEAD~1");
        assertThatThrownBy(() -> new ReleaseNotes(Console.silent()).run(preview(Optional.empty(), empty, output)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("-Dinvokeai.ref=v1.2.3");
    }

    @Test
    void namesTheProjectAsItsMetadataWillBeforeThereIsAPlan() throws Exception {
        Files.writeString(work.resolve("pyproject.toml"), "[project]\nname = \"DemoApp\"\nversion = \"1.2\"\n");
        NotesRenderer.Result notes = new ReleaseNotes(Console.silent())
                .run(preview(Optional.of("v1.2"), temp.resolve("release"), temp.resolve("p.md")));
        assertThat(notes.title()).isEqualTo("DemoApp v1.2");
        assertThat(notes.body()).contains("pip install DemoApp==1.2");
    }

    @Test
    void listsContributors() throws Exception {
        Contributors.Result sinceFinal = contributors(Optional.empty(), "HEAD");
        assertThat(sinceFinal.from()).contains("v1.1");
        assertThat(lines(sinceFinal))
                .containsExactly(
                        "New Face                    1 commit   first contribution",
                        "    " + id("HEAD~2")
                                + ": feature *one* by @nobody (#12) (https://github.com/acme/demo/pull/12)",
                        "Old Friend (@oldfriend)     1 commit ",
                        "    " + id("HEAD~1") + ": fix (https://github.com/acme/demo/commit/" + fullId("HEAD~1") + ")",
                        "v1.1..HEAD: 3 commits by 4 people, 2 from outside");
        assertThat(contributors(Optional.empty(), "v1.1").from()).contains("v1.0.1");
        assertThat(contributors(Optional.empty(), "v1.0").from()).isEmpty();
        assertThat(lines(contributors(Optional.of("v1.0"), "v1.0.1")))
                .containsExactly("v1.0..v1.0.1: 1 commits by 1 people, none from outside");
        assertThatThrownBy(() -> contributors(Optional.of("v9"), "HEAD")).hasMessageContaining("v9");
    }

    @Test
    void countsFromAReleaseThatWasTaggedOnABranchOfItsOwn() throws Exception {
        git(work, "checkout", "-q", "-b", "release/v1.2");
        file("Team Member", "team@acme.example", "prepare 1.2", "version", "1.2");
        file("Branch Helper", "helper@x.example", "fix on the branch", "fix", "1");
        tag("v1.2");
        git(work, "checkout", "-q", "main");
        file("Team Member", "team@acme.example", "prepare 1.2 (#7)", "version", "1.2");
        file("Branch Helper", "helper@x.example", "fix on the branch (#8)", "fix", "1");
        file("New One", "one@x.example", "feature for 1.3", "feature", "1");
        assertThat(contributors(Optional.empty(), "HEAD").from()).contains("v1.2");
        tag("v1.3");
        String aside =
                "v1.2 is not in the history of v1.3, it was released from another branch; left out because it has them"
                        + " as well: 2 commits";
        assertThat(lines(contributors(Optional.empty(), "v1.3")))
                .containsExactly(
                        "New One     1 commit   first contribution",
                        "    " + id("v1.3^{}") + ": feature for 1.3 (https://github.com/acme/demo/commit/"
                                + fullId("v1.3^{}") + ")",
                        "v1.2..v1.3: 1 commits by 1 people, 1 from outside",
                        aside);
        assertThat(contributors(Optional.empty(), "v1.0.1").from()).contains("v1.0");
        assertThat(contributors(Optional.empty(), "maintenance").from()).contains("v1.0.1");
        Heard heard = new Heard();
        NotesRenderer.Result notes =
                new NotesRenderer(heard).run(request(work, "v1.3", "1.3", Optional.empty(), Optional.empty()));
        assertThat(notes.previousTag()).contains("v1.2");
        assertThat(notes.body()).contains("feature for 1.3").doesNotContain("prepare", "Branch Helper");
        assertThat(heard.lines).contains(aside);
        git(work, "checkout", "-q", "--orphan", "elsewhere");
        commit("Team Member", "team@acme.example", "an unrelated history");
        tag("v1.2.9");
        assertThat(contributors(Optional.empty(), "v1.3").from()).contains("v1.2");
    }

    private void file(String name, String mail, String message, String file, String content) throws Exception {
        Files.writeString(work.resolve(file), content + "\n");
        git(work, "add", file);
        commit(name, mail, message);
    }

    @Test
    void listsWhatEachContributorDidAsMarkdownAndJson() throws Exception {
        Contributors.Result result = contributors(Optional.empty(), "HEAD");
        assertThat(report(result, ContributorReport.Format.MARKDOWN))
                .containsExactly(
                        "- New Face (first contribution)",
                        "  - feature \\*one\\* by @&#8203;nobody ([#12](https://github.com/acme/demo/pull/12))",
                        "- @oldfriend",
                        "  - fix ([" + id("HEAD~1") + "](https://github.com/acme/demo/commit/" + fullId("HEAD~1")
                                + "))");
        JsonNode json = new ObjectMapper().readTree(String.join("\n", report(result, ContributorReport.Format.JSON)));
        assertThat(json.path("from").asText()).isEqualTo("v1.1");
        assertThat(json.path("contributors")).hasSize(2);
        JsonNode first = json.path("contributors").get(0);
        assertThat(first.path("name").asText()).isEqualTo("New Face");
        assertThat(first.path("firstTime").asBoolean()).isTrue();
        assertThat(first.path("changes").get(0).path("pullRequest").asInt()).isEqualTo(12);
        assertThat(first.path("changes").get(0).path("sha").asText()).isEqualTo(fullId("HEAD~2"));
    }

    @Test
    void groupsConventionalCommitsAndLimitsEachGroup() throws Exception {
        git(work, "checkout", "-q", "-b", "conventional", "v1.1");
        for (int i = 0; i < 25; i++) {
            commit(
                    "Old Friend",
                    "1+oldfriend@users.noreply.github.com",
                    "fix(ui): number " + i + " (#" + (100 + i) + ")");
        }
        commit("Old Friend", "1+oldfriend@users.noreply.github.com", "feat!: a new thing (#200)");
        commit("Old Friend", "1+oldfriend@users.noreply.github.com", "docs: words");
        commit("Old Friend", "1+oldfriend@users.noreply.github.com", "Note: this is free text");
        String body = render("v1.2", "1.2", Optional.empty(), Optional.empty()).body();
        assertThat(body)
                .containsSubsequence(
                        "### Breaking changes\n\n- feat!: a new thing",
                        "### Fixes\n\n- fix(ui): number 24",
                        "- … and 5 more, see the [comparison](https://github.com/acme/demo/compare/v1.1...v1.2)",
                        "### Documentation\n\n- docs: words",
                        "### Other changes\n\n- Note: this is free text")
                .doesNotContain("number 4 ");
        NotesInputs labelled = new NotesInputs(
                Map.of(fullId("HEAD"), "octocat"),
                Map.of(200, List.of("Bug")),
                Optional.of("Hello **all**!"),
                Optional.of("What GitHub says"));
        Path template = Files.writeString(
                temp.resolve("t.md"),
                "{{introduction}}\n{{#each changes}}\n{{group}}|{{type}}|{{pullRequest}}|{{author}}\n{{/each changes}}\n"
                        + "{{generatedNotes}}\n{{#each assets}}{{name}};{{/each assets}}\n"
                        + "{{#each contributors}}{{mention}} {{commits}} {{firstTime}}{{/each contributors}}\n");
        NotesRenderer.Request request = request(work, "v1.2", "1.2", Optional.of(template), Optional.empty());
        String custom =
                new NotesRenderer(Console.silent()).run(request.with(labelled)).body();
        assertThat(custom)
                .startsWith("Hello **all**!\nBreaking changes|feat|200|@oldfriend\n")
                .contains("Fixes|fix|124|@oldfriend\n", "Other changes|||@oldfriend", "What GitHub says")
                .contains("demo-1.2-py3-none-any.whl;demo-installer-v1.2.zip;\n@oldfriend 28\n");
    }

    @Test
    void cutsLongNotesAtASectionAndKeepsTheFullText() throws Exception {
        Path template = Files.writeString(
                temp.resolve("t.md"), "## One\n\nshort\n\n## Two\n\n" + "x".repeat(125_000) + "\n\n## Three\n\nend\n");
        NotesRenderer.Result notes = render("v1.2", "1.2", Optional.of(template), Optional.empty());
        assertThat(notes.body())
                .startsWith("## One\n\nshort\n\n_These notes were too long")
                .contains("RELEASE_NOTES.md");
        assertThat(notes.full().orElseThrow()).hasSizeGreaterThan(125_000).endsWith("end\n");
    }

    @Test
    void comparesWhatTheTemplateSaysWithTheRelease() throws Exception {
        Path template = temp.resolve("t.md");
        Files.writeString(template, """
                pip install demo==1.1 and Demo[x]==1.2 and other==3 and demo==1.*
                demo-1.1-py3-none-any.whl demo-1.2-py3-none-any.whl
                https://github.com/acme/demo/releases/download/v1.1/demo-installer-v1.2.zip
                https://github.com/acme/demo/releases/download/v1.2/nope.zip
                """);
        assertThatThrownBy(() -> render("v1.2", "1.2", Optional.of(template), Optional.empty()))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll(
                        "t.md: the notes do not fit the release",
                        "installs demo 1.1, this is 1.2",
                        "demo-1.1-py3-none-any.whl is no file of this release",
                        "leads to the release v1.1, this is v1.2",
                        "leads to nope.zip, which is no file of this release")
                .hasMessageNotContaining("other")
                .hasMessageNotContaining("Demo[x]");
    }

    @Test
    void findsTheRepositoryInOrder() {
        Map<String, String> actions = Map.of("GITHUB_REPOSITORY", "ci/job");
        assertThat(RepositoryChoice.of(Optional.of("a/b"), Optional.empty(), actions, work)
                        .orElseThrow()
                        .slug())
                .isEqualTo("a/b");
        assertThat(RepositoryChoice.of(Optional.empty(), Optional.empty(), actions, work)
                        .orElseThrow()
                        .slug())
                .isEqualTo("ci/job");
        assertThat(RepositoryChoice.of(Optional.of(" "), Optional.empty(), Map.of(), work)
                        .orElseThrow()
                        .slug())
                .isEqualTo("acme/demo");
        assertThat(RepositoryChoice.of(Optional.empty(), Optional.empty(), Map.of(), temp))
                .isEmpty();
        assertThatThrownBy(() -> RepositoryChoice.of(Optional.of("nonsense"), Optional.empty(), Map.of(), work))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("owner/name");
    }

    private void assertRefused(Path template, String text) {
        assertThatThrownBy(() -> render("v1.2", "1.2", Optional.of(template), Optional.empty()))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining(text);
    }

    private Contributors.Result contributors(Optional<String> from, String to) {
        return new Contributors()
                .run(new Contributors.Request(
                        work, from, to, "v", ContributorRules.github(List.of("@acme.example")), Map.of()));
    }

    private ReleaseNotes.Request preview(Optional<String> ref, Path release, Path output) {
        return new ReleaseNotes.Request(
                work,
                new ReleaseDirectory(release),
                ref,
                "v",
                "demo",
                new NotesOptions(Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of()),
                GitHubRepository.parse("acme/demo"),
                NotesInputs.NONE,
                output);
    }

    private NotesRenderer.Result render(String tag, String version, Optional<Path> template, Optional<Path> output) {
        return new NotesRenderer(Console.silent()).run(request(work, tag, version, template, output));
    }

    private static NotesRenderer.Request request(
            Path directory, String tag, String version, Optional<Path> template, Optional<Path> output) {
        return new NotesRenderer.Request(
                directory,
                "demo",
                tag,
                version,
                new NotesOptions(Optional.empty(), template, Optional.empty(), List.of("team@acme.example"), List.of()),
                GitHubRepository.parse("acme/demo"),
                List.of(
                        new NotesFile("demo-1.2-py3-none-any.whl", NotesFile.Role.WHEEL, 12_345, "a".repeat(64)),
                        new NotesFile("demo-installer-v1.2.zip", NotesFile.Role.INSTALLER, 7, "b".repeat(64))),
                NotesInputs.NONE,
                output);
    }

    private static List<String> lines(Contributors.Result result) {
        return report(result, ContributorReport.Format.TEXT);
    }

    private static List<String> report(Contributors.Result result, ContributorReport.Format format) {
        return new ContributorReport(result, Optional.of("https://github.com/acme/demo")).lines(format);
    }

    private String id(String ref) throws Exception {
        return fullId(ref).substring(0, 10);
    }

    private String fullId(String ref) throws Exception {
        return git(work, "rev-parse", ref).strip();
    }

    private void tag(String name) throws Exception {
        git(work, "-c", "user.name=T", "-c", "user.email=t@acme.example", "tag", "-a", "-m", name, name);
    }

    private void commit(String name, String mail, String message) throws Exception {
        git(
                work,
                "-c",
                "user.name=" + name,
                "-c",
                "user.email=" + mail,
                "commit",
                "-q",
                "--allow-empty",
                "-m",
                message);
    }

    private String git(Path directory, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        String date = String.format("2026-01-01T00:%02d:00+0000", minute++ % 60);
        builder.environment().put("GIT_AUTHOR_DATE", date);
        builder.environment().put("GIT_COMMITTER_DATE", date);
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
