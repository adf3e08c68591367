/** What is so on macOS. */
@NullMarked
package ai.invoke.release.platform.macos;

import org.jspecify.annotations.NullMarked;
