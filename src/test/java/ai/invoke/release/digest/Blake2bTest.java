package ai.invoke.release.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Blake2bTest {

    @Test
    void vectorOfRfc7693AppendixA() {
        Blake2b blake = new Blake2b(64);
        blake.update("abc".getBytes(StandardCharsets.US_ASCII), 0, 3);
        assertThat(HexFormat.of().formatHex(blake.digest()))
                .isEqualTo(
                        "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
    }

    /** The expected value comes from Python's hashlib.blake2b(digest_size=32) over the same inputs. */
    @Test
    void equalsPythonsForEachLengthUpTo1024() throws Exception {
        MessageDigest all = MessageDigest.getInstance("SHA-256");
        for (int n = 0; n <= 1024; n++) {
            byte[] input = new byte[n];
            for (int i = 0; i < n; i++) {
                input[i] = (byte) ((i * 7 + n) % 251);
            }
            Blake2b blake = new Blake2b();
            blake.update(input, 0, n);
            all.update(blake.digest());
        }
        assertThat(HexFormat.of().formatHex(all.digest()))
                .isEqualTo("42b04430981fd2f8c59baa902593a0e5c5b2c9e84edb1999633e03356364ae2d");
    }

    @Test
    void chunksDoNotMatter() {
        Random random = new Random(7);
        byte[] input = new byte[10_000];
        random.nextBytes(input);
        Blake2b whole = new Blake2b();
        whole.update(input, 0, input.length);
        Blake2b pieces = new Blake2b();
        for (int at = 0; at < input.length; ) {
            int n = Math.min(random.nextInt(300), input.length - at);
            pieces.update(input, at, n);
            at += n;
        }
        assertThat(pieces.digest()).isEqualTo(whole.digest());
    }
}
