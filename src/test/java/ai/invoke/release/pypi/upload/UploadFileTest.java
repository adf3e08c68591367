package ai.invoke.release.pypi.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.dist.content.Distribution;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadFileTest {

    private static final Path GOOD = Path.of("src/test/resources/corpora/good/demo_setuptools-1.2.3-py3-none-any.whl");

    @TempDir
    private Path folder;

    private Path wheel() throws IOException {
        return Files.copy(GOOD, folder.resolve(String.valueOf(GOOD.getFileName())));
    }

    @Test
    void theApprovedFileOpens() throws IOException {
        Path wheel = wheel();
        String sha256 = UploadFile.Digests.of(wheel).sha256();
        UploadFile file = UploadFile.open(wheel, Optional.of(sha256));
        assertThat(file.sha256()).isEqualTo(sha256);
        assertThat(file.size()).isEqualTo(Files.size(wheel));
    }

    /** Also when what lies there now cannot be read as a wheel. */
    @Test
    void anotherFileThanTheApprovedOneIsRefused() throws IOException {
        Path wheel = wheel();
        String approved = UploadFile.Digests.of(wheel).sha256();
        Files.writeString(wheel, "no wheel");
        assertThatThrownBy(() -> UploadFile.open(wheel, Optional.of(approved)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("not the one that was approved")
                .hasMessageContaining(UploadFile.Digests.of(wheel).sha256())
                .hasMessageContaining(approved);
    }

    @Test
    void theMetadataIsThatOfTheApprovedFile() throws IOException {
        Path wheel = wheel();
        UploadFile.Digests approved = UploadFile.Digests.of(wheel);
        Files.write(wheel, new byte[1], StandardOpenOption.APPEND);
        Distribution changed = new Distribution(
                wheel,
                Distribution.Kind.WHEEL,
                Files.size(wheel),
                UploadFile.Digests.of(wheel).sha256(),
                "py3",
                Distribution.open(GOOD).metadata());
        assertThatThrownBy(() -> UploadFile.approved(changed, approved))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("not the one that was approved");
    }
}
