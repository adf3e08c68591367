/** What a POM may hold inside a list of a goal's parameters: fields that Maven fills, and the way to what the core knows. */
@NullMarked
package ai.invoke.release.mojo.configuration;

import org.jspecify.annotations.NullMarked;
