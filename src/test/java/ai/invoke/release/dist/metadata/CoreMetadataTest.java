package ai.invoke.release.dist.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CoreMetadataTest {

    private static CoreMetadata read(String text) {
        return CoreMetadata.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void headersAreFoundInAnyCaseWithTheirLines() {
        CoreMetadata metadata = read("Metadata-Version: 2.4\nNAME: demo\nClassifier: A\nclassifier:  B \n\nText\n");

        assertThat(metadata.first("name")).contains("demo");
        assertThat(metadata.all("CLASSIFIER")).containsExactly("A", "B");
        assertThat(metadata.fields("Classifier"))
                .containsExactly(
                        new CoreMetadata.Field("Classifier", "A", 3, true),
                        new CoreMetadata.Field("classifier", "B ", 4, true));
        assertThat(metadata.description()).contains("Text\n");
        assertThat(metadata.body().line()).isEqualTo(6);
        assertThat(metadata.firstBadByte()).isEmpty();
    }

    @Test
    void foldedHeadersKeepTheirLineBreaks() {
        CoreMetadata metadata = read("License: MIT\n   second\n\tthird\nName: x\n");

        assertThat(metadata.first("License")).contains("MIT\n   second\n\tthird");
        assertThat(metadata.fields("Name").get(0).line()).isEqualTo(4);
        assertThat(metadata.description()).isEmpty();
    }

    @Test
    void carriageReturnsEndLinesToo() {
        CoreMetadata metadata = read("Name: x\r\nVersion: 1\rSummary: s\r\n\r\na\r\nb");

        assertThat(metadata.first("Version")).contains("1");
        assertThat(metadata.first("Summary")).contains("s");
        assertThat(metadata.description()).contains("a\r\nb");
    }

    @Test
    void aByteOrderMarkOrABlankFirstLineMakesEverythingBody() {
        assertThat(read("\uFEFFName: x\n").fields()).isEmpty();
        assertThat(read("\nName: x\n").fields()).isEmpty();
        assertThat(read("\nName: x\n").description()).contains("Name: x\n");
    }

    @Test
    void whatIsNotUtf8StaysVisibleAndIsMarked() {
        byte[] bytes = "Name: x\nAuthor: Ren\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);

        CoreMetadata metadata = CoreMetadata.parse(bytes);

        assertThat(metadata.fields("Author").get(0)).isEqualTo(new CoreMetadata.Field("Author", "Ren\u00e9", 2, false));
        assertThat(metadata.firstBadByte()).hasValue(19);
    }

    @Test
    void aLineThatIsNoHeaderBeginsTheBody() {
        CoreMetadata metadata = read("Name: x\nno header\nVersion: 1\n");

        assertThat(metadata.first("Version")).isEmpty();
        assertThat(metadata.description()).contains("no header\nVersion: 1\n");
        assertThat(metadata.body().line()).isEqualTo(2);
    }

    @Test
    void theDescriptionMayStandInAHeader() {
        assertThat(read("Name: x\nDescription: in the header\n").description()).contains("in the header");
    }

    @Test
    void nothingAtAllIsReadAsNothing() {
        CoreMetadata metadata = CoreMetadata.parse(new byte[0]);

        assertThat(metadata.fields()).isEmpty();
        assertThat(metadata.description()).isEmpty();
    }
}
