package ai.invoke.release.pypi.attestation.sign;

import ai.invoke.release.http.Http;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.pypi.attestation.bundle.Attestation;
import ai.invoke.release.pypi.attestation.crypto.Octets;
import ai.invoke.release.pypi.attestation.log.TransparencyLogEntry;
import ai.invoke.release.pypi.attestation.statement.Statement;
import ai.invoke.release.pypi.attestation.verify.AttestationVerifier;
import ai.invoke.release.pypi.attestation.verify.TrustRoot;
import ai.invoke.release.pypi.attestation.verify.Verdict;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Attests in a CI that this job publishes a file. One certificate serves all files, as long as it lives. Each attestation is verified
 * before it is given out; nothing about an index is signed, so that it is good for PyPI and TestPyPI.
 */
public final class AttestationSigner {

    private final Fulcio authority;
    private final Rekor log;
    private final Supplier<String> identity;
    private final TrustRoot root;
    private final Clock clock;
    private Optional<SigningKey> current = Optional.empty();

    /**
     * Creates a signer.
     *
     * @param http sends the requests
     * @param services where to be certified and logged
     * @param identity gives a fresh identity token for the audience {@code sigstore}, whenever one is needed
     * @param root verifies what was made
     * @param clock tells when the certificate has run out
     */
    public AttestationSigner(
            Http http, SigningServices services, Supplier<String> identity, TrustRoot root, Clock clock) {
        this.authority = new Fulcio(http, services.authority());
        this.log = new Rekor(http, services.log());
        this.identity = identity;
        this.root = root;
        this.clock = clock;
    }

    /**
     * An attestation and what its own verification said.
     *
     * @param attestation the new one
     * @param verdict never {@link Verdict.Refused}; undecided when the trust root is older than the services' keys
     */
    public record Made(Attestation attestation, Verdict verdict) {}

    /**
     * Makes an attestation of type {@link Statement#PUBLISH}. It is then in the public log, with the repository, workflow and commit.
     *
     * @param name the file's name
     * @param sha256 its digest, 64 lower-case hex digits
     * @return the attestation
     * @throws EnvironmentException when a service does not do its part, or does it wrong
     */
    public Made attest(String name, String sha256) {
        SigningKey key = key();
        Octets statement = Octets.of(new Statement(name, sha256, Statement.PUBLISH).write());
        Octets signature = key.sign(statement.toArray());
        TransparencyLogEntry entry = log.log(statement, signature, key.certificate());
        Attestation attestation = new Attestation(key.certificate().der(), List.of(entry), statement, signature);
        Verdict verdict = new AttestationVerifier(root).verify(attestation, name, sha256);
        if (verdict instanceof Verdict.Refused refused) {
            throw new EnvironmentException(Problem.of(
                            "the new attestation of " + name + " does not hold: " + refused.why())
                    .next("look at this machine's clock and at status.sigstore.dev, then run the same command again"));
        }
        return new Made(attestation, verdict);
    }

    private SigningKey key() {
        SigningKey key =
                current.filter(one -> one.usableAt(clock.instant())).orElseGet(() -> authority.certify(identity.get()));
        current = Optional.of(key);
        return key;
    }
}
