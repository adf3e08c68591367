package ai.invoke.release.build;

import java.nio.file.Path;

/**
 * An interpreter that can run {@code -m build}.
 *
 * @param python what to start
 * @param version of pypa/build
 * @param own whether it stands in the private tool environment of this plugin
 */
public record BuildTool(Path python, String version, boolean own) {}
