/**
 * Reads JSON strictly and writes it canonically, so that equal data are equal bytes. Knows no schema.
 */
@NullMarked
package ai.invoke.release.json;

import org.jspecify.annotations.NullMarked;
