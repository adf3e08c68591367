package ai.invoke.release.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.invoke.release.git.LogEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ContributorsTest {

    private int next;

    @Test
    void joinsAPersonByMailMapLoginMailAndFullName() {
        List<Contributor> found = find(
                MailMap.parse("Jane Proper <jane@example.org> <old@laptop.local>\n"),
                List.of(),
                commit("Jane Proper", "jane@example.org", "a"),
                commit("jane", "old@laptop.local", "b"),
                commit("jane", "12+janedoe@users.noreply.github.com", "c"),
                commit("Jane Proper", "12+janedoe@users.noreply.github.com", "d"),
                commit("JANE  PROPER", "third@example.net", "e"));
        assertThat(found).singleElement().satisfies(jane -> {
            assertThat(jane.name()).isEqualTo("Jane Proper");
            assertThat(jane.login()).contains("janedoe");
            assertThat(jane.commits()).isEqualTo(5);
            assertThat(jane.markdown()).isEqualTo("@janedoe");
        });
    }

    @Test
    void neverJoinsTwoAccountsOrTwoBareFirstNames() {
        assertThat(find(
                        MailMap.empty(),
                        List.of(),
                        commit("Alex Smith", "1+alex1@users.noreply.github.com", "a"),
                        commit("Alex Smith", "2+alex2@users.noreply.github.com", "b"),
                        commit("alex", "alex@one.example", "c"),
                        commit("alex", "alex@two.example", "d")))
                .hasSize(4);
    }

    @Test
    void countsCoAuthorsOnceACommitAndNoSigners() {
        List<Contributor> found = find(
                MailMap.empty(),
                List.of(),
                commit(
                        "Ada Example",
                        "ada@example.org",
                        "s\n\nco-authored-by: Bob Builder <bob@example.org>\nCo-Authored-By: Bob Builder <bob@example.org>\n"
                                + "Co-authored-by: Ada Example <ada@example.org>\nSigned-off-by: Eve Else <eve@example.org>"));
        assertThat(found).extracting(Contributor::name).containsExactly("Ada Example", "Bob Builder");
        assertThat(found).extracting(Contributor::commits).containsExactly(1, 1);
    }

    @Test
    void creditsTheBranchAndNotTheMerger() {
        LogEntry merge = new LogEntry(
                "f".repeat(40),
                List.of("a".repeat(40), "b".repeat(40)),
                Optional.of(new LogEntry.Person("Merge Master", "merge@example.org", Instant.EPOCH)),
                Optional.empty(),
                "Merge branch");
        assertThat(find(MailMap.empty(), List.of(), merge, commit("Ada Example", "ada@example.org", "x")))
                .extracting(Contributor::name)
                .containsExactly("Ada Example");
    }

    @Test
    void knowsBotsAndTheProjectsOwnPeopleByAnyAlias() {
        List<Contributor> found = find(
                MailMap.empty(),
                List.of("@maryhipp", "Ryan Dick", "brandon@example.org", "@invoke.ai"),
                commit("Mary Hipp", "maryhipp@Marys-MacBook-Air.local", "a"),
                commit("maryhipp", "mary@example.org", "b"),
                commit("Ryan Dick", "r@example.org", "c"),
                commit("brandonrising", "brandon@example.org", "d"),
                commit("Somebody New", "new@invoke.ai", "e"),
                commit("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com", "f"),
                commit("Real Person", "p@example.org", "g\n\nCo-authored-by: Claude <noreply@anthropic.com>"));
        assertThat(found)
                .filteredOn(c -> c.kind() == Contributor.Kind.EXTERNAL)
                .extracting(Contributor::name)
                .containsExactly("Real Person");
        assertThat(found)
                .filteredOn(c -> c.kind() == Contributor.Kind.BOT)
                .extracting(Contributor::name)
                .containsExactlyInAnyOrder("dependabot[bot]", "Claude");
    }

    @Test
    void manyStarsInTheNameOfAProgramTakeNoTime() {
        ContributorRules rules = new ContributorRules(
                List.of(), List.of("*a".repeat(20) + "b", "My *"), ContributorRules.GITHUB_NOREPLY);
        assertThat(assertTimeoutPreemptively(
                        Duration.ofSeconds(10), () -> rules.programs().test("a".repeat(120))))
                .isFalse();
        assertThat(rules.programs())
                .accepts("my script", "GitHub Copilot", "x[bot]")
                .rejects("My", "x");
    }

    @Test
    void knowsFirstTimersByAllTheirAliases() {
        ContributorList contributors = new ContributorList(MailMap.empty(), ContributorRules.github(List.of()));
        ContributorList.Earlier earlier = contributors.earlier();
        earlier.add(commit("Old Hand", "old@example.org", "x"));
        earlier.add(commit("Somebody", "a@b.c", "x\n\nCo-authored-by: Helper Lee <helper@example.org>"));
        List<LogEntry> range = List.of(
                commit("Old Hand", "newmail@example.org", "a"),
                commit("Helper Lee", "helper@example.org", "b"),
                commit("New Face", "new@example.org", "c"));
        assertThat(contributors.find(range, Optional.of(earlier)))
                .filteredOn(c -> c.firstTime().orElseThrow())
                .extracting(Contributor::name)
                .containsExactly("New Face");
        assertThat(contributors.find(range, Optional.empty()))
                .allMatch(c -> c.firstTime().isEmpty());
    }

    @Test
    void givesTheSamePeopleInTheSameOrderWhateverTheOrderOfCommits() {
        List<LogEntry> range = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            int who = random.nextInt(12);
            range.add(commit("Person " + who, "p" + who + "@example.org", "c"));
        }
        ContributorList contributors = new ContributorList(MailMap.empty(), ContributorRules.github(List.of()));
        List<Contributor> expected = contributors.find(range, Optional.empty());
        assertThat(expected).hasSize(12);
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(range, random);
            assertThat(contributors.find(range, Optional.empty()))
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("changes")
                    .isEqualTo(expected);
        }
    }

    @Test
    void takesNoHarmFromOddPeople() {
        List<Contributor> found = find(
                MailMap.parse("<<<\n# x\n <>\nA <>\n"),
                List.of(),
                commit("", "", "a\n\nCo-authored-by:  <>"),
                commit("@evil [x](http://e.example) <script>", "e@example.org", "b"),
                commit("", "only@example.org", "c\n\nCo-authored-by: no address"));
        assertThat(found).extracting(Contributor::name).contains("no address", "unknown");
        assertThat(found)
                .extracting(Contributor::markdown)
                .anyMatch(m -> m.equals("@&#8203;evil \\[x\\](http:&#8203;//e.example) \\<script\\>"));
    }

    @Test
    void mailMapDoesWhatGitSays() {
        MailMap map = MailMap.parse("""
                # comment
                Proper Name <commit@email.xx>
                <proper@email.xx> <CommiT2@email.xx>
                Proper Two <two@email.xx> <old2@email.xx> # trailing
                Proper Three <three@email.xx> Commit Name <shared@email.xx>
                """);
        assertThat(map.resolve("x", "commit@email.xx"))
                .isEqualTo(new MailMap.Identity("Proper Name", "commit@email.xx"));
        assertThat(map.resolve("x", "commit2@email.xx")).isEqualTo(new MailMap.Identity("x", "proper@email.xx"));
        assertThat(map.resolve("x", "OLD2@email.xx")).isEqualTo(new MailMap.Identity("Proper Two", "two@email.xx"));
        assertThat(map.resolve("commit name", "shared@email.xx"))
                .isEqualTo(new MailMap.Identity("Proper Three", "three@email.xx"));
        assertThat(map.resolve("other", "shared@email.xx")).isEqualTo(new MailMap.Identity("other", "shared@email.xx"));
    }

    /** The members of the page's example, and how the authors of v5.3.1..v5.4.0 sign: the right answer is that nobody is a guest. */
    @Test
    void theWorkedExampleKnowsAllOfInvokeAisTeam() throws IOException {
        String page = Files.readString(Path.of("src/site/markdown/release-notes.md"));
        List<String> members = Pattern.compile("<member>([^<]++)</member>")
                .matcher(page)
                .results()
                .map(member -> member.group(1))
                .toList();
        assertThat(members).hasSize(16);
        List<LogEntry> commits = List.of(
                commit("Ryan Dick", "ryanjdick3@example.org", "a"),
                commit("psychedelicious", "4822129+psychedelicious@users.noreply.github.com", "b"),
                commit("Brandon Rising", "brandon@example.org", "c"),
                commit("brandonrising", "brandon@example.org", "d"),
                commit("Mary Hipp", "maryhipp@Marys-MacBook-Air.local", "e"),
                commit("maryhipp", "maryhipp@example.org", "f"),
                commit("Eugene Brodsky", "ebr@users.noreply.github.com", "g"));
        assertThat(find(MailMap.empty(), members, commits.toArray(LogEntry[]::new)))
                .allMatch(person -> person.kind() == Contributor.Kind.INTERNAL);
        assertThat(find(MailMap.empty(), members, commit("A Guest", "guest@example.org", "h")))
                .allMatch(person -> person.kind() == Contributor.Kind.EXTERNAL);
    }

    private LogEntry commit(String name, String mail, String message) {
        return new LogEntry(
                String.format("%040x", ++next),
                List.of("0".repeat(40)),
                Optional.of(new LogEntry.Person(name, mail, Instant.EPOCH)),
                Optional.empty(),
                message);
    }

    private static List<Contributor> find(MailMap mailMap, List<String> internal, LogEntry... commits) {
        return new ContributorList(mailMap, ContributorRules.github(internal)).find(List.of(commits), Optional.empty());
    }
}
