package ai.invoke.release.goal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.WheelProof;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The link of the chain of digests between the wheel in an installer and the wheel that is published. */
class CollectedArtifactsTest {

    private static final String WHEEL = "x-1-py3-none-any.whl";

    @TempDir
    private Path folder;

    private ReleaseDirectory directory;

    @BeforeEach
    void wheel() throws IOException {
        directory = new ReleaseDirectory(folder);
        Files.createDirectories(directory.dist());
        Files.writeString(directory.dist().resolve(WHEEL), "wheel");
    }

    private void installer(String wheel) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("x-installer.zip")))) {
            zip.putNextEntry(new ZipEntry("Top/lib/" + WHEEL));
            zip.write(wheel.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void theWheelInTheInstallerIsProvenToBeTheOneInDist() throws IOException {
        installer("wheel");
        assertThat(CollectedArtifacts.of(directory).proofs())
                .containsExactly(
                        new WheelProof("x-installer.zip", "Top/lib/" + WHEEL, "dist/" + WHEEL, Sha256.of("wheel")));
    }

    /** Of the same name, even of the same length: only the digest tells. */
    @Test
    void anInstallerWithAnotherWheelThanTheOneInDistIsNoPartOfAPlan() throws IOException {
        installer("whEel");
        assertThatThrownBy(() -> CollectedArtifacts.of(directory))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("x-installer.zip")
                .hasMessageContaining("Top/lib/" + WHEEL)
                .hasMessageContaining(Sha256.of("whEel"))
                .hasMessageContaining("mvn package");
    }

    @Test
    void whatIsNoDistributionInDistIsNamed() throws IOException {
        Files.writeString(directory.dist().resolve("notes.txt"), "x");
        assertThatThrownBy(() -> CollectedArtifacts.of(directory))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("notes.txt");
    }
}
