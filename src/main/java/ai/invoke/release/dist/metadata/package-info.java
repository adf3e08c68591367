/**
 * What the values of core metadata mean: fields and their versions, requirements, licence expressions, classifiers,
 * content types, addresses, and the form in which PyPI wants them. Knows no archives.
 */
@NullMarked
package ai.invoke.release.dist.metadata;

import org.jspecify.annotations.NullMarked;
