/**
 * What a package index shows: its addresses, the JSON and HTML pages of a project, its error messages. Reads
 * only. Does not know credentials or uploads.
 */
@NullMarked
package ai.invoke.release.pypi.index;

import org.jspecify.annotations.NullMarked;
