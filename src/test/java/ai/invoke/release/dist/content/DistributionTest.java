package ai.invoke.release.dist.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.dist.Corpus;
import ai.invoke.release.dist.SdistFixture;
import ai.invoke.release.dist.WheelFixture;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistributionTest {

    @TempDir
    private Path temp;

    @Test
    void goodFilesOpenWithDigestTagAndMetadata() throws IOException, NoSuchAlgorithmException {
        for (Corpus.Row row : Corpus.rows("good")) {
            Distribution distribution = Distribution.open(row.path());
            boolean wheel = row.path().toString().endsWith(".whl");
            assertThat(distribution.kind()).isEqualTo(wheel ? Distribution.Kind.WHEEL : Distribution.Kind.SDIST);
            assertThat(distribution.pythonTag()).isEqualTo(wheel ? "py3" : "source");
            assertThat(distribution.size()).isEqualTo(Files.size(row.path()));
            assertThat(distribution.sha256())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(row.path()))));
            assertThat(distribution.metadata().first("Version"))
                    .contains(DistFileName.parse(distribution.fileName()).version());
            assertThat(distribution.fileName())
                    .isEqualTo(row.path().getFileName().toString());
        }
    }

    @Test
    void whatCannotBeOpenedIsNamed() throws IOException {
        assertThatThrownBy(() -> Distribution.open(temp.resolve("demo-1.0.tar.gz")))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("there is no file");
        Path noZip = Files.writeString(temp.resolve("demo-1.0-py3-none-any.whl"), "x", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Distribution.open(noZip))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("no end-of-central-directory record")
                .hasMessageContaining("verify-dist");
        Path noGzip = Files.writeString(temp.resolve("demo-1.0.tar.gz"), "x", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Distribution.open(noGzip)).isInstanceOf(ProjectException.class);
        Path noMetadata =
                new WheelFixture().remove(WheelFixture.INFO + "METADATA").write(temp);
        assertThatThrownBy(() -> Distribution.open(noMetadata))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("has no demo-1.0.dist-info/METADATA");
        Path noPkgInfo =
                new SdistFixture().remove(SdistFixture.TOP + "PKG-INFO").write(temp);
        assertThatThrownBy(() -> Distribution.open(noPkgInfo))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("PKG-INFO");
    }

    @Test
    void absurdMetadataIsRefusedInsteadOfRead() throws IOException {
        Path file = new WheelFixture()
                .put(WheelFixture.INFO + "METADATA", "Name: demo\n\n" + "x".repeat(5 << 20))
                .write(temp);
        assertThatThrownBy(() -> Distribution.open(file))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("far more than such a file needs");
    }
}
