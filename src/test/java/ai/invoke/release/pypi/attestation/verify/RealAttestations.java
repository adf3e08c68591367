package ai.invoke.release.pypi.attestation.verify;

import ai.invoke.release.pypi.attestation.bundle.Attestation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Attestations of files that are at PyPI. */
public final class RealAttestations {

    public static final String SDIST = "pypi_attestations-0.0.19.tar.gz";
    public static final String SDIST_SHA256 = "9bb1add04b1b4e182be6b0b80931593f7a291eb49d69b4fd728a5d4cbcdc4bd3";
    public static final String GITLAB = "gitlab_oidc_project-0.0.3.tar.gz";
    public static final String GITLAB_SHA256 = "c1ca9b0d85df1606451098233018534497bf584362e10e4a8c21dfaea92c02a8";
    public static final String STAGING = "rfc8785-0.1.2-py3-none-any.whl";
    public static final String STAGING_SHA256 = "c4e92e9ecc828bef2aa7dba1de8ac983511f7532a0df11c770d39099a25cf201";

    private RealAttestations() {}

    public static Attestation publish() {
        return Attestation.read(bytes(SDIST + ".publish.attestation"));
    }

    public static Attestation slsa() {
        return Attestation.read(bytes(SDIST + ".slsa.attestation"));
    }

    public static Attestation gitlab() {
        return Attestation.read(bytes(GITLAB + ".publish.attestation"));
    }

    /** From Sigstore's staging instance, which the production root does not know. */
    public static Attestation staging() {
        return Attestation.read(bytes(STAGING + ".publish.attestation"));
    }

    public static byte[] bytes(String name) {
        try (InputStream in =
                Objects.requireNonNull(RealAttestations.class.getResourceAsStream("/attestation/" + name))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
