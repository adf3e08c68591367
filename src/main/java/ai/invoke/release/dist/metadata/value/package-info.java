/**
 * What the values of core metadata mean: project names, requirements, licence expressions, classifiers, content
 * types, addresses. Knows no archives.
 */
@NullMarked
package ai.invoke.release.dist.metadata.value;

import org.jspecify.annotations.NullMarked;
