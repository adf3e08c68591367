/**
 * Python itself: finding interpreters, their environments, the tools installed into them, the package sources
 * of pip. Does not know what is built with them.
 */
@NullMarked
package ai.invoke.release.build.python;

import org.jspecify.annotations.NullMarked;
