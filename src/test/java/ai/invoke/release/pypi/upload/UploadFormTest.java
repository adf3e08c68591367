package ai.invoke.release.pypi.upload;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.digest.FileDigests;
import ai.invoke.release.dist.content.Distribution;
import ai.invoke.release.dist.metadata.CoreMetadata;
import ai.invoke.release.pypi.upload.UploadForm.Part;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UploadFormTest {

    private static CoreMetadata read(String text) {
        return CoreMetadata.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void fieldsBearPyPisIrregularNames() {
        CoreMetadata metadata = read("""
                Metadata-Version: 2.5
                Name: Demo
                Version: 1.0
                Platform: linux
                Platform: macos
                Supported-Platform: p
                Keywords: a,b
                Classifier: C1
                Classifier: C2
                License-Expression: MIT
                License-File: LICENSE
                Requires-Dist: x>1
                Requires-Python: >=3.11
                Project-URL: Home, https://example.org
                Provides-Extra: dev
                Dynamic: Summary
                Import-Name: demo
                Import-Namespace: ns

                # Title
                """);

        assertThat(UploadForm.of(metadata).parts())
                .containsExactly(
                        new Part("metadata_version", "2.5"),
                        new Part("name", "Demo"),
                        new Part("version", "1.0"),
                        new Part("dynamic", "Summary"),
                        new Part("platform", "linux"),
                        new Part("platform", "macos"),
                        new Part("supported_platform", "p"),
                        new Part("description", "# Title\n"),
                        new Part("keywords", "a,b"),
                        new Part("license_expression", "MIT"),
                        new Part("license_file", "LICENSE"),
                        new Part("classifiers", "C1"),
                        new Part("classifiers", "C2"),
                        new Part("requires_dist", "x>1"),
                        new Part("requires_python", ">=3.11"),
                        new Part("project_urls", "Home, https://example.org"),
                        new Part("provides_extra", "dev"),
                        new Part("import_name", "demo"),
                        new Part("import_namespace", "ns"));
    }

    @Test
    void licenseFilesOfOldMetadataAreNotSent() {
        UploadForm form = UploadForm.of(read("Metadata-Version: 2.1\nName: x\nLicense-File: LICENSE\n"));

        assertThat(form.all("license_file")).isEmpty();
        assertThat(form.all("name")).containsExactly("x");
    }

    @Test
    void unknownIsNoValueAndRequiresPythonIsAlwaysThere() {
        UploadForm form = UploadForm.of(read("Metadata-Version: 2.4\nName: x\nAuthor: UNKNOWN\nImport-Name:\n"));

        assertThat(form.all("author")).isEmpty();
        assertThat(form.all("import_name")).isEmpty();
        assertThat(form.all("requires_python")).containsExactly("");
    }

    @Test
    void aDistributionAddsWhatKindOfFileItIs() {
        CoreMetadata metadata = read("Metadata-Version: 2.4\nName: x\nVersion: 1\n");
        Distribution wheel = new Distribution(
                Path.of("x-1-py3-none-any.whl"),
                Distribution.Kind.WHEEL,
                1,
                new FileDigests("ab", Optional.empty()),
                "py3",
                metadata);

        assertThat(UploadForm.of(wheel).parts())
                .startsWith(
                        new Part(":action", "file_upload"),
                        new Part("protocol_version", "1"),
                        new Part("filetype", "bdist_wheel"),
                        new Part("pyversion", "py3"),
                        new Part("sha256_digest", "ab"),
                        new Part("metadata_version", "2.4"));
    }
}
