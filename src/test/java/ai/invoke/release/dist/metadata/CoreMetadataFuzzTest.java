package ai.invoke.release.dist.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.invoke.release.dist.Corpus;
import ai.invoke.release.dist.DistVerifier;
import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.pypi.upload.UploadForm;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes, metadata is read: no exception, no hang, and nothing is lost on the way. */
class CoreMetadataFuzzTest {

    private static List<byte[]> seeds() {
        DistVerifier verifier = new DistVerifier();
        return Corpus.rows("broken").stream()
                .filter(row -> row.rule().startsWith("MD-"))
                .map(row -> verifier.read(row.path()))
                .map(DistContents::metadataBytes)
                .flatMap(java.util.Optional::stream)
                .toList();
    }

    private static byte[] mutate(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        for (int i = random.nextInt(8); i >= 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = "\n\r: \t\0,;".getBytes(StandardCharsets.US_ASCII)[random.nextInt(8)];
                case 2 -> bytes = java.util.Arrays.copyOf(bytes, at);
                case 3 -> {
                    byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + at);
                    System.arraycopy(bytes, 0, longer, bytes.length, at);
                    bytes = longer;
                }
                default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return bytes;
    }

    @Test
    void mutatedMetadataIsRead() {
        List<byte[]> seeds = seeds();
        assertThat(seeds).isNotEmpty();
        Random random = new Random(7);

        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int i = 0; i < 20_000; i++) {
                byte[] bytes = mutate(seeds.get(random.nextInt(seeds.size())), random);
                CoreMetadata metadata = CoreMetadata.parse(bytes);
                assertThat(metadata.fields())
                        .allSatisfy(field -> assertThat(field.name()).doesNotContain(":", "\n"));
                assertThat(UploadForm.of(metadata).parts()).isNotEmpty();
            }
        });
    }

    @Test
    void absurdMetadataIsReadInLinearTime() {
        String header = "X: " + "y".repeat(100) + "\n ".repeat(200) + "\n";
        byte[] bytes = (header.repeat(5_000) + "From x\n".repeat(100_000)).getBytes(StandardCharsets.US_ASCII);

        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(CoreMetadata.parse(bytes).fields("x")).hasSize(5_000));
    }
}
