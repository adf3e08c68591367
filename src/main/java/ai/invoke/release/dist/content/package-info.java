/** What one wheel or sdist holds: a bounded model, read once, that rules look at. */
@NullMarked
package ai.invoke.release.dist.content;

import org.jspecify.annotations.NullMarked;
