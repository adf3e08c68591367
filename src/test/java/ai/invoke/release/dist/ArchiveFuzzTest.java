package ai.invoke.release.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ai.invoke.release.dist.content.Distribution;
import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.problem.ReleaseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mutates archives of the corpus with a fixed seed. Whatever comes out, there are findings or none, never an exception, and
 * nothing is written. {@code -Dinvokeai.test.fuzz=<seconds>} runs longer, {@code -Dinvokeai.test.seed=<n>} elsewhere.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ArchiveFuzzTest {

    private static final int SECONDS = Integer.getInteger("invokeai.test.fuzz", 3);
    private static final long SEED = Long.getLong("invokeai.test.seed", 20261122L);
    private static final long SLOWEST_MILLIS = 5000;

    @TempDir
    private Path temp;

    private interface Mutation {
        byte[] apply(byte[] bytes, Random random);
    }

    private static final List<Mutation> MUTATIONS = List.of(
            (bytes, random) -> {
                for (int i = 0; i <= random.nextInt(4); i++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                return bytes;
            },
            (bytes, random) -> {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                return bytes;
            },
            (bytes, random) -> Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1),
            (bytes, random) -> {
                int at = random.nextInt(bytes.length);
                int length = Math.min(bytes.length - at, 1 + random.nextInt(8));
                Arrays.fill(bytes, at, at + length, (byte) (random.nextBoolean() ? 0xFF : 0));
                return bytes;
            },
            (bytes, random) -> {
                int from = random.nextInt(bytes.length);
                int length = random.nextInt(Math.min(bytes.length - from, 200) + 1);
                byte[] grown = new byte[bytes.length + length];
                int to = random.nextInt(bytes.length + 1);
                System.arraycopy(bytes, 0, grown, 0, to);
                System.arraycopy(bytes, from, grown, to, length);
                System.arraycopy(bytes, to, grown, to + length, bytes.length - to);
                return grown;
            },
            (bytes, random) -> {
                int at = random.nextInt(bytes.length);
                int length = random.nextInt(Math.min(bytes.length - at, 100) + 1);
                byte[] shrunk = new byte[bytes.length - length];
                System.arraycopy(bytes, 0, shrunk, 0, at);
                System.arraycopy(bytes, at + length, shrunk, at, bytes.length - at - length);
                return shrunk.length == 0 ? bytes : shrunk;
            });

    @Test
    void mutatedWheels() throws IOException {
        run(seeds(".whl"), WheelFixture.NAME, false);
    }

    @Test
    void mutatedSdists() throws IOException {
        run(seeds(".tar.gz"), SdistFixture.NAME, false);
    }

    @Test
    void mutatedTarsInSoundGzip() throws IOException {
        List<byte[]> tars = new ArrayList<>();
        tars.add(new SdistFixture().plain().build());
        tars.add(new SdistFixture()
                .plain()
                .put(SdistFixture.TOP + "d".repeat(150) + "/caf\u00e9", "x")
                .build());
        run(tars, SdistFixture.NAME, true);
    }

    @Test
    void mutatedRecordAndEntryPointsInSoundZip() throws IOException {
        Random random = new Random(SEED);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        int runs = 0;
        while (System.nanoTime() < end) {
            WheelFixture wheel = new WheelFixture();
            for (String name : List.of("entry_points.txt", "WHEEL", "METADATA")) {
                wheel.put(WheelFixture.INFO + name, mutate(wheel.files.get(WheelFixture.INFO + name), random));
            }
            wheel.record(lines ->
                    new String(mutate(lines.getBytes(StandardCharsets.UTF_8), random), StandardCharsets.ISO_8859_1));
            verify(wheel.write(temp), wheel.zip().bytes(), runs++);
        }
        assertThat(runs).isPositive();
    }

    private void run(List<byte[]> seeds, String name, boolean gzip) throws IOException {
        Random random = new Random(SEED);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        int runs = 0;
        while (System.nanoTime() < end) {
            byte[] mutant = mutate(seeds.get(random.nextInt(seeds.size())), random);
            byte[] bytes = gzip ? SdistFixture.gzip(mutant) : mutant;
            verify(Files.write(temp.resolve(name), bytes), bytes, runs++);
        }
        assertThat(runs).isGreaterThan(50);
    }

    private void verify(Path file, byte[] bytes, int run) throws IOException {
        long start = System.nanoTime();
        try {
            List<Finding> findings = new DistVerifier().verify(file);
            assertThat(findings)
                    .allSatisfy(finding -> assertThat(finding.message()).isNotBlank());
            openOrExplain(file);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError broken) {
            Path kept = Files.write(Files.createTempFile("fuzz", "-" + file.getFileName()), bytes);
            fail("run " + run + " of seed " + SEED + " broke the reader; the file is kept as " + kept, broken);
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertThat(millis).as("run %d of seed %d", run, SEED).isLessThan(SLOWEST_MILLIS);
        try (var files = Files.list(temp)) {
            assertThat(files).containsExactly(file);
        }
        Files.delete(file);
    }

    private static void openOrExplain(Path file) {
        try {
            assertThat(Distribution.open(file).sha256()).hasSize(64);
        } catch (ReleaseException explained) {
            assertThat(explained.problems()).isNotEmpty();
        }
    }

    private static byte[] mutate(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        for (int i = 0; i <= random.nextInt(3); i++) {
            bytes = MUTATIONS.get(random.nextInt(MUTATIONS.size())).apply(bytes.clone(), random);
        }
        return bytes;
    }

    private static List<byte[]> seeds(String extension) throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (String folder : List.of("broken", "good")) {
            for (Corpus.Row row : Corpus.rows(folder)) {
                if (row.path().toString().endsWith(extension) && Files.size(row.path()) < 10_000) {
                    seeds.add(Files.readAllBytes(row.path()));
                }
            }
        }
        return seeds;
    }
}
