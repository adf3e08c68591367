package ai.invoke.release.dist.result;

import ai.invoke.release.dist.rule.Finding;
import java.util.Optional;

/**
 * A finding after the user's wishes were applied.
 *
 * @param finding with the severity that counts
 * @param ignored whether the user does not want to hear of it; it is still listed
 * @param remark why a wish was not granted, or what was changed
 */
public record Judged(Finding finding, boolean ignored, Optional<String> remark) {}
