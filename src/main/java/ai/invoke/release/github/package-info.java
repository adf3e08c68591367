/**
 * Releases, assets, notes, compare pages of GitHub's REST API. Knows neither PyPI nor Maven.
 */
@NullMarked
package ai.invoke.release.github;

import org.jspecify.annotations.NullMarked;
