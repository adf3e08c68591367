package ai.invoke.release.goal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.plan.Journal;
import ai.invoke.release.plan.Receipt;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Killed after any journal entry and run again, a deployment ends where an undisturbed one ends. */
@Timeout(240)
class KilledDeployTest {

    @TempDir
    Path temp;

    @Test
    void killedAfterEachJournalEntryItConverges() throws Exception {
        JsonNode undisturbed;
        Receipt receipt;
        int entries;
        try (DeployStage stage = DeployStage.approved(temp.resolve("undisturbed"))) {
            int before = Journal.read(stage.directory.journal()).size();
            receipt = stage.deploy().receipt();
            stage.assertReleased();
            undisturbed = stage.servers.state();
            entries = Journal.read(stage.directory.journal()).size() - before;
        }
        assertThat(entries).isGreaterThan(10);

        // Most of the time a new Java needs is its own start, so two at a time.
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> rounds = new ArrayList<>();
            for (int entry = 1; entry <= entries; entry++) {
                int last = entry;
                rounds.add(pool.submit(() -> killAndGoOn(last, undisturbed, receipt)));
            }
            for (Future<?> round : rounds) {
                round.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private void killAndGoOn(int last, JsonNode undisturbed, Receipt wanted) {
        try (DeployStage stage = DeployStage.approved(temp.resolve("killed-after-" + last))) {
            int before = Journal.read(stage.directory.journal()).size();
            kill(stage, last);
            assertThat(Journal.read(stage.directory.journal())).hasSize(before + last);

            Receipt receipt = stage.deploy().receipt();
            assertThat(stage.servers.state()).as("killed after entry " + last).isEqualTo(undisturbed);
            stage.assertReleased();
            assertThat(receipt.indexes()).isEqualTo(wanted.indexes());
            assertThat(receipt.github().orElseThrow().assets())
                    .isEqualTo(wanted.github().orElseThrow().assets());
            assertThat(receipt.finishedAt()).isPresent();
        }
    }

    private static void kill(DeployStage stage, int last) {
        Path output = stage.project.resolve("target").resolve("killed.log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // Short-lived: nothing that only pays off later.
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx96m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledDeploy.class.getName(),
                        stage.project.toString(),
                        stage.servers.pypi().uploadUrl().toString(),
                        stage.servers.pypi().simpleUrl().toString(),
                        stage.servers.testpypi().uploadUrl().toString(),
                        stage.servers.testpypi().simpleUrl().toString(),
                        stage.servers.github().api().toString(),
                        Integer.toString(last))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(stage.tokens());
        try {
            Process process = builder.start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            assertThat(process.waitFor())
                    .as("the end of the process: " + Files.readString(output))
                    .isEqualTo(KilledDeploy.KILLED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
