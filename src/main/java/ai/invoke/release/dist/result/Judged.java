package ai.invoke.release.dist.result;

import ai.invoke.release.dist.rule.Finding;
import java.util.Optional;

/**
 * A finding after the user's options were applied.
 *
 * @param finding with the severity that counts
 * @param ignored whether the user ignores it; it is still listed
 * @param remark why an option was not applied, or what was changed
 */
public record Judged(Finding finding, boolean ignored, Optional<String> remark) {}
