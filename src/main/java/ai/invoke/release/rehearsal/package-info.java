/**
 * The two sandbox servers, an in-process PyPI and GitHub, and the faults they can play. Does not know the Mojos.
 */
@NullMarked
package ai.invoke.release.rehearsal;

import org.jspecify.annotations.NullMarked;
