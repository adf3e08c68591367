/**
 * What frontend, distributions and checks share: the source tree, the record of inputs, the build folder and
 * its lock, explanations of known failures. Does not know what is built.
 */
@NullMarked
package ai.invoke.release.build;

import org.jspecify.annotations.NullMarked;
