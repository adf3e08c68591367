/** What is so on Windows. */
@NullMarked
package ai.invoke.release.platform.windows;

import org.jspecify.annotations.NullMarked;
