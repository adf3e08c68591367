/**
 * HTML and Markdown reports. Does not know how anything was found out.
 */
@NullMarked
package ai.invoke.release.report;

import org.jspecify.annotations.NullMarked;
