package ai.invoke.release.dist.zip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.build.dist.AdditionalDists;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipArchiveTest {

    private static final String NAME = "demo-1.0.dist-info/METADATA";
    /** PKWARE APPNOTE 4.3.7 and 4.3.12: where the headers keep the method. */
    private static final int LOCAL_METHOD = 8;

    private static final int CENTRAL_METHOD = 10;

    @TempDir
    private Path folder;

    private Path wheel(int method) throws IOException {
        Path wheel = folder.resolve("demo-1.0-py3-none-any.whl");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
            zip.putNextEntry(new ZipEntry(NAME));
            zip.write("Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n".getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = Files.readAllBytes(wheel);
        int central = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\u0001\u0002");
        bytes[LOCAL_METHOD] = (byte) method;
        bytes[central + CENTRAL_METHOD] = (byte) method;
        return Files.write(wheel, bytes);
    }

    @Test
    void whatIsDeflatedIsRead() throws IOException {
        try (ZipArchive zip = ZipArchive.open(wheel(ZipEntry.DEFLATED), ZipLimits.standard());
                InputStream in = zip.read(zip.member(NAME).orElseThrow())) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("Name: demo");
        }
        AdditionalDists.requireWhole(List.of(folder));
    }

    @Test
    void aMethodThatNobodyExpectsIsReportedAsAFaultOfTheFile() throws IOException {
        // Zstandard, and xz.
        for (int method : List.of(93, 95)) {
            try (ZipArchive zip = ZipArchive.open(wheel(method), ZipLimits.standard())) {
                assertThatThrownBy(() -> zip.read(zip.member(NAME).orElseThrow()))
                        .isInstanceOf(ZipException.class)
                        .hasMessage(NAME + " is compressed by method " + method + ", neither stored nor deflated");
            }
            assertThatThrownBy(() -> AdditionalDists.requireWhole(List.of(folder)))
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("is not a whole wheel: " + NAME + " is compressed by method " + method);
        }
    }
}
