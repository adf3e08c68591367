/**
 * Base package: files written whole or not at all, folders removed, names that every system accepts. Knows
 * nothing above.
 */
@NullMarked
package ai.invoke.release.file;

import org.jspecify.annotations.NullMarked;
