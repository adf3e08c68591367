package ai.invoke.release.goal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.plan.ReceiptFile;
import ai.invoke.release.problem.ReleaseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The deploy half where a machine is not as one would like: it releases, or says why not and releases elsewhere. */
@Timeout(300)
class ChaosEnvironmentTest {

    private static final int FREE_STEP = 1024;

    @TempDir
    Path temp;

    /** What a process may print when it was refused: a message with the next command, never a trace. */
    private record Ended(int code, String said) {}

    @Tag("chaos")
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a Turkish locale with ISO-8859-1 | -Duser.language=tr -Duser.country=TR -Dfile.encoding=ISO-8859-1 | LC_ALL=tr_TR.ISO-8859-9
            no locale at all                 | -Dfile.encoding=US-ASCII | LC_ALL=C
            a small heap                     | -Xmx64m | A=B
            no home                          | -Duser.home=? | HOME=
            a clock of 2099                  | -Dchaos.clock=2099-12-31T23:59:59Z | A=B
            """)
    void releasesWith(String what, String options, String variable) throws Exception {
        try (DeployStage stage = DeployStage.approved(temp)) {
            List<String> command = new ArrayList<>(List.of("env", variable, java()));
            if (variable.equals("HOME=")) {
                command.set(1, "-u");
                command.add(2, "HOME");
            }
            command.addAll(List.of(options.split(" ")));
            Ended ended = run(stage, command);
            assertThat(ended.code()).as(what + ": " + ended.said()).isEqualTo(HostileDeploy.RELEASED);
            stage.assertReleased();
        }
    }

    /** An approval from the future counts nowhere, but a machine that is wrong about the year may release what it approved itself. */
    @Tag("chaos")
    @Test
    void withAClockOf2001ItCountsOnlyApprovalsOfThatTime() throws Exception {
        List<String> command = List.of(java(), "-Dchaos.clock=2001-01-01T00:00:00Z");
        try (DeployStage stage = DeployStage.approved(temp)) {
            Ended early = run(stage, command);
            assertThat(early.code()).as(early.said()).isEqualTo(HostileDeploy.REFUSED);
            assertThat(early.said()).contains("the clock here says 2001-01-01T00:00:00Z");
            assertThat(stage.writes()).as("requests that change something").isZero();

            stage.decide(
                    Approval.Decision.APPROVED, "", Clock.fixed(Instant.parse("2001-01-01T00:00:00Z"), ZoneOffset.UTC));
            Ended released = run(stage, command);
            assertThat(released.code()).as(released.said()).isEqualTo(HostileDeploy.RELEASED);
            stage.assertReleased();
        }
    }

    @Tag("chaos")
    @ParameterizedTest
    @CsvSource({"64", "40", "24"})
    void withFewFileDescriptorsItReleasesOrSaysWhyNot(int descriptors) throws Exception {
        try (DeployStage stage = DeployStage.approved(temp)) {
            Ended ended = run(
                    stage,
                    List.of("sh", "-c", "ulimit -n " + descriptors + "; exec \"$@\"", "sh", java(), "-XX:-MaxFDLimit"));
            // With too few of them not even Java itself starts.
            if (!ended.said().contains("java.lang.NoClassDefFoundError")
                    && !ended.said().contains("Could not find")) {
                assertThat(ended.code()).as(ended.said()).isIn(HostileDeploy.RELEASED, HostileDeploy.REFUSED);
            }
            stage.deploy();
            stage.assertReleased();
        }
    }

    @Test
    void releasesFromAPathOfThreeHundredCharacters() {
        Path deep = temp.resolve("x".repeat(100)).resolve("ü".repeat(100)).resolve("z".repeat(100));
        try (DeployStage stage = DeployStage.approved(deep)) {
            stage.deploy();
            stage.assertReleased();
        }
    }

    /** From a disk without a free block to one that suffices: each write in turn is the one that fails. */
    @Tag("chaos")
    @Test
    void aFullDiskIsSaidSoAndNothingIsLostAtAnyWrite() throws Exception {
        TreeSet<Integer> refused = new TreeSet<>();
        boolean released = false;
        for (int free = 0; !released; free += 4 * FREE_STEP) {
            assertThat(free).as("bytes that suffice").isLessThan(600 * FREE_STEP);
            Path folder = temp.resolve("free-" + free);
            // Only the project: the services are on machines of their own.
            Path disk = Files.createDirectories(folder.resolve("project"));
            assumeTrue(
                    ran("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()), "needs the right to mount");
            try (DeployStage stage = DeployStage.approved(folder)) {
                Path filler = disk.resolve("filler");
                fill(filler, free);
                Optional<RuntimeException> stopped = stage.stopped();
                Files.delete(filler);
                if (stopped.isPresent()) {
                    refused.add(free);
                    assertThat(stopped.get()).as(free + " bytes free").isInstanceOf(ReleaseException.class);
                    assertThat(ReceiptFile.read(stage.directory.receipt()).flatMap(receipt -> receipt.finishedAt()))
                            .isEmpty();
                }
                stage.deploy();
                stage.assertReleased();
                released = stopped.isEmpty();
            } finally {
                assertThat(ran("umount", "-l", disk.toString())).isTrue();
            }
        }
        assertThat(refused).as("sizes at which it stopped").isNotEmpty();
    }

    @Tag("chaos")
    @Test
    void aTargetThatCannotBeWrittenStopsItBeforeAnythingIsSent() throws Exception {
        Path disk = Files.createDirectories(temp.resolve("disk"));
        assumeTrue(ran("mount", "-t", "tmpfs", "tmpfs", disk.toString()), "needs the right to mount");
        try (DeployStage stage = DeployStage.approved(temp)) {
            Path release = stage.directory.root();
            Path kept = temp.resolve("kept");
            Files.move(release, kept);
            assertThat(ran("cp", "-a", kept.toString(), disk.resolve("release").toString()))
                    .isTrue();
            Files.createSymbolicLink(release, disk.resolve("release"));
            assertThat(ran("mount", "-o", "remount,ro", disk.toString())).isTrue();

            Optional<RuntimeException> stopped = stage.stopped();

            assertThat(stopped).containsInstanceOf(ReleaseException.class);
            assertThat(stage.writes()).as("requests that change something").isZero();
            assertThat(ran("mount", "-o", "remount,rw", disk.toString())).isTrue();
            stage.deploy();
            stage.assertReleased();
        } finally {
            assertThat(ran("umount", "-l", disk.toString())).isTrue();
        }
    }

    /** Takes all but some bytes of the disk. */
    private static void fill(Path filler, int free) throws IOException {
        try (var channel = Files.newByteChannel(filler, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] block = new byte[FREE_STEP];
            long left = Files.getFileStore(filler).getUsableSpace() - free;
            while (left > 0) {
                left -= channel.write(ByteBuffer.wrap(block));
            }
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private Ended run(DeployStage stage, List<String> java) throws IOException, InterruptedException {
        Path output = temp.resolve("output.log");
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                HostileDeploy.class.getName(),
                stage.project.toString(),
                stage.servers.pypi().uploadUrl().toString(),
                stage.servers.pypi().simpleUrl().toString(),
                stage.servers.testpypi().uploadUrl().toString(),
                stage.servers.testpypi().simpleUrl().toString(),
                stage.servers.github().api().toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(stage.tokens());
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
    }

    private static boolean ran(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
