/**
 * PyPI as a service on loopback: uploads, pages, tokens, trusted publishing, with its own wording. Does not
 * know GitHub.
 */
@NullMarked
package ai.invoke.sandbox.pypi;

import org.jspecify.annotations.NullMarked;
