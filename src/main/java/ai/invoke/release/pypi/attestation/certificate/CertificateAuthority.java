package ai.invoke.release.pypi.attestation.certificate;

import ai.invoke.release.json.JsonFields;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.pypi.attestation.crypto.Fields;
import ai.invoke.release.pypi.attestation.log.Validity;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An authority that may certify signers.
 *
 * @param chain its certificates, the one that signs first, its root last
 * @param validity when it was in use
 */
public record CertificateAuthority(List<X509Certificate> chain, Validity validity) {

    /** Takes an unmodifiable copy of the list. */
    public CertificateAuthority {
        chain = List.copyOf(chain);
    }

    /**
     * Reads one out of a trust root.
     *
     * @param fields an element of {@code certificateAuthorities}
     * @return the authority
     * @throws MalformedJsonException when it has another form
     */
    public static CertificateAuthority read(JsonFields fields) {
        JsonFields certificates = fields.object("certChain");
        List<X509Certificate> chain = certificates.openObjects("certificates", certificate -> {
            try {
                return FulcioCertificate.x509(Fields.base64(certificate, "rawBytes"));
            } catch (IllegalArgumentException e) {
                throw certificate.wrong("rawBytes", "a certificate is expected: " + e.getMessage());
            }
        });
        if (chain.isEmpty()) {
            throw certificates.wrong("certificates", "at least one certificate is expected");
        }
        return new CertificateAuthority(chain, Validity.read(fields.optionalObject("validFor")));
    }

    /**
     * The certificate that signs those of signers.
     *
     * @return the first of the chain
     */
    public X509Certificate issuer() {
        return chain.get(0);
    }

    /**
     * Whether it is the one that a certificate says issued it.
     *
     * @param leaf the certificate of a signer
     * @return whether the names are the same; nothing is verified
     */
    public boolean claimsToHaveIssued(X509Certificate leaf) {
        return leaf.getIssuerX500Principal().equals(issuer().getSubjectX500Principal());
    }

    /**
     * Checks the chain from a certificate to the root, as it was at a moment.
     *
     * @param leaf the certificate of a signer
     * @param moment when it was used
     * @return why it does not hold, or empty when it does
     */
    public Optional<String> objection(X509Certificate leaf, Instant moment) {
        if (!validity.contains(moment)) {
            return Optional.of("its authority was not in use at " + moment);
        }
        X509Certificate root = chain.get(chain.size() - 1);
        if (!within(root, moment)) {
            return Optional.of("the authority's root was not valid at " + moment);
        }
        List<X509Certificate> path = new ArrayList<>();
        path.add(leaf);
        path.addAll(chain.subList(0, chain.size() - 1));
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(moment));
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
            return Optional.empty();
        } catch (CertPathValidatorException e) {
            return Optional.of("the chain to its authority does not hold: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot check certificates", e);
        }
    }

    /**
     * Whether a certificate was valid at a moment, both ends included.
     *
     * @param certificate any
     * @param moment to the second
     * @return whether it was
     */
    public static boolean within(X509Certificate certificate, Instant moment) {
        return !moment.isBefore(certificate.getNotBefore().toInstant())
                && !moment.isAfter(certificate.getNotAfter().toInstant());
    }
}
