/**
 * Whether an attestation is true: the trust root and the verdict. Without a network.
 */
@NullMarked
package ai.invoke.release.pypi.attestation.verify;

import org.jspecify.annotations.NullMarked;
