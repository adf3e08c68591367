/**
 * Base package: untrusted text made safe to print, secrets hidden, sizes for people, patterns for names. Knows nothing above.
 */
@NullMarked
package ai.invoke.release.text;

import org.jspecify.annotations.NullMarked;
