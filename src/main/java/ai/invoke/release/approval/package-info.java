/**
 * Decisions of people about a plan, one file each, and whether they are enough. Does not know how to publish.
 */
@NullMarked
package ai.invoke.release.approval;

import org.jspecify.annotations.NullMarked;
