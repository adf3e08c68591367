package ai.invoke.sandbox.pypi;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.dist.DistVerifier;
import ai.invoke.release.dist.content.Distribution;
import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.upload.UploadForm;
import ai.invoke.release.testing.PypiUpload;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What PyPI takes of the corpus is taken, and what verify-dist says PyPI refuses is refused. */
class SandboxCorpusTest {

    private static final Path CORPORA = Path.of("src/test/resources/corpora");

    @TempDir
    Path folder;

    private HttpResponse<String> upload(SandboxPypi pypi, Path file) {
        String name = String.valueOf(file.getFileName());
        String[] parts =
                name.replaceAll("\\.(whl|tar\\.gz|tgz|zip|tar\\.bz2)$", "").split("-", -1);
        PypiUpload upload = new PypiUpload(file, parts[0], parts.length > 1 ? parts[1] : "0");
        try {
            UploadForm form = UploadForm.of(Distribution.open(file).metadata());
            List.of("name", "version", "metadata_version", "summary", "description", "description_content_type")
                    .forEach(upload::drop);
            form.parts().forEach(part -> upload.field(part.name(), part.value()));
        } catch (ProjectException e) {
            // No readable metadata inside; a client would have to make it up from the file name, as this form does.
            assertThat(e.problems()).isNotEmpty();
        }
        return upload.send(pypi.uploadUrl(), pypi.token());
    }

    @Test
    void corpusIsAnsweredAsByPypi() throws IOException {
        List<String> differences = new ArrayList<>();
        int rows = 0;
        for (String part : List.of("good", "broken")) {
            // A server for each file: some share their project's name, which PyPI would mind.
            for (String line : Files.readString(CORPORA.resolve(part).resolve("expected.tsv"))
                    .lines()
                    .skip(1)
                    .toList()) {
                String[] cells = line.split("\t", -1);
                String words = cells[6];
                Path file = CORPORA.resolve(part).resolve(cells[0]);
                if (!Files.exists(file)) {
                    continue;
                }
                rows++;
                try (SandboxPypi pypi = SandboxPypi.start(folder.resolve("s" + rows), PypiOptions.of("pypi"))) {
                    HttpResponse<String> response = upload(pypi, file);
                    boolean refused = words.startsWith("REJECT");
                    String code = response.body().isEmpty()
                            ? ""
                            : new ObjectMapper()
                                    .readTree(response.body())
                                    .path("code")
                                    .asText();
                    boolean found = new DistVerifier().verify(file).stream().anyMatch(Finding::enforcedByPypi);
                    // What verify-dist does not find cannot be refused here; its own tests say what it must find.
                    boolean agrees = refused
                            ? response.statusCode() == 400 || (!found && response.statusCode() == 200)
                            : response.statusCode() == 200;
                    if (!agrees) {
                        differences.add(cells[0] + " (" + cells[1] + ")\n   PyPI    " + words + "\n   sandbox "
                                + response.statusCode() + " " + code);
                    }
                }
            }
        }
        assertThat(rows).isGreaterThan(80);
        assertThat(differences).isEmpty();
    }
}
