package ai.invoke.release.pypi.upload;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.digest.FileDigests;
import ai.invoke.release.dist.content.Distribution;
import ai.invoke.release.dist.metadata.CoreMetadata;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.pypi.index.IndexFile;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.index.ProjectPage;
import ai.invoke.release.version.PyVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadPlannerTest {

    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
    private static final UploadFile WHEEL = file("demo-1.0-py3-none-any.whl", Distribution.Kind.WHEEL, "a", 1000);
    private static final UploadFile SDIST = file("demo-1.0.tar.gz", Distribution.Kind.SDIST, "b", 1000);

    private static UploadFile file(String name, Distribution.Kind kind, String digit, long size) {
        String sha256 = digit.repeat(64);
        CoreMetadata metadata = CoreMetadata.parse(
                "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n\n".getBytes(StandardCharsets.UTF_8));
        return new UploadFile(new Distribution(
                Path.of("dist", name),
                kind,
                size,
                new FileDigests(sha256, Optional.of("d".repeat(32))),
                "py3",
                metadata));
    }

    private static IndexFile shown(String name, String digit, String uploaded) {
        return new IndexFile(
                name,
                Optional.empty(),
                new IndexFile.Hashes(
                        digit.isEmpty() ? Optional.empty() : Optional.of(digit.repeat(64)), Optional.empty()),
                Optional.of(1000L),
                Optional.of(Instant.parse(uploaded + "T00:00:00Z")),
                Optional.empty());
    }

    private static IndexPlan plan(Optional<String> status, IndexFile... files) {
        return UploadPlanner.plan(
                PackageIndex.PYPI, new ProjectPage(true, status, List.of(files)), List.of(SDIST, WHEEL), NOW);
    }

    private static IndexPlan plan(IndexFile... files) {
        return plan(Optional.empty(), files);
    }

    @Test
    void allAbsentWheelFirst() {
        IndexPlan plan = UploadPlanner.plan(PackageIndex.PYPI, ProjectPage.absent(), List.of(SDIST, WHEEL), NOW);
        assertThat(plan.toUpload()).containsExactly(WHEEL, SDIST);
        assertThat(plan.stops()).isEmpty();
        assertThat(plan.warnings()).isEmpty();
    }

    @Test
    void sameBytesAreDone() {
        IndexPlan plan = plan(shown(WHEEL.name(), "a", "2026-11-20"));
        assertThat(plan.done()).extracting(IndexDecision::file).containsExactly(WHEEL);
        assertThat(plan.toUpload()).containsExactly(SDIST);
        assertThat(plan.stops()).isEmpty();
    }

    @Test
    void finishedReleaseMayBeOldAndArchived() {
        IndexPlan plan = plan(
                Optional.of("archived"),
                shown(WHEEL.name(), "a", "2020-01-01"),
                shown(SDIST.name(), "b", "2020-01-01"));
        assertThat(plan.toUpload()).isEmpty();
        assertThat(plan.stops()).isEmpty();
    }

    @Test
    void otherBytesStopWithBothDigests() {
        IndexPlan plan = plan(shown(WHEEL.name(), "f", "2026-11-20"), shown(SDIST.name(), "", "2026-11-20"));
        assertThat(plan.stops()).hasSize(2);
        assertThat(plan.stops().get(0).toString())
                .contains("f".repeat(64))
                .contains("a".repeat(64))
                .contains("raise the version");
        assertThat(plan.stops().get(1).what()).contains("tells no digest of it");
    }

    @ParameterizedTest
    @CsvSource({"2026-11-08, 0", "2026-11-07, 1"})
    void fourteenDays(String uploaded, int stops) {
        assertThat(plan(shown("demo-1.0.0-cp312-cp312-win_amd64.whl", "e", uploaded))
                        .stops())
                .hasSize(stops)
                .allSatisfy(problem ->
                        assertThat(problem.what()).contains("14 days").contains(WHEEL.name()));
    }

    @Test
    void ageOfOtherReleasesDoesNotMatter() {
        assertThat(plan(shown("demo-0.9.tar.gz", "e", "2020-01-01")).stops()).isEmpty();
    }

    @Test
    void secondSdistOfTheSameVersionInAnotherSpelling() {
        assertThat(plan(shown("Demo-1.0.0.zip", "e", "2026-11-20")).stops())
                .extracting(Problem::what)
                .singleElement()
                .asString()
                .contains("Demo-1.0.0.zip")
                .contains("accepts only one");
    }

    @ParameterizedTest
    @CsvSource({"archived, 1", "quarantined, 1", "active, 0", "deprecated, 0"})
    void projectStatus(String status, int stops) {
        assertThat(plan(Optional.of(status)).stops()).hasSize(stops);
    }

    @Test
    void yankedIsAWarning() {
        IndexFile yanked = new IndexFile(
                WHEEL.name(),
                Optional.empty(),
                IndexFile.Hashes.sha256("a".repeat(64)),
                Optional.empty(),
                Optional.empty(),
                Optional.of("broken\u001b[31m"));
        IndexPlan plan = plan(yanked);
        assertThat(plan.stops()).isEmpty();
        assertThat(plan.warnings())
                .singleElement()
                .asString()
                .contains("yanked at PyPI (broken")
                .doesNotContain("\u001b");
    }

    @Test
    void sizesAreWarnings() {
        UploadFile huge = file("demo-1.0-py3-none-any.whl", Distribution.Kind.WHEEL, "a", 11L << 30);
        IndexPlan plan = UploadPlanner.plan(PackageIndex.PYPI, ProjectPage.absent(), List.of(huge), NOW);
        assertThat(plan.stops()).isEmpty();
        assertThat(plan.warnings()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "demo-1.0-py3-none-any.whl, 1.0",
        "demo-1.0-1-py3-none-any.whl, 1.0",
        "demo-1.0.post1.tar.gz, 1.0.post1",
        "De.Mo-x-2.tar.gz, ''",
        "demo-1.0-2.zip, 1.0.post2",
        "demo.exe, ''",
        "-, ''"
    })
    void versionsInFileNames(String name, String version) {
        assertThat(new IndexFile(
                                name,
                                Optional.empty(),
                                new IndexFile.Hashes(Optional.empty(), Optional.empty()),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty())
                        .version("demo"))
                .isEqualTo(PyVersion.tryParse(version));
    }
}
