/**
 * What the user reads while a goal runs: lines, warnings, progress. Does not know where they are shown.
 */
@NullMarked
package ai.invoke.release.console;

import org.jspecify.annotations.NullMarked;
