/**
 * The frontend, the PEP 517 build, the checks. Knows neither PyPI nor GitHub.
 */
@NullMarked
package ai.invoke.release.build;

import org.jspecify.annotations.NullMarked;
