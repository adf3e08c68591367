/**
 * Release notes template and contributors. Knows no HTTP.
 */
@NullMarked
package ai.invoke.release.notes;

import org.jspecify.annotations.NullMarked;
