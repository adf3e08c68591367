package ai.invoke.release.pypi.attestation.certificate;

import java.util.Optional;

/**
 * Who signed, as the certificate says. True only when the verifier says so.
 *
 * @param subject the workflow's or service account's address
 * @param issuer who vouched for it
 * @param repository the source's address
 * @param sourceDigest the source's commit
 * @param sourceRef the source's ref
 * @param buildConfiguration the workflow's file and revision
 * @param run the run's address
 * @param environment the deployment environment, in certificates since 2026
 */
public record Signer(
        String subject,
        String issuer,
        Optional<String> repository,
        Optional<String> sourceDigest,
        Optional<String> sourceRef,
        Optional<String> buildConfiguration,
        Optional<String> run,
        Optional<String> environment) {

    /**
     * Reads Fulcio's extensions, see its {@code oid-info.md}.
     *
     * @param certificate not verified
     * @return the signer; empty when subject or issuer is missing
     */
    public static Optional<Signer> of(FulcioCertificate certificate) {
        return certificate
                .subject()
                .flatMap(subject -> certificate
                        .claim(8)
                        .map(issuer -> new Signer(
                                subject,
                                issuer,
                                certificate.claim(12),
                                certificate.claim(13),
                                certificate.claim(14),
                                certificate.claim(18),
                                certificate.claim(21),
                                certificate.claim(23))));
    }
}
