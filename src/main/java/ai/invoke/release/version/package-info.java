/**
 * PEP 440 versions and specifiers, and tags as text. Knows no git and no files.
 */
@NullMarked
package ai.invoke.release.version;

import org.jspecify.annotations.NullMarked;
