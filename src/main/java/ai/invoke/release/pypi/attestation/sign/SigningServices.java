package ai.invoke.release.pypi.attestation.sign;

import java.net.URI;

/**
 * Where signers are certified and signatures are logged.
 *
 * @param authority Fulcio's address
 * @param log Rekor's address; it must speak version 1, the only one whose entries PyPI takes
 */
public record SigningServices(URI authority, URI log) {

    /** Sigstore's production instance, the only one that PyPI and TestPyPI trust. */
    public static final SigningServices SIGSTORE =
            new SigningServices(URI.create("https://fulcio.sigstore.dev"), URI.create("https://rekor.sigstore.dev"));

    /** Takes the slash off their ends. */
    public SigningServices {
        authority = withoutSlash(authority);
        log = withoutSlash(log);
    }

    private static URI withoutSlash(URI uri) {
        String text = uri.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : uri;
    }
}
