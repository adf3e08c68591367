/**
 * Attestations of distributions (PEP 740): reads, makes and verifies them, with the JDK's cryptography only. Knows the formats of
 * in-toto, DSSE and Sigstore as far as PyPI uses them, and nothing of releases.
 *
 * @see <a href="https://peps.python.org/pep-0740/">PEP 740</a>
 */
@NullMarked
package ai.invoke.release.pypi.attestation;

import org.jspecify.annotations.NullMarked;
