package ai.invoke.release.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanFileTest {

    @TempDir
    Path folder;

    @Test
    void theBytesAreTheContract() throws Exception {
        Path file = folder.resolve("release-plan.json");
        PlanFile.of(Plans.full()).write(file);
        assertThat(Files.readString(file)).isEqualTo(resource("plan/full.json"));
    }

    @Test
    void theBytesOfSchema2AreTheContractToo() throws Exception {
        Path file = folder.resolve("release-plan.json");
        PlanFile.of(Plans.recorded()).write(file);
        assertThat(Files.readString(file)).isEqualTo(resource("plan/recorded.json"));
        assertThat(PlanFile.read(file).plan()).isEqualTo(Plans.recorded());
    }

    /** Its fingerprint is that of its bytes, which a newer plugin writes as they were. */
    @Test
    void aPlanOfAnOlderSchemaIsReadAndWrittenAsItWas() {
        Path file = folder.resolve("release-plan.json");
        PlanFile.of(Plans.full()).write(file);
        PlanFile read = PlanFile.read(file);
        assertThat(read.plan().schema()).isEqualTo(1);
        assertThat(read.plan().policy()).isEqualTo(ApprovalPolicy.DEFAULT);
        read.write(folder.resolve("again.json"));
        assertThat(folder.resolve("again.json")).hasSameBinaryContentAs(file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"outcome\": \"passed\"|\"outcome\": \"fine\"|outcome: expected passed, failed, skipped or not-run",
                "\"total\": 120|\"total\": -1|evidence.checks[0].tests.total",
                "\"total\": 120|\"total\": 99999999999|too large",
                "\"kind\": \"signed\"|\"kind\": \"gpg\"|approval.kind: expected typed, signed or environment",
                "\"kind\": \"signed\"|\"kind\": \"typed\"|allowed signers belong to the kind signed",
                "\"required\": 2|\"required\": 0|approval.required",
                "\"sameTwice\": true|\"sameTwice\": true, \"also\": 1|unknown: evidence.build.also",
                "start the app|start  the app|new bytes",
            })
    void evidenceThatNobodyRecordedSoIsRefusedOrAnotherPlan(String from, String to, String because) throws IOException {
        Path file = folder.resolve("release-plan.json");
        PlanFile written = PlanFile.of(Plans.recorded());
        written.write(file);
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
        if (because.equals("new bytes")) {
            assertThat(PlanFile.read(file).fingerprint()).isNotEqualTo(written.fingerprint());
        } else {
            assertThatThrownBy(() -> PlanFile.read(file))
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining(because);
        }
    }

    @Test
    void whatWasWrittenIsRead() {
        Path file = folder.resolve("deep/er/release-plan.json");
        PlanFile written = PlanFile.of(Plans.full());
        written.write(file);
        PlanFile read = PlanFile.read(file);
        assertThat(read).isEqualTo(written);
        assertThat(read.fingerprint().shortForm()).hasSize(12);
        assertThat(folder.resolve("deep/er")).isDirectoryNotContaining("glob:**.tmp");
    }

    /** What stands beside a file at GitHub, and what the notes were made from, is approved with the rest. */
    @Test
    void labelsAndWhatCollectFetchedArePartOfThePlan() {
        ReleasePlan plan = Plans.full();
        PlanFile before = PlanFile.of(plan);
        for (GitHubTarget target : List.of(
                github(new ReleaseFiles(false, true, Map.of("x.zip", "Installer")), Map.of()),
                github(ReleaseFiles.ALL, Map.of("people.json", "e".repeat(64))))) {
            ReleasePlan other = new ReleasePlan(
                    plan.project(),
                    plan.version(),
                    plan.normalizedVersion(),
                    plan.prerelease(),
                    plan.tag(),
                    plan.commit(),
                    plan.artifacts(),
                    plan.wheelProofs(),
                    plan.indexes(),
                    Optional.of(target));
            Path file = folder.resolve("release-plan.json");
            PlanFile.of(other).write(file);
            assertThat(PlanFile.read(file).plan()).isEqualTo(other);
            assertThat(PlanFile.read(file).fingerprint()).isNotEqualTo(before.fingerprint());
        }
    }

    /** Who may approve, and whose keys count no more, cannot be changed without another fingerprint. */
    @Test
    void thePolicyIsPartOfThePlanToItsLastFile() {
        ApprovalPolicy.SignersFile signers = new ApprovalPolicy.SignersFile(
                "signers", "f".repeat(64), Optional.of(new ApprovalPolicy.RevokedFile("revoked", "e".repeat(64))));
        for (ApprovalPolicy policy : List.of(
                new ApprovalPolicy(ApprovalPolicy.Kind.SIGNED, 1, Optional.of(signers), Optional.empty(), List.of()),
                new ApprovalPolicy(
                        ApprovalPolicy.Kind.ENVIRONMENT,
                        1,
                        Optional.empty(),
                        Optional.of(new ApprovalPolicy.Environment("pypi", true)),
                        List.of()))) {
            ReleasePlan plan = Plans.full().with(Plans.recorded().evidence().orElseThrow(), policy);
            Path file = folder.resolve("release-plan.json");
            PlanFile.of(plan).write(file);
            assertThat(PlanFile.read(file).plan()).isEqualTo(plan);
        }
    }

    /** Such a name could not be confirmed in a list with commas. */
    @ParameterizedTest
    @ValueSource(strings = {"a,b", "a\nb", " a", "", "a=b"})
    void aManualCheckHasANameThatCanBeTyped(String name) {
        assertThatThrownBy(() -> new ApprovalPolicy.ManualCheck(name, "look"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new ApprovalPolicy.ManualCheck("Größe 2.0_b-c", "look").description())
                .isEqualTo("look");
    }

    private static GitHubTarget github(ReleaseFiles files, Map<String, String> inputs) {
        GitHubTarget target = Plans.full().github().orElseThrow();
        return new GitHubTarget(
                target.api(),
                target.web(),
                target.repository(),
                target.title(),
                target.notesSha256(),
                target.discussionCategory(),
                target.previousTag(),
                target.tagObject(),
                files,
                inputs);
    }

    @Test
    void neitherLocaleNorOrderOfArtifactsChangesTheFingerprint() {
        ReleasePlan plan = Plans.full();
        List<Artifact> reversed = new java.util.ArrayList<>(plan.artifacts());
        java.util.Collections.reverse(reversed);
        ReleasePlan other = new ReleasePlan(
                plan.project(),
                plan.version(),
                plan.normalizedVersion(),
                plan.prerelease(),
                plan.tag(),
                plan.commit(),
                reversed,
                plan.wheelProofs(),
                plan.indexes(),
                plan.github());
        Locale before = Locale.getDefault();
        Fingerprint expected = PlanFile.of(plan).fingerprint();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            assertThat(PlanFile.of(other).fingerprint()).isEqualTo(expected);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aPlanWithoutTagAndGitHubIsReadToo() {
        ReleasePlan plan = Plans.full();
        ReleasePlan bare = new ReleasePlan(
                plan.project(),
                plan.version(),
                plan.normalizedVersion(),
                false,
                Optional.empty(),
                plan.commit(),
                plan.artifacts(),
                List.of(),
                List.of(),
                Optional.empty());
        Path file = folder.resolve("p.json");
        PlanFile.of(bare).write(file);
        assertThat(PlanFile.read(file).plan()).isEqualTo(bare);
    }

    @Test
    void aMissingPlanNamesTheNextCommand() {
        assertThatThrownBy(() -> PlanFile.read(folder.resolve("none.json")))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("none.json")
                .hasMessageContaining("there is no release plan")
                .hasMessageContaining("mvn verify");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"schemaVersion\": 1|\"schemaVersion\": 3|newer",
                "\"schemaVersion\": 1|\"schemaVersion\": 2|evidence is missing",
                "\"schemaVersion\": 1|\"schemaVersion\": 1.0|schemaVersion: an integer",
                "\"schemaVersion\": 1|\"schemaVersion\": 1,\"extra\": 1|unknown: extra",
                "\"schemaVersion\": 1|\"schemaVersion\": 1,\"schemaVersion\": 1|Duplicate",
                "\"size\": 300|\"size\": -3|artifacts[1].size",
                "\"size\": 300|\"size\": 99999999999999999999|artifacts[1].size",
                "\"size\": 300|\"size\": \"300\"|artifacts[1].size",
                "\"role\": \"wheel\"|\"role\": \"wheels\"|artifacts[1].role: unknown role wheels",
                "dist/invokeai-5.6.0rc1.tar.gz|../../etc/passwd|not a path below",
                "dist/invokeai-5.6.0rc1.tar.gz|/etc/passwd|not a path below",
                "dist/invokeai-5.6.0rc1.tar.gz|dist\\\\x|not a path below",
                "\"commit\": \"0123|\"commit\": \"x123|commit: a full commit id",
                "\"repository\": \"invoke-ai/InvokeAI\"|\"repository\": \"acme\"|'acme' is not a GitHub repository, owner/name",
                "\"prerelease\": true|\"prerelease\": \"yes\"|prerelease: true or false",
                "\"project\": \"InvokeAI\"|\"project\": null|project: a text",
                "\"prerelease\": true|\"prerelease\":  true|was changed after the plan goal wrote it",
                "https://upload.pypi.org/legacy/|ht tp://x|not a release plan",
            })
    void whatThePlanGoalDidNotWriteIsRefused(String from, String to, String because) throws IOException {
        Path file = folder.resolve("release-plan.json");
        PlanFile.of(Plans.full()).write(file);
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
        assertThatThrownBy(() -> PlanFile.read(file))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining(because)
                .hasMessageContaining(file.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{", "{}x", "\u0000", "[[[[[[[[", "{\"a\":"})
    void rubbishIsRefused(String rubbish) throws IOException {
        Path file = folder.resolve("release-plan.json");
        Files.writeString(file, rubbish);
        assertThatThrownBy(() -> PlanFile.read(file)).isInstanceOf(ProjectException.class);
    }

    @Tag("sweep")
    @Test
    void everyMutatedPlanIsRefusedByItsOwnError() throws IOException {
        Path file = folder.resolve("release-plan.json");
        PlanFile.of(Plans.full()).write(file);
        byte[] original = Files.readAllBytes(file);
        Random random = new Random(440);
        for (int i = 0; i < 2000; i++) {
            byte[] mutated = original.clone();
            int at = random.nextInt(mutated.length);
            mutated[at] = (byte) random.nextInt(256);
            if (mutated[at] == original[at]) {
                continue;
            }
            Files.write(file, mutated);
            try {
                PlanFile read = PlanFile.read(file);
                assertThat(read.fingerprint()).isNotEqualTo(Fingerprint.of(original));
            } catch (ProjectException e) {
                assertThat(e).hasMessageContaining("release plan");
            }
        }
    }

    @Test
    void deepNestingDoesNotExhaustTheStack() throws IOException {
        Path file = folder.resolve("release-plan.json");
        Files.writeString(file, "{\"a\":".repeat(100_000));
        assertThatThrownBy(() -> PlanFile.read(file)).isInstanceOf(ProjectException.class);
    }

    @Test
    void wheelsGoFirstAndTheSdistLast() {
        assertThat(Plans.full().indexArtifacts())
                .extracting(Artifact::role)
                .containsExactly(Artifact.Role.WHEEL, Artifact.Role.SDIST);
    }

    @Test
    void aProofOfAnotherWheelIsNoPlan() {
        ReleasePlan plan = Plans.full();
        assertThatThrownBy(() -> new ReleasePlan(
                        plan.project(),
                        plan.version(),
                        plan.normalizedVersion(),
                        true,
                        plan.tag(),
                        plan.commit(),
                        plan.artifacts(),
                        List.of(new WheelProof("i.zip", "e", "dist/other.whl", "a".repeat(64))),
                        plan.indexes(),
                        plan.github()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dist/other.whl");
    }

    private static String resource(String name) throws IOException {
        try (var in = java.util.Objects.requireNonNull(PlanFileTest.class.getResourceAsStream("/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
