/**
 * The package index: upload, index state, trusted publishing. Knows neither GitHub nor Maven.
 */
@NullMarked
package ai.invoke.release.pypi;

import org.jspecify.annotations.NullMarked;
