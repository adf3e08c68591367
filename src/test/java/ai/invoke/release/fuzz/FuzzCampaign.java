package ai.invoke.release.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.invoke.release.dist.metadata.value.PythonOracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code mvn -Pfuzz verify}: Jazzer on each target in a virtual machine of its own, guided by coverage, beginning with the
 * kept inputs. {@code -Dfuzz.seconds=<n>} is the time of the processor for each target once those are read, {@code
 * -Dfuzz.targets=a,b} chooses. What it learned stays in {@code target/fuzz/<target>/corpus}; a finding stops its target and
 * is named with its input.
 */
class FuzzCampaign {

    private static final long SECONDS = Long.getLong("fuzz.seconds", 120);
    private static final String TARGETS = System.getProperty("fuzz.targets", "");
    private static final Path WORK = Path.of("target", "fuzz").toAbsolutePath();
    private static final Pattern RUNS = Pattern.compile("^#(\\d++)\t", Pattern.MULTILINE);
    private static final Path KEPT = Path.of("src/test/resources/fuzz").toAbsolutePath();

    @TempDir
    static Path packages;

    @BeforeAll
    static void install() throws Exception {
        PythonOracle unused = new PythonOracle(packages);
    }

    static Stream<String> targets() {
        List<String> chosen = List.of(TARGETS.split(","));
        chosen.stream().filter(name -> !name.isEmpty()).forEach(FuzzTargets::of);
        return FuzzTargets.all().stream()
                .map(FuzzTarget::name)
                .filter(name -> TARGETS.isEmpty() || chosen.contains(name));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void findsNothing(String target) throws Exception {
        assumeThat(Path.of("/proc/self")).as("Jazzer runs on Linux").exists();
        Path folder = Files.createDirectories(WORK.resolve(target));
        Path log = folder.resolve("log.txt");
        Path scratch = Files.createTempDirectory(Scratch.place(), "fuzz");
        Run run;
        try {
            run = run(command(target, folder, scratch), log);
        } finally {
            Scratch.delete(scratch);
        }
        String text = text(log);
        System.out.printf(
                "%s: %d s of the processor, %d runs, %d new inputs%n",
                target, run.seconds(), runs(text), text.split("\tNEW ", -1).length - 1);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.getFileName().toString().matches("(crash|timeout|oom|leak)-.*")))
                    .as("""
                            inputs that %s stumbles over; the reason stands in %s. Fix it, and keep the input under a name \
                            that says what it is: src/test/resources/fuzz/%s/<name>""", target, log, target)
                    .isEmpty();
        }
        assertThat(run.endedByItself())
                .as("Jazzer ended by itself; the reason stands in %s", log)
                .isFalse();
    }

    /**
     * How a target was tried.
     *
     * @param seconds of the processor, after the kept inputs were read
     * @param endedByItself before its time, for whatever reason
     */
    private record Run(long seconds, boolean endedByItself) {}

    private static Run run(List<String> command, Path log) throws Exception {
        Process jazzer = new ProcessBuilder(command)
                .directory(Path.of("").toAbsolutePath().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        OptionalLong start = OptionalLong.empty();
        long used = 0;
        try {
            // Time of the processor, so that a busy machine does not mean that less is tried.
            while (!jazzer.waitFor(1, TimeUnit.SECONDS)) {
                used = jazzer.info()
                        .totalCpuDuration()
                        .map(time -> time.toSeconds())
                        .orElse(used + 1);
                if (start.isEmpty() && text(log).contains("INITED")) {
                    start = OptionalLong.of(used);
                }
                if (start.isPresent() && used - start.getAsLong() >= SECONDS) {
                    return new Run(used - start.getAsLong(), false);
                }
            }
            return new Run(used - start.orElse(used), true);
        } finally {
            // Not asked to end: its shutdown hooks take away what it is working on, which looks like a finding.
            jazzer.destroyForcibly().waitFor();
        }
    }

    private static String text(Path log) throws IOException {
        return Files.readString(log, StandardCharsets.ISO_8859_1);
    }

    /** The number behind the last {@code #} of a line, with which libFuzzer counts. */
    private static long runs(String text) {
        return RUNS.matcher(text)
                .results()
                .mapToLong(line -> Long.parseLong(line.group(1)))
                .max()
                .orElse(0);
    }

    private static List<String> command(String target, Path folder, Path scratch) throws IOException {
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-Xmx400m",
                "-Dinvokeai.fuzz.target=" + target,
                "-Dinvokeai.fuzz.scratch=" + scratch,
                "-Dinvokeai.fuzz.packages=" + packages.resolve("packages"),
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + FuzzMain.class.getName(),
                "--instrumentation_includes=ai.invoke.release.**",
                // Jazzer's own checks are for other programs; only coverage is wanted.
                "--custom_hook_excludes=**",
                "--reproducer_path=" + folder,
                corpus.toString(),
                KEPT.resolve(target).toString()));
        // libFuzzer's limit for one input is wall time, which says little on a busy machine: a minute of it passed in a
        // collection of garbage. LinearTimeTest has the processor's.
        command.addAll(
                List.of("-max_len=8192", "-timeout=300", "-rss_limit_mb=3000", "-artifact_prefix=" + folder + "/"));
        return command;
    }
}
