/**
 * Who signed: certificates of Fulcio, the authority that issued them, the log that saw them, and the identity that they name.
 */
@NullMarked
package ai.invoke.release.pypi.attestation.certificate;

import org.jspecify.annotations.NullMarked;
