package ai.invoke.sandbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expected values are those of Python's hashlib. */
class DigestsTest {

    @TempDir
    Path folder;

    private Digests of(byte[] bytes) throws IOException {
        return Digests.store(new ByteArrayInputStream(bytes), folder.resolve("file"));
    }

    @Test
    void blake2AgreesWithPythonAtBlockBoundaries() throws IOException {
        assertThat(of(new byte[0]).blake2())
                .isEqualTo("0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
        assertThat(of("abc".getBytes(StandardCharsets.UTF_8)).blake2())
                .isEqualTo("bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
        byte[] block = new byte[129];
        Arrays.fill(block, (byte) 'a');
        assertThat(of(Arrays.copyOf(block, 128)).blake2())
                .isEqualTo("ae2aa48507885c4c950fb809b2076f959cde9f8ea6da260d9a3587df33dac450");
        assertThat(of(block).blake2()).isEqualTo("2f64744a6de0d2c0b56e64cf6e29a5aaa255010d415d51c75ccc82f73dccd865");
        byte[] large = new byte[256_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) i;
        }
        assertThat(of(large).blake2()).isEqualTo("5d074c3f889bcba3b3a253496ee73cba18832b6d3c67d2b739dc202c78ed2581");
        assertThat(of(large).size()).isEqualTo(256_000);
    }
}
