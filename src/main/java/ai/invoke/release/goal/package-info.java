/**
 * What each goal does, free of Maven: a request record in, a result record out. The one place where the other packages are wired together with {@code new}.
 */
@NullMarked
package ai.invoke.release.goal;

import org.jspecify.annotations.NullMarked;
