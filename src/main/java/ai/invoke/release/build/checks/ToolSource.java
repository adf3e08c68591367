package ai.invoke.release.build.checks;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the tools of checks come from that a project names with their version and that are not here.
 *
 * @param offline whether only local sources of pip may be asked
 * @param cache the folder of private environments; empty for the user's cache folder
 */
public record ToolSource(boolean offline, Optional<Path> cache) {}
