/**
 * Where we run: refs, outputs, step summary, masks, annotations (GitHub Actions, GitLab, none). Knows no releases.
 */
@NullMarked
package ai.invoke.release.ci;

import org.jspecify.annotations.NullMarked;
