package ai.invoke.release.pypi.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.digest.FileDigests;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        String sha256 = Sha256.of(wheel);
        UploadFile file = UploadFile.open(IndexUpload.ApprovedFile.approved(wheel, sha256), false);
        assertThat(file.sha256()).isEqualTo(sha256);
        assertThat(file.size()).isEqualTo(Files.size(wheel));
    }

    /** Also when what lies there now cannot be read as a wheel. */
    @Test
    void anotherFileThanTheApprovedOneIsRefused() throws IOException {
        Path wheel = wheel();
        String approved = Sha256.of(wheel);
        Files.writeString(wheel, "no wheel");
        assertThatThrownBy(() -> UploadFile.open(IndexUpload.ApprovedFile.approved(wheel, approved), false))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("not the one that was approved")
                .hasMessageContaining(Sha256.of(wheel))
                .hasMessageContaining(approved);
    }

    /** Whoever checked it read it already; what is sent is compared with that. */
    @Test
    void aFileThatWasHashedIsNotReadAgain() throws IOException {
        Path wheel = wheel();
        FileDigests digests = new FileDigests("ab".repeat(32), Optional.of("cd".repeat(16)));
        UploadFile file = UploadFile.open(IndexUpload.ApprovedFile.checked(wheel, digests), true);
        assertThat(file.sha256()).isEqualTo(digests.sha256());
        assertThat(file.md5()).isEqualTo(digests.md5());
        assertThat(file.project()).isEqualTo("demo-setuptools");
    }

    @Test
    void md5IsMadeForIndexesThatAskForIt() throws IOException {
        Path wheel = wheel();
        assertThat(UploadFile.open(IndexUpload.ApprovedFile.asItIs(wheel), false)
                        .md5())
                .isEmpty();
        assertThat(UploadFile.open(IndexUpload.ApprovedFile.asItIs(wheel), true).md5())
                .hasValueSatisfying(md5 -> assertThat(md5).matches("[0-9a-f]{32}"));
    }
}
