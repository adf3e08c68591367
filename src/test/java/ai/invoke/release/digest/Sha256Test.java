package ai.invoke.release.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {

    @TempDir
    private Path folder;

    /** The vectors of FIPS 180-2, appendix B. */
    @Test
    void vectorsOfTheStandard() {
        assertThat(Sha256.of("")).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(Sha256.of("abc")).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Sha256.of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))
                .isEqualTo("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    }

    /** A file, a stream, bytes, text and any pieces of them: the same bytes have the same digest. */
    @Test
    void equalBytesHaveEqualDigestsHoweverTheyCome() throws Exception {
        Random random = new Random(4711);
        for (int length :
                List.of(0, 1, 63, 64, 65, 8191, 8192, 8193, 128 * 1024 - 1, 128 * 1024, 128 * 1024 + 1, 1_000_003)) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            String expected = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            RunningDigest pieces = RunningDigest.sha256();
            for (int at = 0; at < length; ) {
                int size = Math.min(random.nextInt(70_000), length - at);
                pieces.update(bytes, at, size);
                at += size;
            }
            assertThat(List.of(
                            Sha256.of(bytes),
                            Sha256.of(new ByteArrayInputStream(bytes)),
                            Sha256.of(Files.write(folder.resolve("file"), bytes)),
                            pieces.finishHex()))
                    .containsOnly(expected);
            assertThat(pieces.finishHex()).as("begun anew").isEqualTo(Sha256.of(""));
        }
    }

    @Test
    void textIsUtf8() {
        assertThat(Sha256.of("é☃😀")).isEqualTo(Sha256.of("é☃😀".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void missingFileIsAnError() {
        assertThatThrownBy(() -> Sha256.of(folder.resolve("missing")))
                .isInstanceOf(IOException.class)
                .isInstanceOf(NoSuchFileException.class);
    }

    /** A source tree has hundreds of small files, and every goal hashes them. */
    @Test
    void aSmallFileTakesNoLargeBuffer() throws IOException {
        Path file = Files.write(folder.resolve("small.py"), new byte[1000]);
        Sha256.of(file);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        Sha256.of(file);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(64 * 1024);
    }
}
