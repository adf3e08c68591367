/**
 * One HTTP client: timeouts, retry, proxies, redaction, streaming with progress. Knows no API.
 */
@NullMarked
package ai.invoke.release.http;

import org.jspecify.annotations.NullMarked;
