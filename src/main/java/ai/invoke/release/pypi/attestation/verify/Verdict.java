package ai.invoke.release.pypi.attestation.verify;

import ai.invoke.release.pypi.attestation.certificate.Signer;
import ai.invoke.release.pypi.attestation.statement.Statement;
import java.time.Instant;

/** What verification found out about an attestation. */
public sealed interface Verdict {

    /** What was looked at. */
    enum Check {
        /** The object, the statement or the certificate has another form. */
        FORM,
        /** Who certified the signer, and when. */
        CERTIFICATE,
        /** Whether the certificate was logged in public. */
        CERTIFICATE_LOG,
        /** Whether the signature was logged in public, and when. */
        LOG,
        /** The signature over the statement. */
        SIGNATURE,
        /** Which file the statement is about, and what it says. */
        STATEMENT,
        /** The identity of the signer. */
        IDENTITY
    }

    /**
     * The attestation is valid.
     *
     * @param statement what is attested
     * @param signer who attests it
     * @param logged when the log took it
     * @param logIndex its number in the log
     */
    record Verified(Statement statement, Signer signer, Instant logged, long logIndex) implements Verdict {}

    /**
     * Something is wrong; PyPI would refuse it as well.
     *
     * @param check what was looked at
     * @param why for a person
     */
    record Refused(Check check, String why) implements Verdict {}

    /**
     * The trust root does not know a log or an authority, or the log's entry is of a newer kind: neither good nor bad.
     *
     * @param why for a person
     */
    record Undecided(String why) implements Verdict {}
}
