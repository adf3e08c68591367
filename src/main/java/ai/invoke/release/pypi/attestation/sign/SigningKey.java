package ai.invoke.release.pypi.attestation.sign;

import ai.invoke.release.pypi.attestation.certificate.FulcioCertificate;
import ai.invoke.release.pypi.attestation.crypto.Octets;
import ai.invoke.release.pypi.attestation.crypto.Signatures;
import ai.invoke.release.pypi.attestation.statement.Dsse;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;

/** A key that lives for some minutes in memory and nowhere else, and the certificate that says whose it is. */
final class SigningKey {

    /** A signature must reach the log before the certificate expires. */
    private static final int RESERVE_SECONDS = 60;

    private final KeyPair keys;
    private final FulcioCertificate certificate;

    SigningKey(KeyPair keys, FulcioCertificate certificate) {
        this.keys = keys;
        this.certificate = certificate;
    }

    static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no curve P-256", e);
        }
    }

    FulcioCertificate certificate() {
        return certificate;
    }

    Octets sign(byte[] statement) {
        return Signatures.sign(keys.getPrivate(), Dsse.preAuthentication(statement));
    }

    boolean usableAt(Instant now) {
        return now.plusSeconds(RESERVE_SECONDS)
                .isBefore(certificate.x509().getNotAfter().toInstant());
    }

    @Override
    public String toString() {
        return "SigningKey[" + certificate.subject().orElse("") + "]";
    }
}
