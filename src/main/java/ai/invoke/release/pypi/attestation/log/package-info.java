/**
 * Public logs (RFC 6962): their keys, an entry, and the proofs that the log has it. Knows nothing of what was logged.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6962">RFC 6962</a>
 */
@NullMarked
package ai.invoke.release.pypi.attestation.log;

import org.jspecify.annotations.NullMarked;
