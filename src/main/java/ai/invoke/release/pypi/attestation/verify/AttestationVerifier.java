package ai.invoke.release.pypi.attestation.verify;

import static ai.invoke.release.pypi.attestation.verify.VerdictException.refused;
import static ai.invoke.release.pypi.attestation.verify.VerdictException.undecided;

import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.pypi.attestation.bundle.Attestation;
import ai.invoke.release.pypi.attestation.bundle.AttestedFile;
import ai.invoke.release.pypi.attestation.bundle.LogBody;
import ai.invoke.release.pypi.attestation.certificate.CertificateAuthority;
import ai.invoke.release.pypi.attestation.certificate.CertificateTimestamp;
import ai.invoke.release.pypi.attestation.certificate.FulcioCertificate;
import ai.invoke.release.pypi.attestation.certificate.Publisher;
import ai.invoke.release.pypi.attestation.certificate.Signer;
import ai.invoke.release.pypi.attestation.crypto.Octets;
import ai.invoke.release.pypi.attestation.crypto.Signatures;
import ai.invoke.release.pypi.attestation.log.Checkpoint;
import ai.invoke.release.pypi.attestation.log.InclusionProof;
import ai.invoke.release.pypi.attestation.log.TransparencyLog;
import ai.invoke.release.pypi.attestation.log.TransparencyLogEntry;
import ai.invoke.release.pypi.attestation.statement.Dsse;
import ai.invoke.release.pypi.attestation.statement.Statement;
import ai.invoke.release.pypi.attestation.verify.Verdict.Check;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Finds out whether an attestation is true: the same checks as PyPI makes ({@code pypi-attestations} and {@code sigstore-python}), in an
 * order that trusts nothing before it is proven. Without a network.
 */
public final class AttestationVerifier {

    private final TrustRoot root;

    /**
     * Creates a verifier.
     *
     * @param root whom it trusts
     */
    public AttestationVerifier(TrustRoot root) {
        this.root = root;
    }

    /**
     * Verifies everything but who the publisher should be.
     *
     * @param attestation to be verified
     * @param fileName the file that it must be about
     * @param sha256 that file's digest
     * @return the verdict
     */
    public Verdict verify(Attestation attestation, String fileName, String sha256) {
        return verify(attestation, fileName, sha256, Optional.empty());
    }

    /**
     * Verifies signature, certificate, log entry and publisher of an attestation.
     *
     * @param attestation to be verified
     * @param fileName the file that it must be about
     * @param sha256 that file's digest
     * @param publisher who must have signed
     * @return the verdict
     */
    public Verdict verify(Attestation attestation, String fileName, String sha256, Publisher publisher) {
        return verify(attestation, fileName, sha256, Optional.of(publisher));
    }

    private Verdict verify(Attestation attestation, String fileName, String sha256, Optional<Publisher> publisher) {
        try {
            FulcioCertificate certificate = FulcioCertificate.read(attestation.certificate());
            if (attestation.entries().stream().distinct().count()
                    < attestation.entries().size()) {
                throw refused(Check.LOG, "the same log entry is there twice");
            }
            attestation.entries().forEach(entry -> checkEntry(entry, attestation, certificate));
            attestation.entries().forEach(entry -> checkCertificate(certificate, entry.time()));
            if (!Signatures.verify(
                    certificate.key(),
                    Dsse.preAuthentication(attestation.signedStatement().toArray()),
                    attestation.signature())) {
                throw refused(Check.SIGNATURE, "the certificate's key did not sign this statement");
            }
            Statement statement = attestation.statement();
            checkStatement(statement, fileName, sha256);
            Signer signer = Signer.of(certificate)
                    .orElseThrow(() -> refused(Check.IDENTITY, "the certificate does not say who signed"));
            publisher.flatMap(expected -> expected.difference(signer)).ifPresent(difference -> {
                throw refused(Check.IDENTITY, difference);
            });
            TransparencyLogEntry first = attestation.entries().get(0);
            return new Verdict.Verified(statement, signer, first.time(), first.index());
        } catch (VerdictException e) {
            return e.verdict();
        } catch (MalformedJsonException | IllegalArgumentException e) {
            return new Verdict.Refused(Check.FORM, String.valueOf(e.getMessage()));
        }
    }

