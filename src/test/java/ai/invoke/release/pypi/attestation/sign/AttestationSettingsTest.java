package ai.invoke.release.pypi.attestation.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.attestation.verify.MiniSigstore;
import ai.invoke.release.pypi.attestation.verify.TrustRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttestationSettingsTest {

    @TempDir
    Path folder;

    @Test
    void readsTheMode() {
        assertThat(AttestationSettings.Mode.parse(" Required ")).isEqualTo(AttestationSettings.Mode.REQUIRED);
        assertThatThrownBy(() -> AttestationSettings.Mode.parse("maybe"))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("'maybe'")
                .hasMessageContaining("auto|required|none");
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(AttestationSettings.Mode.parse("REQUIRED")).isEqualTo(AttestationSettings.Mode.REQUIRED);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void theShippedRootSaysHowOldItIs() {
        TrustRoot root = TrustRoot.shipped();
        assertThat(root.describe(Instant.parse("2026-11-06T12:00:00Z")))
                .startsWith("the shipped trust root of 2026-11-05 (1 day old, sha256 "
                        + root.sha256().substring(0, 12));
        assertThat(root.describe(Instant.parse("2027-11-05T00:00:00Z"))).contains("(365 days old");
    }

    @Test
    void anotherRootIsAsOldAsItsFile() throws IOException {
        Path file = Files.writeString(folder.resolve("root.json"), new MiniSigstore().trustRoot());
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T10:00:00Z")));
        assertThat(TrustRoot.read(file).describe(Instant.parse("2026-01-31T10:00:00Z")))
                .startsWith("the trust root " + file + " of 2026-01-01 (30 days old");
    }

    @Test
    void aRootOfAnotherFormIsRefused() throws IOException {
        String good = new MiniSigstore().trustRoot();
        refused("more than 1048576 bytes", " ".repeat(1024 * 1024) + good);
        refused("mediaType is missing", "{}");
        refused("mediaType: application/vnd.dev.sigstore.trustedroot", good.replace("trustedroot", "bundle"));
        refused("tlogs is missing", good.replace("\"tlogs\"", "\"logs\""));
        refused("publicKey: the key of a log", good.replaceFirst("rawBytes\":\"MFkw", "rawBytes\":\"MFkx"));
        refused("start: a moment like", good.replace("2026-01-01T00:00:00Z", "yesterday"));
        refused("certificates[0].rawBytes: a certificate is expected", good.replaceFirst("MIIB", "MIIC"));
        Files.delete(folder.resolve("root.json"));
        assertThatThrownBy(() -> TrustRoot.read(folder.resolve("root.json"))).isInstanceOf(ProjectException.class);
    }

    private void refused(String why, String json) throws IOException {
        Path file = Files.writeString(folder.resolve("root.json"), json);
        assertThatThrownBy(() -> TrustRoot.read(file))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(why);
    }
}
