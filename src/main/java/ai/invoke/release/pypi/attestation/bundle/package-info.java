/**
 * Attestation objects (PEP 740): a statement, its signature, the certificate and the log's entry in one JSON object; as files and as the
 * indexes serve them. That one can be read says nothing about whether it is true.
 *
 * @see <a href="https://peps.python.org/pep-0740/">PEP 740</a>
 */
@NullMarked
package ai.invoke.release.pypi.attestation.bundle;

import org.jspecify.annotations.NullMarked;
