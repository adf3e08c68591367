/**
 * Runs a command: stream its output, time it out, kill its tree. Does not know what the command is for.
 */
@NullMarked
package ai.invoke.release.process;

import org.jspecify.annotations.NullMarked;
