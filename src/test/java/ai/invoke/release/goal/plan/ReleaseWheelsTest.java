package ai.invoke.release.goal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.plan.Artifact;
import ai.invoke.release.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseWheelsTest {

    private static final String LINUX = "x-1-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl";
    private static final String MAC = "x-1-cp312-cp312-macosx_11_0_arm64.whl";
    private static final String WINDOWS = "x-1-cp312-cp312-win_amd64.whl";
    private static final String SDIST = "x-1.tar.gz";

    private static List<String> problems(List<String> expected, String... files) {
        List<Artifact> artifacts = Stream.of(files)
                .map(name -> new Artifact(
                        "dist/" + name,
                        name.endsWith(".whl") ? Artifact.Role.WHEEL : Artifact.Role.SDIST,
                        1,
                        "a".repeat(64)))
                .toList();
        return new ReleaseWheels(Path.of("dist"), artifacts)
                .problems(expected).stream().map(Problem::toString).toList();
    }

    @Test
    void wheelsOfThreePlatformsAndOneSdistAreOneRelease() {
        assertThat(problems(
                        List.of("cp312-*-manylinux*_x86_64", "cp312-cp312-macosx_*_arm64", "*-win_amd64"),
                        LINUX,
                        MAC,
                        WINDOWS,
                        SDIST))
                .isEmpty();
    }

    @Test
    void aMissingOneASecondSdistAndTwoForOneTagAreAllTold() {
        assertThat(problems(
                        List.of("cp312-*-win_arm64", "cp31?-*-win_amd64"),
                        LINUX,
                        "x-1-cp312-cp312-manylinux2014_x86_64.whl",
                        WINDOWS,
                        SDIST,
                        "x-1.0.tar.gz"))
                .satisfiesExactly(
                        what -> assertThat(what).contains("there are 2 sdists: x-1.tar.gz, x-1.0.tar.gz"),
                        what -> assertThat(what).contains("are both for cp312-cp312-manylinux2014_x86_64"),
                        what -> assertThat(what)
                                .contains("no wheel is for cp312-*-win_arm64", WINDOWS, "<additionalDist>"));
        assertThat(problems(List.of(), "x-1-1-py3-none-any.whl", "x-1-2-py3-none-any.whl"))
                .as("build tags tell them apart")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "*, abc, true",
        "a*c, abbc, true",
        "a*c, abcd, false",
        "*b*c, aabbc, true",
        "a?c, abc, true",
        "a?c, ac, false",
        "'', a, false",
        "abc**, abc, true"
    })
    void starsAndQuestionMarks(String pattern, String text, boolean matches) {
        assertThat(ReleaseWheels.matches(pattern, text)).isEqualTo(matches);
    }
}
