package ai.invoke.release.dist.content;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.dist.Corpus;
import ai.invoke.release.dist.DistVerifier;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadersTest {

    @Test
    void goodFilesHaveNoFaultsAndMetadataThatNamesThem() {
        for (Corpus.Row row : Corpus.rows("good")) {
            DistContents contents = new DistVerifier().read(row.path());
            assertThat(contents.readable()).as(row.toString()).isTrue();
            assertThat(contents.metadataBytes()).as(row.toString()).isPresent();
            String version = contents.name().orElseThrow().version();
            assertThat(new String(contents.metadataBytes().orElseThrow(), StandardCharsets.UTF_8))
                    .contains("Version: " + version);
            if (contents instanceof WheelContents wheel) {
                assertThat(wheel.faults()).as(row.toString()).isEqualTo(List.of());
                assertThat(wheel.record().orElseThrow().rows()).hasSameSizeAs(wheel.entries());
                assertThat(wheel.entries())
                        .allSatisfy(entry ->
                                assertThat(entry.digest()).as(entry.path()).isPresent());
            }
            if (contents instanceof SdistContents sdist) {
                assertThat(sdist.damage()).isEmpty();
                assertThat(sdist.trailing()).isZero();
                assertThat(sdist.topLevel()).hasSize(1);
            }
        }
    }

    @Test
    void theFirstFaultOfTheFramingIsPypisAnswer() {
        for (Corpus.Row row : Corpus.rows("broken")) {
            if (row.path().toString().endsWith(".whl")
                    && new DistVerifier().read(row.path()) instanceof WheelContents wheel
                    && wheel.readable()) {
                if (row.warehouse().contains("ZIP archive not accepted")) {
                    assertThat(wheel.faults()).as(row.toString()).isNotEmpty();
                    assertThat(row.warehouse())
                            .as(row.toString())
                            .contains("not accepted: "
                                    + wheel.faults().stream()
                                            .flatMap(fault -> fault.pypi().stream())
                                            .findFirst()
                                            .orElseThrow() + ".");
                } else if (!row.rule().equals("ZIP-11")) {
                    assertThat(wheel.faults()).as(row.toString()).isEmpty();
                }
            }
        }
    }
}
