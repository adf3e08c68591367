package ai.invoke.release.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.invoke.release.problem.ProjectException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedFileTest {

    @TempDir
    Path folder;

    @Test
    void whatFitsIsReadWhole() throws Exception {
        Path file = Files.writeString(folder.resolve("a"), "\u00e4bc");

        assertThat(BoundedFile.bytes(file, 4)).hasSize(4);
        assertThat(BoundedFile.text(file, 4)).isEqualTo("\u00e4bc");
    }

    @Test
    void whatIsLargerIsRefused() throws Exception {
        Path file = Files.write(folder.resolve("big.json"), new byte[BoundedFile.BY_HAND + 1]);

        assertThatThrownBy(() -> BoundedFile.text(file, BoundedFile.BY_HAND))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("big.json")
                .hasMessageContaining("larger than 1 MiB");
        assertThatThrownBy(() -> BoundedFile.check(file, BoundedFile.BY_HAND)).isInstanceOf(ProjectException.class);
    }

    @Test
    void whatHasNoEndIsRefused() {
        Path endless = Path.of("/dev/zero");
        assumeThat(endless).exists();

        assertThatThrownBy(() -> BoundedFile.bytes(endless, 100)).isInstanceOf(ProjectException.class);
    }

    @Test
    void otherEncodingsAreTold() throws Exception {
        Path file = Files.write(folder.resolve("latin"), new byte[] {(byte) 0xE4});

        assertThatThrownBy(() -> BoundedFile.text(file, 10)).isInstanceOf(CharacterCodingException.class);
    }
}
