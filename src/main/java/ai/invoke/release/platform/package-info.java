/** Which operating system this is; what is so on each of them is in a small package of its own. */
@NullMarked
package ai.invoke.release.platform;

import org.jspecify.annotations.NullMarked;
