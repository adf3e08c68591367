package ai.invoke.release.goal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.console.Console;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.notes.Contributor;
import ai.invoke.release.notes.ContributorRules;
import ai.invoke.release.notes.NotesFile;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.testing.Heard;
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

                        - bump (%s)
                        - fix (%s)
                        - feature \\*one\\* by @&#8203;nobody (#12) (%s)

                        ## Thanks to

                        - New Face (first contribution)
                        - @oldfriend

                        ## Files

                        | File | Size | sha256 |
                        | --- | ---: | --- |
                        | `demo-1.2-py3-none-any.whl` | 12.1 KiB | `%s` |
                        | `demo-installer-v1.2.zip` | 7 B | `%s` |

                        **Full changelog**: https://github.com/acme/demo/compare/v1.1...v1.2
                        """.formatted(id("HEAD"), id("HEAD~1"), id("HEAD~2"), "a".repeat(64), "b".repeat(64)));
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
    void listsContributors() {
        Contributors.Result sinceFinal = contributors(Optional.empty(), "HEAD");
        assertThat(sinceFinal.from()).contains("v1.1");
        assertThat(sinceFinal.lines())
                .containsExactly(
                        "New Face                    1 commit   first contribution",
                        "Old Friend (@oldfriend)     1 commit ",
                        "v1.1..HEAD: 3 commits by 4 people, 2 from outside");
        assertThat(contributors(Optional.empty(), "v1.1").from()).contains("v1.0.1");
        assertThat(contributors(Optional.empty(), "v1.0").from()).isEmpty();
        assertThat(contributors(Optional.of("v1.0"), "v1.0.1").lines())
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
        String aside = "v1.2 is not in the history of v1.3, it was released from another branch; left out because it has them"
                + " as well: 2 commits";
        assertThat(contributors(Optional.empty(), "v1.3").lines())
                .containsExactly(
                        "New One     1 commit   first contribution",
                        "v1.2..v1.3: 1 commits by 1 people, 1 from outside",
                        aside);
        assertThat(contributors(Optional.empty(), "v1.0.1").from()).contains("v1.0");
        assertThat(contributors(Optional.empty(), "maintenance").from()).contains("v1.0.1");
        Heard heard = new Heard();
        NotesRenderer.Result notes = new NotesRenderer(heard)
                .run(request(work, "v1.3", "1.3", Optional.empty(), Optional.empty()));
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
                .run(new Contributors.Request(work, from, to, "v", ContributorRules.github(List.of("@acme.example"))));
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
                output);
    }

    private String id(String ref) throws Exception {
        return git(work, "rev-parse", ref).strip().substring(0, 10);
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
