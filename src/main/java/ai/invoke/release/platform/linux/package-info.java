/** What is so on Linux and other Unixes. */
@NullMarked
package ai.invoke.release.platform.linux;

import org.jspecify.annotations.NullMarked;
