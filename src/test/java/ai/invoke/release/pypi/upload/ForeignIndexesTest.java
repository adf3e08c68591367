package ai.invoke.release.pypi.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.trust.PypiCredentials;
import ai.invoke.release.testing.DistMaker;
import ai.invoke.sandbox.foreign.ForeignIndex;
import ai.invoke.sandbox.pypi.SandboxPypiserver;
import ai.invoke.sandbox.server.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A release at indexes that somebody else wrote, as far as their answers were tried or read in their sources. */
@Timeout(60)
class ForeignIndexesTest {

    private static final Path GOOD = Path.of("src/test/resources/corpora/good");
    private static final String WHEEL = "demo_setuptools-1.2.3-py3-none-any.whl";
    private static final String SDIST = "demo_setuptools-1.2.3.tar.gz";
    private static final String PASSWORD = "secret-4711";

    @TempDir
    private Path temp;

    private final RecordingConsole console = new RecordingConsole();
    private final IndexUpload goal =
            new IndexUpload(HttpSettings.direct(), new Timing(Clock.systemUTC(), wait -> {}, () -> 0), console);
    private Path dist;

    @BeforeEach
    void copy() throws IOException {
        dist = Files.createDirectories(temp.resolve("dist"));
        for (String name : List.of(WHEEL, SDIST)) {
            Files.copy(GOOD.resolve(name), dist.resolve(name));
        }
    }

    @AfterEach
    void noSecret() {
        assertThat(console.all()).doesNotContain(PASSWORD);
    }

    private IndexUpload.Result publish(PackageIndex index) {
        return publish(index, PASSWORD);
    }

    private IndexUpload.Result publish(PackageIndex index, String password) {
        return goal.run(new IndexUpload.Request(
                index,
                List.of(WHEEL, SDIST).stream()
                        .map(name -> IndexUpload.ApprovedFile.asItIs(dist.resolve(name)))
                        .toList(),
                Optional.of(new PypiCredentials("me", password, "test")),
                Map.of(),
                IndexUpload.Listener.none(),
                secret -> {},
                Duration.ofSeconds(6),
                AttestationSettings.none()));
    }

    private ForeignIndex start(ForeignIndex.Make make) {
        return ForeignIndex.start(temp.resolve("index"), make, "me", PASSWORD);
    }

    private static PackageIndex index(ForeignIndex server) {
        return PackageIndex.custom("company", server.uploadUrl(), server.simpleUrl());
    }

    /** Another wheel under the same name. */
    private byte[] otherWheel() throws IOException {
        return Files.readAllBytes(
                DistMaker.of("demo_setuptools", "1.2.3").wheel(Files.createDirectories(temp.resolve("other"))));
    }

    @Test
    void pypiserver() throws IOException {
        try (SandboxPypiserver server = SandboxPypiserver.start(temp.resolve("pypiserver"), "me", PASSWORD)) {
            PackageIndex index = PackageIndex.custom("pypiserver", server.uploadUrl(), server.simpleUrl());
            assertThat(publish(index).files()).hasSize(2).noneMatch(IndexUpload.Published::alreadyThere);
            assertThat(publish(index).files()).hasSize(2).allMatch(IndexUpload.Published::alreadyThere);
            assertThat(console.warnings()).isEmpty();
            PackageIndex wrong = PackageIndex.custom("pypiserver", server.simpleUrl(), server.simpleUrl());
            Files.write(dist.resolve(SDIST), Files.readAllBytes(GOOD.resolve("demo_rc-3.0.0rc1.tar.gz")));
            assertThatThrownBy(() -> publish(wrong)).isInstanceOf(ProjectException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void filesAreStoredOnceAndProven(ForeignIndex.Make make) {
        try (ForeignIndex server = start(make)) {
            String digest = make == ForeignIndex.Make.NEXUS ? "md5 " : "sha256 ";
            assertThat(publish(index(server)).files())
                    .hasSize(2)
                    .noneMatch(IndexUpload.Published::alreadyThere)
                    .allSatisfy(file -> assertThat(file.proof()).startsWith(digest))
                    .allSatisfy(file -> assertThat(server.files()).containsEntry(file.name(), file.sha256()));
            assertThat(publish(index(server)).files()).hasSize(2).allMatch(IndexUpload.Published::alreadyThere);
            assertThat(server.uploads())
                    .hasSize(2)
                    .allSatisfy(upload -> assertThat(upload.fields()).containsKeys("md5_digest", "sha256_digest"));
            assertThat(console.warnings()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFileWhoseAnswerWasLostIsNotSentAgain(ForeignIndex.Make make) {
        try (ForeignIndex server = start(make)) {
            server.faults().play(Fault.parse("drop-after POST . 1x1"));
            assertThat(publish(index(server)).files()).hasSize(2);
            assertThat(server.uploads()).hasSize(2);
        }
    }

    /** Stopped before anything is sent, and where the index wants a login, the file is fetched with it. */
    @ParameterizedTest
    @EnumSource
    void otherBytesAreExplainedMemberByMember(ForeignIndex.Make make) throws IOException {
        try (ForeignIndex server = start(make)) {
            server.put(WHEEL, otherWheel());
            assertThatThrownBy(() -> publish(index(server)))
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("company already has " + WHEEL + " with other bytes")
                    .hasMessageContaining("members of " + WHEEL + " differ");
            assertThat(server.uploads()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            NEXUS        | (400) | cannot be updated
            ARTIFACTORY  | (403) | Not enough permissions to delete/overwrite
            GITLAB       | (400) | File name has already been taken
            CODEARTIFACT | (409) | Conflict
            DEVPI        | (409) | already exists in non-volatile index
            """)
    void aNameThatIsTakenAndNotShownIsARefusalInItsOwnWords(ForeignIndex.Make make, String status, String words)
            throws IOException {
        try (ForeignIndex server = start(make)) {
            server.put(WHEEL, otherWheel());
            server.show(false);
            assertThatThrownBy(() -> publish(index(server)))
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining(status)
                    .hasMessageContaining(words)
                    .hasMessageContaining("raise the version")
                    .hasMessageContaining("Nothing was published to company.");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrongLoginIsNoTakenName(ForeignIndex.Make make) {
        try (ForeignIndex server = start(make)) {
            assertThatThrownBy(() -> publish(index(server), "wrong-4711"))
                    .isInstanceOf(ReleaseException.class)
                    .hasMessageNotContaining("raise the version")
                    .hasMessageNotContaining("4711");
            assertThat(server.uploads()).isEmpty();
        }
    }
}
