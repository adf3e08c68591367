/**
 * Base package: files written whole or not at all, several worked on at the same time, folders removed, names that every system
 * accepts. Knows
 * nothing above.
 */
@NullMarked
package ai.invoke.release.file;

import org.jspecify.annotations.NullMarked;
