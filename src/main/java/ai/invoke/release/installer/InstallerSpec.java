package ai.invoke.release.installer;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one installer zip is made of.
 *
 * @param name the file name, where <code>${version}</code> and the like are replaced
 * @param topFolder the one folder that everything lies in, so that unpacking never litters; replaced like the name
 * @param fileSets what goes in besides the wheel
 * @param wheel a pattern for the one wheel of {@code dist/} to bundle; empty for an installer without a wheel
 * @param wheelFolder the folder for the wheel inside the top folder; empty for the top folder itself
 * @param properties more names for <code>${name}</code>, besides those that every installer knows
 */
public record InstallerSpec(
        String name,
        String topFolder,
        List<FileSet> fileSets,
        Optional<String> wheel,
        String wheelFolder,
        Map<String, String> properties) {

    /** As InvokeAI names its installer, with the project's own name; the version is spelt as the tag spells it. */
    public static final String DEFAULT_NAME = "${project}-installer-v${version}.zip";

    /** As InvokeAI's installer has it, with the project's own name. */
    public static final String DEFAULT_TOP_FOLDER = "${project}-Installer";

    /** Where InvokeAI's installer keeps its code, and kept its wheel up to v3.6.2. */
    public static final String DEFAULT_WHEEL_FOLDER = "lib";

    /** Fits every wheel; an error when {@code dist/} holds several. */
    public static final String DEFAULT_WHEEL = "*.whl";

    /** Takes unmodifiable copies. */
    public InstallerSpec {
        fileSets = List.copyOf(fileSets);
        properties = Map.copyOf(properties);
    }

    /**
     * The layout of InvokeAI's own {@code create_installer.sh}, with the wheel in {@code lib/}.
     *
     * @param directory the project's {@code installer/} folder
     * @return the specification
     */
    public static InstallerSpec standard(Path directory) {
        return new InstallerSpec(
                DEFAULT_NAME,
                DEFAULT_TOP_FOLDER,
                standardFiles(directory),
                Optional.of(DEFAULT_WHEEL),
                DEFAULT_WHEEL_FOLDER,
                Map.of());
    }

    /**
     * The files of InvokeAI's own {@code create_installer.sh}: install scripts from their templates, texts, registry
     * files, {@code templates/} as it is, and of {@code lib/} only the Python sources.
     *
     * @param directory the project's {@code installer/} folder
     * @return the file sets
     */
    public static List<FileSet> standardFiles(Path directory) {
        return List.of(
                FileSet.of(directory, "install.sh.in", "install.bat.in", "install.sh", "install.bat")
                        .asTemplates(),
                FileSet.of(directory, "*.txt", "*.reg", "templates/**", "lib/*.py")
                        .asOptional());
    }
}
