/**
 * What is inside a wheel or an sdist, read once and within limits. Knows no rules.
 */
@NullMarked
package ai.invoke.release.dist.content;

import org.jspecify.annotations.NullMarked;
