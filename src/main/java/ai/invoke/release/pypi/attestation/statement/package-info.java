/**
 * What is said about a file (in-toto) and what is signed to say it (DSSE). Knows nothing of who signs.
 *
 * @see <a href="https://github.com/secure-systems-lab/dsse">DSSE</a>
 */
@NullMarked
package ai.invoke.release.pypi.attestation.statement;

import org.jspecify.annotations.NullMarked;
