package ai.invoke.release.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.process.Patience;
import ai.invoke.release.process.TimeLimit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildLockTest {

    private static final String DIGEST = Sha256.of("one thing");
    private static final TimeLimit SHORT = TimeLimit.of(Duration.ofMillis(200), "invokeai.buildTimeout");

    @TempDir
    Path folder;

    private final RecordingConsole console = new RecordingConsole();

    private Optional<BuildLock> hold(TimeLimit limit) throws Exception {
        return BuildLock.hold(folder.resolve("lock"), DIGEST, limit, console);
    }

    private Path note() {
        return folder.resolve("lock." + DIGEST.substring(0, 12));
    }

    @Test
    void whoIsWaitedForAndWhatToDoIsSaid() throws Exception {
        String us = "process " + ProcessHandle.current().pid() + " on ";
        try (BuildLock held = hold(SHORT).orElseThrow()) {
            assertThat(held).isNotNull();
            assertThat(hold(SHORT)).isEmpty();
        }
        assertThat(console.lines()).singleElement().asString().contains(us).contains("waiting for it, at most 0 s");
        assertThat(console.warnings()).singleElement().satisfies(problem -> {
            assertThat(problem.what())
                    .contains("did not give " + folder.resolve("lock") + " back within 0 s")
                    .contains("(to wait longer: -Dinvokeai.buildTimeout=1)")
                    .contains(us);
            assertThat(problem.next().orElseThrow()).contains("delete that file");
        });
        assertThat(note()).doesNotExist();
    }

    @Test
    void aMachineThatIsGoneIsNamed() throws Exception {
        try (BuildLock held = hold(SHORT).orElseThrow()) {
            assertThat(held).isNotNull();
            Files.writeString(note(), "process 7 on build-\u001b[31m3, since 2026-01-01T00:00:00Z");
            assertThat(hold(TimeLimit.usual(Duration.ZERO).under(Patience.usual())))
                    .isEmpty();
        }
        assertThat(console.warnings().get(0).what())
                .contains("process 7 on build-")
                .contains("since 2026-01-01T00:00:00Z")
                .contains("-Dinvokeai.patience=3")
                .doesNotContain("\u001b");
    }

    @Test
    void whatIsOnlyWrittenIsNotHeld() throws Exception {
        Files.writeString(note(), "process 7 on a machine that is gone");
        try (BuildLock held = hold(SHORT).orElseThrow()) {
            assertThat(held).isNotNull();
            assertThat(note())
                    .content()
                    .contains("process " + ProcessHandle.current().pid());
        }
        assertThat(console.warnings()).isEmpty();
    }

    @Test
    void aLinkInThePlaceOfTheNoteIsNotFollowed() throws Exception {
        Path victim = Files.writeString(folder.resolve("victim"), "mine");
        Files.createSymbolicLink(note(), victim);
        try (BuildLock held = hold(SHORT).orElseThrow()) {
            assertThat(held).isNotNull();
            assertThat(victim).hasContent("mine");
        }
        assertThat(victim).hasContent("mine");
    }
}
