/**
 * The web frontend: where it is, which package manager it uses, how it is installed and built. Does not know
 * Python distributions.
 */
@NullMarked
package ai.invoke.release.build.frontend;

import org.jspecify.annotations.NullMarked;