    private void checkEntry(TransparencyLogEntry entry, Attestation attestation, FulcioCertificate certificate) {
        TransparencyLog log = root.log(entry.logId())
                .orElseThrow(() -> undecided("the trust root does not know the log with the key "
                        + entry.logId().hex()));
        if (!entry.kind().equals(LogBody.KIND) || !entry.version().equals(LogBody.VERSION)) {
            throw undecided("its log entry is of kind " + entry.kind() + " " + entry.version()
                    + "; only dsse 0.0.1 is understood");
        }
        if (!log.validity().contains(entry.time())) {
            throw refused(Check.LOG, "the log's key was not in use at " + entry.time());
        }
        Octets promise =
                entry.promise().orElseThrow(() -> refused(Check.LOG, "the log did not sign when it took the entry"));
        if (!Signatures.verify(log.key(), entry.promised(), promise)) {
            throw refused(Check.LOG, "the log's signature on time and index of the entry is wrong");
        }
        InclusionProof proof =
                entry.proof().orElseThrow(() -> refused(Check.LOG, "the proof that the log has the entry is missing"));
        if (!proof.proves(entry.body())) {
            throw refused(Check.LOG, "the proof does not lead from the entry to the log's root hash");
        }
        Checkpoint checkpoint = Checkpoint.read(proof.checkpoint());
        if (checkpoint.treeSize() != proof.treeSize() || !checkpoint.rootHash().equals(proof.rootHash())) {
            throw refused(Check.LOG, "the log's checkpoint is about another tree than the proof");
        }
        if (!checkpoint.signedBy(log)) {
            throw refused(Check.LOG, "the log did not sign the checkpoint");
        }
        if (!LogBody.read(entry).matches(attestation, certificate)) {
            throw refused(Check.LOG, "the log's entry is about another statement, signature or certificate");
        }
    }

    private void checkCertificate(FulcioCertificate certificate, Instant logged) {
        X509Certificate leaf = certificate.x509();
        List<CertificateAuthority> issuers = root.authorities().stream()
                .filter(authority -> authority.claimsToHaveIssued(leaf))
                .toList();
        if (issuers.isEmpty()) {
            throw undecided("the trust root does not know the authority " + leaf.getIssuerX500Principal());
        }
        if (!CertificateAuthority.within(leaf, logged)) {
            throw refused(
                    Check.CERTIFICATE,
                    "the certificate was valid from " + leaf.getNotBefore().toInstant() + " to "
                            + leaf.getNotAfter().toInstant() + ", but the signature was logged at " + logged);
        }
        if (!certificate.signsCode()) {
            throw refused(Check.CERTIFICATE, "the certificate is not one for signing code");
        }
        String objection = "";
        for (CertificateAuthority issuer : issuers) {
            Optional<String> next = issuer.objection(leaf, logged);
            if (next.isEmpty()) {
                checkTimestamps(certificate, issuer.issuer());
                return;
            }
            objection = next.get();
        }
        throw refused(Check.CERTIFICATE, objection);
    }

    private void checkTimestamps(FulcioCertificate certificate, X509Certificate issuer) {
        List<CertificateTimestamp> timestamps = certificate.timestamps();
        if (timestamps.isEmpty()) {
            throw refused(Check.CERTIFICATE_LOG, "the certificate was not logged in public");
        }
        for (CertificateTimestamp timestamp : timestamps) {
            TransparencyLog log = root.certificateLog(timestamp.logId())
                    .orElseThrow(() -> undecided("the trust root does not know the log of certificates with the key "
                            + timestamp.logId().hex()));
            if (!log.validity().contains(timestamp.time())) {
                throw refused(
                        Check.CERTIFICATE_LOG,
                        "the key of the log of certificates was not in use at " + timestamp.time());
            }
            if (!timestamp.madeBy(log, certificate, issuer)) {
                throw refused(Check.CERTIFICATE_LOG, "the log of certificates did not sign for this certificate");
            }
        }
    }

    private static void checkStatement(Statement statement, String fileName, String sha256) {
        AttestedFile.difference(statement, fileName, sha256).ifPresent(why -> {
            throw refused(Check.STATEMENT, why);
        });
    }
}
