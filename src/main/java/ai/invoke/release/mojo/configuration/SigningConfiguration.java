package ai.invoke.release.mojo.configuration;

import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.attestation.sign.SigningServices;
import java.io.File;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code <signing>}. Fields are set by Maven. */
public final class SigningConfiguration {

    private @Nullable File trustRoot;
    private URI authority = SigningServices.SIGSTORE.authority();
    private URI log = SigningServices.SIGSTORE.log();

    /** For Maven. */
    public SigningConfiguration() {}

    /**
     * The settings as the core knows them.
     *
     * @param mode the value of {@code invokeai.attestations}
     * @return the settings
     */
    public AttestationSettings toSettings(String mode) {
        return new AttestationSettings(
                AttestationSettings.Mode.parse(mode),
                Optional.empty(),
                Optional.ofNullable(trustRoot).map(File::toPath),
                new SigningServices(authority, log));
    }
}
