/**
 * Where a project declares its version, read and never executed: Python files, {@code pyproject.toml}. Knows no
 * git.
 */
@NullMarked
package ai.invoke.release.version.source;

import org.jspecify.annotations.NullMarked;
