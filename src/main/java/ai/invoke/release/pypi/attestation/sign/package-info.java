/**
 * Makes attestations in a CI: a certificate for the job, a signature, an entry in the public log. Knows nothing of uploads.
 */
@NullMarked
package ai.invoke.release.pypi.attestation.sign;

import org.jspecify.annotations.NullMarked;
