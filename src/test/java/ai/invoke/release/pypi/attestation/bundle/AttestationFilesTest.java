package ai.invoke.release.pypi.attestation.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.attestation.statement.Statement;
import ai.invoke.release.pypi.attestation.verify.MiniSigstore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttestationFilesTest {

    private static final String NAME = "project-1.0.tar.gz";
    private static final String SHA256 = "ab".repeat(32);

    @TempDir
    Path folder;

    private final MiniSigstore mini = new MiniSigstore();
    private final MiniSigstore.Wish wish = mini.workflow();

    private Attestation publish() {
        return mini.attest(wish, NAME, SHA256);
    }

    private Attestation slsa() {
        return mini.attest(wish, new Statement(NAME, SHA256, Statement.SLSA_PROVENANCE).write(), MiniSigstore.NOW);
    }

    private void put(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    private void refused(String file, String... why) {
        assertThatThrownBy(() -> AttestationFiles.find(folder, NAME, SHA256))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining(folder.resolve(file).toString())
                .hasMessageContainingAll(why)
                .hasMessageContaining("-> ");
    }

    @Test
    void findsWhatIsAboutThisFile() throws IOException {
        assertThat(AttestationFiles.find(folder.resolve("none"), NAME, SHA256).attestations())
                .isEmpty();
        AttestationFiles.keep(folder, NAME, publish());
        put(NAME + ".slsa.attestation", slsa().json());
        put("project-1.0-py3-none-any.whl.publish.attestation", "of another file");
        put(NAME + ".sigstore.json", "no attestation of PEP 740");
        put("project-1.0.tar.gzip.attestation", "of another file");
        AttestedFile found = AttestationFiles.find(folder, NAME, SHA256);
        assertThat(found.attestations())
                .extracting(one -> one.statement().predicateType())
                .containsExactly(Statement.PUBLISH, Statement.SLSA_PROVENANCE);
        assertThat(found.formField())
                .startsWith("[{\"envelope\":")
                .isEqualTo("[" + found.attestations().get(0).json() + ","
                        + found.attestations().get(1).json() + "]");
        assertThat(found.objections()).isEmpty();
    }

    @Test
    void alsoUnderTheOldName() throws IOException {
        put(NAME + ".attestation", publish().json());
        assertThat(AttestationFiles.find(folder, NAME, SHA256).attestations()).hasSize(1);
    }

    @Test
    void refusesAllThatPypiWouldRefuse() throws IOException {
        put(NAME + ".publish.attestation", "{");
        refused(NAME + ".publish.attestation", "the attestation cannot be used: line 1");
        put(NAME + ".publish.attestation", " ".repeat(Attestation.MAX_BYTES + 1));
        refused(NAME + ".publish.attestation", "at most 262144 bytes");
        put(
                NAME + ".publish.attestation",
                mini.attest(wish, NAME, "cd".repeat(32)).json());
        refused(NAME + ".publish.attestation", "it is about a file with sha256 " + "cd".repeat(32));
        put(
                NAME + ".publish.attestation",
                mini.attest(wish, "other-1.0.tar.gz", SHA256).json());
        refused(NAME + ".publish.attestation", "it is about other-1.0.tar.gz, not about " + NAME);
        Attestation strange =
                mini.attest(wish, new Statement(NAME, SHA256, "https://example.org").write(), MiniSigstore.NOW);
        put(NAME + ".publish.attestation", strange.json());
        put(NAME + ".x.attestation", "[]");
        refused(
                NAME + ".publish.attestation",
                "it is of type https://example.org",
                ".x.attestation",
                "an object is expected");
    }

    @Test
    void refusesTwoOfOneType() throws IOException {
        put(NAME + ".publish.attestation", publish().json());
        put(NAME + ".copy.attestation", publish().json());
        refused(NAME, "there are two attestations of type " + Statement.PUBLISH + ", and PyPI takes one of each");
    }

    @Test
    void comparesNamesAsPypiDoes() {
        Attestation spelled = mini.attest(wish, "Project-1.0-py2.py3-none-any.whl", SHA256);
        assertThat(new AttestedFile("project-1.0.0-py3.py2-none-any.whl", SHA256, List.of(spelled)).objections())
                .isEmpty();
        assertThat(new AttestedFile("project-1.0-py3-none-any.whl", SHA256, List.of(spelled)).objections())
                .hasSize(1);
        Attestation sdist = mini.attest(wish, "My_Project-1.0.tar.gz", SHA256);
        assertThat(new AttestedFile("my-project-1.0.0.tar.gz", SHA256, List.of(sdist)).objections())
                .isEmpty();
        assertThat(new AttestedFile("my-project-1.0.1.tar.gz", SHA256, List.of(sdist)).objections())
                .hasSize(1);
        Attestation nonsense = mini.attest(wish, "no name", SHA256);
        assertThat(new AttestedFile("my-project-1.0.1.tar.gz", SHA256, List.of(nonsense)).objections())
                .hasSize(1);
    }
}
