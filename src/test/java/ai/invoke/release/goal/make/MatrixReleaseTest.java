package ai.invoke.release.goal.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.goal.plan.ComparisonOptions;
import ai.invoke.release.goal.plan.NotesOptions;
import ai.invoke.release.goal.plan.Plan;
import ai.invoke.release.goal.plan.PlanTargets;
import ai.invoke.release.goal.plan.PolicyChoice;
import ai.invoke.release.goal.plan.VerifyDist;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.testing.DistMaker;
import ai.invoke.release.testing.Heard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three machines build wheels, one job releases them. */
class MatrixReleaseTest {

    private static final List<String> EXPECTED =
            List.of("cp312-*-manylinux*_x86_64", "cp312-*-macosx_*_arm64", "cp312-*-win_amd64");

    @TempDir
    Path temporary;

    private final Heard heard = new Heard();

    private Path job(String name, String tag) throws Exception {
        Path folder = Files.createDirectories(temporary.resolve(name));
        DistMaker.of("demo", "1.0rc1").tag(tag).wheel(folder);
        return folder;
    }

    private List<String> plan(PythonProject project) {
        ReleaseDirectory directory = new ReleaseDirectory(project.folder().resolve("target/release"));
        Plan.Result result = new Plan(heard)
                .run(new Plan.Request(
                        version(project),
                        directory,
                        new PlanTargets(
                                true,
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                List.of()),
                        new NotesOptions(Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of()),
                        Optional.empty(),
                        new Plan.FileOptions(false, true, Map.of()),
                        PolicyChoice.DEFAULT,
                        ComparisonOptions.DEFAULT,
                        EXPECTED));
        return result.plan().plan().artifacts().stream().map(Artifact::path).toList();
    }

    private static CheckVersion.Request version(PythonProject project) {
        return new CheckVersion.Request(
                project.folder(), Optional.empty(), "v", Optional.empty(), Optional.empty(), Map.of(), true);
    }

    @Test
    void wheelsOfThreePlatformsGoInOnePlanAndAMissingOneStopsIt() throws Exception {
        Path linux = job("linux", "cp312-cp312-manylinux_2_17_x86_64");
        Path mac = job("mac", "cp312-cp312-macosx_11_0_arm64");
        Path windows = job("windows", "cp312-cp312-win_amd64");
        PythonProject project = PythonProject.flit(temporary.resolve("project")).committed();
        project.git("tag", "-a", "-m", "first", "v1.0rc1");

        DistRun.of(project).additional(linux, mac).build();
        assertThatThrownBy(() -> plan(project))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("no wheel is for cp312-*-win_amd64")
                .hasMessageContaining("<additionalDist>");

        DistRun.of(project).additional(linux, mac, windows).build();
        assertThat(plan(project))
                .containsExactly(
                        "dist/demo-1.0rc1-cp312-cp312-macosx_11_0_arm64.whl",
                        "dist/demo-1.0rc1-cp312-cp312-manylinux_2_17_x86_64.whl",
                        "dist/demo-1.0rc1-cp312-cp312-win_amd64.whl",
                        "dist/demo-1.0rc1-py3-none-any.whl",
                        "dist/demo-1.0rc1.tar.gz");
    }

    @Test
    void tensOfWheelsAreLookedAtInTheOrderOfTheirNames() throws Exception {
        Path dist = Files.createDirectories(temporary.resolve("dist"));
        List<String> names = new ArrayList<>();
        for (int minor = 10; minor < 40; minor++) {
            names.add(String.valueOf(DistMaker.of("demo", minor == 20 ? "2.0" : "1.0")
                    .tag("cp3" + minor + "-cp3" + minor + "-win_amd64")
                    .wheel(dist)
                    .getFileName()));
        }
        assertThatThrownBy(() -> new VerifyDist(heard, new ProcessRunner(Map.of()), System.out)
                        .run(new VerifyDist.Request(
                                dist,
                                Optional.empty(),
                                Optional.of(temporary.resolve("findings")),
                                Optional.empty(),
                                new CheckVersion.Request(
                                        dist,
                                        Optional.of("v1.0"),
                                        "v",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Map.of(),
                                        false),
                                new VerifyDist.WheelPaths(
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(new FrontendPlace(Optional.empty(), List.of()))),
                                new VerifyDist.Severities(List.of(), Map.of(), false, true),
                                Optional.empty(),
                                LocalDate.of(2026, 11, 1))))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("the release is 1.0, this file says 2.0")
                .hasMessageContaining("files of more than one release");
        String findings = Files.readString(temporary.resolve("findings/findings.json"));
        int before = -1;
        for (String name : names.stream().sorted().toList()) {
            int at = findings.indexOf('"' + name + '"');
            assertThat(at).as(name).isGreaterThan(before);
            before = at;
        }
    }
}
