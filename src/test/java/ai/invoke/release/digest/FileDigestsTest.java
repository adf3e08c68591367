package ai.invoke.release.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileDigestsTest {

    private static final int CHUNK = 256 * 1024;

    @TempDir
    private Path folder;

    private static String md5(byte[] bytes) {
        RunningDigest md5 = RunningDigest.of("MD5");
        md5.update(bytes, 0, bytes.length);
        return md5.finishHex();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 40 * CHUNK + 17})
    void bothAreThoseOfTheWholeFile(int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Path file = Files.write(folder.resolve("file"), bytes);
        FileDigests digests = FileDigests.of(file, true);
        assertThat(digests.sha256()).isEqualTo(Sha256.of(bytes));
        assertThat(digests.md5()).hasValue(md5(bytes));
        assertThat(FileDigests.of(file, false)).isEqualTo(new FileDigests(Sha256.of(bytes), Optional.empty()));
    }

    @Test
    void aFileThatIsNotThereIsSaidSo() {
        assertThatThrownBy(() -> FileDigests.of(folder.resolve("none"), true)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void whoeverIsInterruptedStaysInterruptedAndGetsNoDigest() throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[40 * CHUNK]);
        // Loads every class: what loads and instruments classes may take the interruption for itself.
        assertThat(FileDigests.of(file, true).md5()).isPresent();
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> FileDigests.of(file, true)).isInstanceOf(IOException.class);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }
}
