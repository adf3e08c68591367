package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.goal.CheckVersion;
import java.io.File;
import java.util.Optional;
import java.util.Properties;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Proves that the git tag and the version in the project are the same release. They are compared as PEP 440 versions, so
 * {@code v5.0.0.a1} is {@code 5.0.0a1}. {@code __version__} is read, never executed. Works on any Python project, also
 * without a POM.
 *
 * <p>Sets the Maven properties {@code invokeai.version} (as the tag spells it), {@code invokeai.version.normalized}, {@code
 * invokeai.version.majorMinor} and {@code invokeai.version.prerelease}, and in GitHub Actions the outputs {@code VERSION},
 * {@code VERSION_NORMALIZED}, {@code VERSION_MAJOR_MINOR} and {@code IS_PRERELEASE}.
 */
@Mojo(name = "check-version", defaultPhase = LifecyclePhase.VALIDATE, threadSafe = true, requiresProject = false)
public final class CheckVersionMojo extends AbstractReleaseMojo {

    /**
     * The tag to release, for instance {@code v1.2.3} or {@code refs/tags/v1.2.3}. By default the tag that GitHub Actions
     * or GitLab CI was started for, else the tag at HEAD whose version matches.
     */
    @Parameter(property = "invokeai.ref")
    private @Nullable String ref;

    /** What stands before the version in a tag. A tag may lack the prefix {@code v}, but no other one. */
    @Parameter(property = "invokeai.tagPrefix", defaultValue = "v")
    private String tagPrefix = "v";

    /**
     * The file that holds the version as a literal: a Python file with {@code __version__ = "1.2.3"}, {@code
     * pyproject.toml}, or a text file with nothing else in it. By default what {@code pyproject.toml} says, else {@code
     * invokeai/version/invokeai_version.py}.
     */
    @Parameter(property = "invokeai.versionFile")
    private @Nullable File versionFile;

    /**
     * A regular expression that finds the version in {@code versionFile}, for files that are not Python. The version is
     * the group named {@code version}, else the first group. {@code ^} and {@code $} match at each line.
     */
    @Parameter(property = "invokeai.versionPattern")
    private @Nullable String versionPattern;

    /** For Maven. */
    public CheckVersionMojo() {}

    @Override
    protected void run(Console console) {
        CheckVersion check = new CheckVersion(console);
        CheckVersion.Request request = new CheckVersion.Request(
                projectDirectory(),
                Optional.ofNullable(ref).filter(text -> !text.isBlank()),
                tagPrefix,
                Optional.ofNullable(versionFile).map(File::toPath),
                Optional.ofNullable(versionPattern),
                System.getenv(),
                false);
        CheckVersion.Result result = check.run(request);
        check.report(request, result);
        Properties properties = project().getProperties();
        properties.setProperty("invokeai.version", result.displayVersion());
        properties.setProperty("invokeai.version.normalized", result.version().normalized());
        properties.setProperty("invokeai.version.majorMinor", result.version().majorMinor());
        properties.setProperty(
                "invokeai.version.prerelease", String.valueOf(result.version().isPrerelease()));
    }
}
