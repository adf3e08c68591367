package ai.invoke.release.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.file.DeepFolder;
import ai.invoke.release.process.TimeLimit;
import ai.invoke.release.testing.Heard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildFolderTest {

    private static final String DIGEST = Sha256.of("inputs");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final TimeLimit LIMIT = TimeLimit.of(PATIENCE, "invokeai.test");
    private static final TimeLimit NONE = TimeLimit.of(Duration.ZERO, "invokeai.test");

    @TempDir
    Path base;

    private BuildFolder open(Duration patience) throws Exception {
        return BuildFolder.open(base, DIGEST, TimeLimit.of(patience, "invokeai.test"), Console.silent());
    }

    private List<Path> folders() throws Exception {
        try (Stream<Path> all = Files.list(base)) {
            return all.filter(Files::isDirectory).toList();
        }
    }

    private Process holder() throws Exception {
        return holder(PATIENCE);
    }

    private Process holder(Duration patience) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        base.toString(),
                        DIGEST,
                        patience.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void whoIsToldToEndLeavesNothing() throws Exception {
        Process other = holder();
        try {
            Path held = Path.of(other.inputReader().readLine());
            assertThat(held).isNotEmptyDirectory();

            other.destroy();

            assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(held).doesNotExist();
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void anotherProcessIsWaitedForAndItsDeathFreesThePlace() throws Exception {
        Process other = holder();
        try {
            String said = other.inputReader().readLine();
            Path held = Path.of(said);
            assertThat(held).isDirectory();
            try (BuildFolder folder = open(Duration.ofMillis(300))) {
                assertThat(folder.path()).isNotEqualTo(held);
            }
            assertThat(held.resolve("of the other")).exists();

            other.destroyForcibly().waitFor();
            try (BuildFolder folder = open(PATIENCE)) {
                assertThat(folder.path()).isEqualTo(held).isEmptyDirectory();
            }
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void unrelatedBuildsNeverWaitForEachOtherAndOneThatEndsGivesUpNoOthersPlace() throws Exception {
        List<BuildFolder> open = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                open.add(BuildFolder.open(base, Sha256.of("unrelated " + i), NONE, Console.silent()));
            }
            assertThat(open)
                    .extracting(folder -> folder.path().getFileName().toString().length())
                    .as("none had to go elsewhere")
                    .containsOnly("invokeai-dist-".length() + 12);
        } finally {
            for (BuildFolder folder : open) {
                folder.close();
            }
        }
        try (BuildFolder mine = open(PATIENCE)) {
            BuildFolder.open(base, Sha256.of("unrelated"), NONE, Console.silent())
                    .close();
            Process other = holder(Duration.ofMillis(300));
            try {
                assertThat(Path.of(other.inputReader().readLine())).isNotEqualTo(mine.path());
            } finally {
                other.destroyForcibly().waitFor();
            }
        }
        try (Stream<Path> locks = Files.list(base).filter(Files::isRegularFile)) {
            assertThat(locks).as("one file for all").hasSize(1);
        }
    }

    /** Takes the folder, says so, and waits to be killed. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            try (BuildFolder folder = BuildFolder.open(
                    Path.of(arguments[0]),
                    arguments[1],
                    TimeLimit.of(Duration.parse(arguments[2]), "invokeai.test"),
                    Console.silent())) {
                Files.writeString(folder.path().resolve("of the other"), "");
                System.out.println(folder.path());
                System.in.read();
            }
        }
    }

    @Test
    void equalInputsHaveAnEqualPlaceThatIsGoneAfterwards() throws Exception {
        Path first;
        try (BuildFolder folder = open(PATIENCE)) {
            first = folder.path();
            assertThat(first.getFileName()).hasToString("invokeai-dist-" + DIGEST.substring(0, 12));
            assertThat(Files.getPosixFilePermissions(first)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(first.resolve("one/src"));
        }
        assertThat(folders()).isEmpty();
        try (BuildFolder folder = open(PATIENCE)) {
            assertThat(folder.path()).isEqualTo(first);
        }
    }

    @Test
    void whatAKilledBuildLeftIsRemoved() throws Exception {
        Path left = base.resolve("invokeai-dist-" + DIGEST.substring(0, 12));
        Files.createDirectories(left.resolve("one/src"));
        Files.writeString(left.resolve("one/src/stale.py"), "stale = True\n");

        try (BuildFolder folder = open(PATIENCE);
                Stream<Path> there = Files.list(folder.path())) {
            assertThat(folder.path()).isEqualTo(left.toRealPath());
            assertThat(there).isEmpty();
        }
        assertThat(folders()).isEmpty();
    }

    @Test
    void whatCannotBeRemovedIsOnlyComplainedAboutAndTheNextBuildGoesElsewhere() throws Exception {
        Heard heard = new Heard();
        Path left;
        try (BuildFolder folder = BuildFolder.open(base, DIGEST, LIMIT, heard)) {
            left = folder.path();
            DeepFolder.make(left.resolve("of the backend"));
        }
        try {
            assertThat(heard.problems).singleElement().satisfies(problem -> {
                assertThat(problem.what()).startsWith("the temporary folder " + left + " cannot be removed: ");
                assertThat(problem.next().orElseThrow()).startsWith("remove it by hand");
            });
            try (BuildFolder folder = BuildFolder.open(base, DIGEST, LIMIT, heard)) {
                assertThat(folder.path()).isNotEqualTo(left).isEmptyDirectory();
                assertThat(heard.lines)
                        .singleElement(InstanceOfAssertFactories.STRING)
                        .startsWith(left + " cannot be removed (")
                        .contains("building in " + folder.path());
            }
        } finally {
            DeepFolder.remove(left);
        }
        try (BuildFolder folder = BuildFolder.open(base, DIGEST, LIMIT, heard)) {
            assertThat(folder.path()).isEqualTo(left);
        }
        assertThat(folders()).isEmpty();
        assertThat(heard.problems).hasSize(1);
    }

    @Test
    void aLinkThatSomebodyPutThereIsNotFollowed() throws Exception {
        Path victim = Files.createDirectories(base.resolve("victim"));
        Files.writeString(victim.resolve("precious.txt"), "precious");
        Files.createSymbolicLink(base.resolve("invokeai-dist-" + DIGEST.substring(0, 12)), victim);

        try (BuildFolder folder = open(PATIENCE)) {
            assertThat(folder.path().toRealPath()).isNotEqualTo(victim.toRealPath());
        }
        assertThat(victim.resolve("precious.txt")).hasContent("precious");
        assertThat(folders()).hasSize(2);
    }

    @Test
    void oneThatTakesTooLongIsNotWaitedForForEver() throws Exception {
        try (BuildFolder first = open(PATIENCE);
                BuildFolder second = open(Duration.ofMillis(300))) {
            assertThat(second.path()).isNotEqualTo(first.path()).isDirectory();
            assertThat(first.path()).isDirectory();
        }
        assertThat(folders()).isEmpty();
    }

    @Test
    void buildsOfTheSameInputsTakeTurns() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        List<Integer> together = Collections.synchronizedList(new ArrayList<>());
        Callable<Path> build = () -> {
            try (BuildFolder folder = open(PATIENCE)) {
                together.add(inside.incrementAndGet());
                Files.writeString(folder.path().resolve("mine"), "");
                try (Stream<Path> there = Files.list(folder.path())) {
                    assertThat(there).hasSize(1);
                }
                inside.decrementAndGet();
                return folder.path();
            }
        };
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Path> places = new ArrayList<>();
            for (var done : pool.invokeAll(Collections.nCopies(12, build))) {
                places.add(done.get());
            }
            assertThat(places).containsOnly(places.get(0));
        } finally {
            pool.shutdownNow();
        }
        assertThat(together).hasSize(12).containsOnly(1);
        assertThat(folders()).isEmpty();
    }
}
