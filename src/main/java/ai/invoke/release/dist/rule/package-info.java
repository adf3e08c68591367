/**
 * What a rule is and how it becomes a finding. The rules are in the subpackages, named after what they look at.
 */
@NullMarked
package ai.invoke.release.dist.rule;

import org.jspecify.annotations.NullMarked;
