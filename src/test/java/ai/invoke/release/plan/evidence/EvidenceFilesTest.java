package ai.invoke.release.plan.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.plan.evidence.Evidence.Build;
import ai.invoke.release.plan.evidence.Evidence.Check;
import ai.invoke.release.plan.evidence.Evidence.Requirement;
import ai.invoke.release.plan.evidence.Evidence.State;
import ai.invoke.release.plan.evidence.Evidence.Step;
import ai.invoke.release.plan.evidence.Evidence.Trial;
import ai.invoke.release.plan.evidence.EvidenceFiles.Sources;
import ai.invoke.release.problem.ProjectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceFilesTest {

    private static final Sources HEAD = new Sources(Optional.of("1".repeat(40)), true);
    private static final Map<String, String> DIST = Map.of("x.whl", "a".repeat(64));
    private static final Map<String, String> INSTALLERS = Map.of("x.zip", "b".repeat(64));

    @TempDir
    Path folder;

    private EvidenceFiles files;

    @BeforeEach
    void open() {
        files = new EvidenceFiles(folder);
    }

    private static Check check(String id, State state) {
        return new Check(id, state, Optional.of("why"), Optional.empty(), Optional.empty(), false);
    }

    private Evidence gather() {
        return files.gather(HEAD, DIST, INSTALLERS, Optional.of(new Evidence.Findings(0, 0, 0, 0)));
    }

    @Test
    void whatIsAboutTheseFilesIsGathered() {
        Trial trial = new Trial("x.zip", List.of(new Step("unpack", State.PASSED, Optional.empty())));
        Build build = new Build("CPython 3.11.2", true, List.of(new Requirement("flit-core", "3.9", Optional.empty())));
        files.checks(HEAD, List.of(check("a", State.PASSED)));
        files.trials(Map.of("b".repeat(64), trial));
        files.build(DIST, build);
        Evidence evidence = gather();
        assertThat(evidence.missing()).isEmpty();
        assertThat(evidence.checks()).containsExactly(check("a", State.PASSED));
        assertThat(evidence.trials()).containsExactly(trial);
        assertThat(evidence.build()).contains(build);
    }

    @Test
    void whatNobodyRecordedIsMissing() {
        assertThat(gather().missing())
                .containsEntry("checks", "run-checks did not run")
                .containsEntry("smokeTest", "smoke-test did not run")
                .containsEntry("build", "build-dist did not make these files")
                .doesNotContainKey("findings");
    }

    /** A result of yesterday's bytes must not look like one of today's. */
    @Test
    void whatIsAboutOtherFilesCountsForNothing() {
        files.checks(new Sources(Optional.of("2".repeat(40)), true), List.of(check("a", State.PASSED)));
        files.trials(Map.of("c".repeat(64), new Trial("x.zip", List.of())));
        files.build(Map.of("x.whl", "d".repeat(64)), new Build("CPython 3", true, List.of()));
        Evidence evidence = gather();
        assertThat(evidence.missing())
                .containsEntry("checks", "run-checks ran on other sources")
                .containsEntry("smokeTest", "smoke-test ran with other installers")
                .containsEntry("build", "build-dist did not make these files");
        assertThat(evidence.checks()).isEmpty();
        assertThat(evidence.trials()).isEmpty();
        assertThat(evidence.build()).isEmpty();
    }

    @Test
    void twoRunsOnOneCommitAddUp() {
        files.checks(HEAD, List.of(check("a", State.FAILED)));
        files.checks(HEAD, List.of(check("a", State.PASSED), check("b", State.PASSED)));
        assertThat(gather().checks()).extracting(Check::id).containsExactly("a", "b");
        assertThat(gather().checks().get(0).state()).isEqualTo(State.PASSED);
        files.checks(new Sources(HEAD.commit(), false), List.of(check("c", State.PASSED)));
        files.checks(HEAD, List.of(check("d", State.PASSED)));
        assertThat(gather().checks()).extracting(Check::id).containsExactly("d");
    }

    @Test
    void skippingDoesNotForgetWhatRan() {
        files.checks(HEAD, List.of(check("a", State.PASSED)));
        files.notRun(HEAD, List.of(check("a", State.SKIPPED), check("b", State.SKIPPED)));
        assertThat(gather().checks()).extracting(Check::state).containsExactly(State.PASSED, State.SKIPPED);
    }

    @Test
    void whatRanOnOtherSourcesOrDidNotRunIsReplaced() {
        files.checks(new Sources(Optional.of("2".repeat(40)), true), List.of(check("a", State.PASSED)));
        files.notRun(HEAD, List.of(check("a", State.SKIPPED)));
        assertThat(gather().checks()).extracting(Check::state).containsExactly(State.SKIPPED);
        files.notRun(HEAD, List.of(check("a", State.NOT_RUN)));
        assertThat(gather().checks()).extracting(Check::state).containsExactly(State.NOT_RUN);
    }

    @Test
    void onlyWhatRanOnTheseFilesIsKnown() {
        assertThat(files.knows(HEAD)).isFalse();
        files.checks(HEAD, List.of(check("a", State.SKIPPED)));
        assertThat(files.knows(HEAD)).isFalse();
        files.checks(HEAD, List.of(check("b", State.FAILED)));
        assertThat(files.knows(HEAD)).isTrue();
        assertThat(files.knows(new Sources(Optional.of("2".repeat(40)), true))).isFalse();
        assertThat(files.knows(new Sources(HEAD.commit(), false))).isFalse();
    }

    @Test
    void onlyWhatWasTriedWithAllTheseInstallersIsKnown() {
        assertThat(files.knowsTrials(List.of("b".repeat(64)))).isFalse();
        Trial skipped = new Trial("y.zip", List.of(new Step("unpack", State.SKIPPED, Optional.of("why"))));
        Trial tried = new Trial("x.zip", List.of(new Step("unpack", State.PASSED, Optional.empty())));
        files.trials(Map.of("b".repeat(64), tried, "c".repeat(64), skipped));
        assertThat(files.knowsTrials(List.of("b".repeat(64)))).isTrue();
        assertThat(files.knowsTrials(List.of("c".repeat(64)))).isFalse();
        assertThat(files.knowsTrials(List.of("b".repeat(64), "c".repeat(64)))).isFalse();
        assertThat(files.knowsTrials(List.of("d".repeat(64)))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"schemaVersion\": 1}",
                "{\"schemaVersion\": 2}",
                "{\"schemaVersion\": 1, \"clean\": true, \"checks\": [], \"x\": 1}"
            })
    void aFileThatNoGoalWroteIsNamed(String rubbish) throws Exception {
        Path file = Files.createDirectories(folder.resolve("evidence")).resolve("checks.json");
        Files.writeString(file, rubbish);
        assertThatThrownBy(this::gather)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("checks.json")
                .hasMessageContaining("mvn verify");
        // Whoever writes it writes it anew.
        files.checks(HEAD, List.of(check("a", State.PASSED)));
        assertThat(gather().checks()).hasSize(1);
    }
}
