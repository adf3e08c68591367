/**
 * Knows Maven: parameters. One thin class a goal: gather a request, make one call into {@code goal}, turn the result into a line or an exception.
 */
@NullMarked
package ai.invoke.release.mojo;

import org.jspecify.annotations.NullMarked;
