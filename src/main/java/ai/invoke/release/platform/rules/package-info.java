/** The questions to which each operating system has an answer of its own. */
@NullMarked
package ai.invoke.release.platform.rules;

import org.jspecify.annotations.NullMarked;
