/**
 * Uploading to an index: what is missing there, sending it once, and asking the index what it stored. Knows
 * neither GitHub nor Maven.
 */
@NullMarked
package ai.invoke.release.pypi.upload;

import org.jspecify.annotations.NullMarked;
