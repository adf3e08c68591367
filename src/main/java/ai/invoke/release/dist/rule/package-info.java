/** The rules: one class a group, the catalogue that lists them, and how a rule becomes a finding. */
@NullMarked
package ai.invoke.release.dist.rule;

import org.jspecify.annotations.NullMarked;
