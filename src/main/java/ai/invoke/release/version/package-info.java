/**
 * PEP 440 versions, {@code __version__} in a Python file, tags as text. Knows no git and no file other than the version file.
 */
@NullMarked
package ai.invoke.release.version;

import org.jspecify.annotations.NullMarked;
