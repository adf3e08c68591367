/**
 * The client of GitHub's REST API: releases, assets, tags, comparisons. Knows neither plans nor PyPI nor Maven.
 */
@NullMarked
package ai.invoke.release.github.api;

import org.jspecify.annotations.NullMarked;
