/**
 * The approval page: what people see before they say yes, and afterwards what became of it. Does not know how anything was found out.
 */
@NullMarked
package ai.invoke.release.report.page;

import org.jspecify.annotations.NullMarked;
