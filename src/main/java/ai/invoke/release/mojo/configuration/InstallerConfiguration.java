package ai.invoke.release.mojo.configuration;

import ai.invoke.release.installer.InstallerSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code <installer>}. Fields are set by Maven. */
public final class InstallerConfiguration {

    private String name = InstallerSpec.DEFAULT_NAME;
    private String topFolder = InstallerSpec.DEFAULT_TOP_FOLDER;
    private List<FileSetConfiguration> fileSets = List.of();
    private boolean bundleWheel = true;
    private String wheel = InstallerSpec.DEFAULT_WHEEL;
    private String wheelFolder = InstallerSpec.DEFAULT_WHEEL_FOLDER;
    private Map<String, @Nullable String> properties = Map.of();

    /** For Maven. */
    public InstallerConfiguration() {}

    /**
     * The installer as the core knows it.
     *
     * @param installerDirectory where the files are when a file set names no folder
     * @return the installer
     */
    public InstallerSpec toSpec(Path installerDirectory) {
        return new InstallerSpec(
                dollars(name),
                dollars(topFolder),
                fileSets.isEmpty()
                        ? InstallerSpec.standardFiles(installerDirectory)
                        : fileSets.stream()
                                .map(set -> set.toFileSet(installerDirectory))
                                .toList(),
                bundleWheel ? Optional.of(wheel) : Optional.empty(),
                dollars(wheelFolder),
                EmptyElements.asText(properties));
    }

    /** In a POM <code>${version}</code> is the POM's own version, so that ours is written <code>@{version}</code>. */
    static String dollars(String text) {
        return text.replace("@{", "${");
    }
}
