/**
 * GitHub as a service on loopback: the REST API for releases, assets, refs. Does not know PyPI.
 */
@NullMarked
package ai.invoke.sandbox.github;

import org.jspecify.annotations.NullMarked;
