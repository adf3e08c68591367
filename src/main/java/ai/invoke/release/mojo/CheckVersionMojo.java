package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.goal.tag.CheckVersion;
import java.util.Properties;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Proves that the git tag and the version in the project are the same release. They are compared as PEP 440 versions, so
 * {@code v5.0.0.a1} is {@code 5.0.0a1}. {@code __version__} is read, never executed. Works on any Python project, also
 * without a POM.
 *
 * <p>Sets the Maven properties {@code invokeai.version} (as the tag spells it), {@code invokeai.version.normalized}, {@code
 * invokeai.version.majorMinor} and {@code invokeai.version.prerelease}, and in GitHub Actions the outputs {@code VERSION},
 * {@code VERSION_NORMALIZED}, {@code VERSION_MAJOR_MINOR} and {@code IS_PRERELEASE}.
 *
 * @since 1.0.0
 */
@Mojo(name = "check-version", defaultPhase = LifecyclePhase.VALIDATE, threadSafe = true, requiresProject = false)
public final class CheckVersionMojo extends AbstractReleaseMojo {

    /** For Maven. */
    public CheckVersionMojo() {}

    @Override
    protected void run(Console console) {
        CheckVersion check = new CheckVersion(console);
        CheckVersion.Request request = versionRequest(false);
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
