package ai.invoke.release.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.dist.metadata.value.PythonOracle;
import ai.invoke.release.fuzz.FuzzTarget.Claim;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kept input of every target: nothing but documented exceptions, in no time, and one Python that is asked about all of
 * them at once. What fuzzing finds is kept in {@code src/test/resources/fuzz/<target>}, under a name that says what it is.
 */
class FuzzReplayTest {

    private static final Path KEPT = Path.of("src/test/resources/fuzz");
    private static final long SLOWEST_MILLIS = 5000;

    @TempDir
    Path folder;

    static List<Path> kept(FuzzTarget target) {
        try (Stream<Path> files = Files.list(KEPT.resolve(target.name()))) {
            return files.sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    @Test
    void everyTargetHasAnInputAndEveryFolderATarget() throws IOException {
        List<String> names =
                FuzzTargets.all().stream().map(FuzzTarget::name).sorted().toList();
        assertThat(names).doesNotHaveDuplicates();
        try (Stream<Path> folders = Files.list(KEPT)) {
            assertThat(folders.map(path -> path.getFileName().toString()).sorted())
                    .isEqualTo(names);
        }
        assertThat(FuzzTargets.all())
                .allSatisfy(target -> assertThat(kept(target)).as(target.name()).isNotEmpty());
    }

    @Test
    void keptInputsAreReadAsPythonReadsThem() throws Exception {
        Map<String, String> wrong = new LinkedHashMap<>();
        Map<String, Claim> claims = new LinkedHashMap<>();
        for (FuzzTarget target : FuzzTargets.all()) {
            for (Path file : kept(target)) {
                String name = target.name() + "/" + file.getFileName();
                long start = System.nanoTime();
                try {
                    Optional<Claim> claim = target.probe().read(Files.readAllBytes(file));
                    claim.ifPresent(one -> claims.put(name, one));
                } catch (Exception | AssertionError | StackOverflowError fault) {
                    wrong.put(name, fault + " at " + fault.getStackTrace()[0]);
                }
                long millis = (System.nanoTime() - start) / 1_000_000;
                if (millis > SLOWEST_MILLIS) {
                    wrong.put(name, millis + " ms");
                }
            }
        }
        List<List<?>> questions = new ArrayList<>();
        claims.values().forEach(claim -> questions.add(claim.question()));
        List<JsonNode> answers = new PythonOracle(folder, "fuzz_oracle.py").ask(questions);
        int i = 0;
        for (Map.Entry<String, Claim> claim : claims.entrySet()) {
            JsonNode ours = claim.getValue().json();
            JsonNode python = answers.get(i++);
            if (!ours.equals(python)) {
                wrong.put(claim.getKey(), "Python: " + python + ", we: " + ours);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(claims.keySet())
                .as("a target whose sound input is not compared with Python compares none of its variations either")
                .contains("wheel/sound", "wheel-bytes/sound", "sdist/sound", "tar-bytes/sound", "installer/sound")
                .contains(
                        "installer-bytes/sound", "record/sound", "metadata/sound", "requirement/sound", "marker/sound")
                .contains(
                        "entry-points/sound",
                        "wheel-file/sound",
                        "version/sound",
                        "specifier/sound",
                        "index-html/sound");
    }
}
