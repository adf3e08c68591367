/**
 * PyPI and GitHub on loopback, both together. Does not know the goals.
 */
@NullMarked
package ai.invoke.sandbox;

import org.jspecify.annotations.NullMarked;
