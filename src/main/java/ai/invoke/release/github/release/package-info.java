/**
 * A GitHub release from draft to publication: inspect, draft with proven digests, make public. Knows neither
 * PyPI nor Maven.
 */
@NullMarked
package ai.invoke.release.github.release;

import org.jspecify.annotations.NullMarked;
