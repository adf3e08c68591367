/**
 * sdist and wheel: the PEP 517 build in a clean copy, reproducible archives, wheels that other machines made.
 * Does not judge what is inside; that is {@code dist}.
 */
@NullMarked
package ai.invoke.release.build.dist;

import org.jspecify.annotations.NullMarked;
