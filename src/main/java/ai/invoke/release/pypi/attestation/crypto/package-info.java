/**
 * What attestations are written in: bytes as base64 and hex, DER values, signatures of the kinds that Sigstore uses. The JDK's cryptography
 * only; knows nothing of attestations.
 */
@NullMarked
package ai.invoke.release.pypi.attestation.crypto;

import org.jspecify.annotations.NullMarked;
