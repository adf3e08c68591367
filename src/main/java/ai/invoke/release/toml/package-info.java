/** Reads TOML 1.0 strictly and in linear time: the one reader of {@code pyproject.toml} and its like. Knows no file. */
@NullMarked
package ai.invoke.release.toml;

import org.jspecify.annotations.NullMarked;
