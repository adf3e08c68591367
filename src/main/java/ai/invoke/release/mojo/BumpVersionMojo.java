package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.goal.tag.BumpVersion;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Writes another version where {@code check-version} reads it, and changes nothing else: the first step when a version has to
 * be given up and the next one released. Works on any Python project, also without a POM. Does not commit and does not tag.
 *
 * @since 1.0.0
 */
@Mojo(name = "bump-version", threadSafe = true, requiresProject = false)
public final class BumpVersionMojo extends AbstractReleaseMojo {

    /**
     * Required. The version to write: a PEP 440 version, or {@code patch} (1.2.3 gives 1.2.4), {@code rc} (1.2.3 gives 1.2.4rc1, 1.2.4rc1
     * gives 1.2.4rc2), or {@code post} (1.2.3 gives 1.2.3.post1).
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.to")
    private @Nullable String to;

    /** For Maven. */
    public BumpVersionMojo() {}

    @Override
    protected void run(Console console) {
        if (to == null || to.isBlank()) {
            throw new ProjectException(Problem.of("which version to write is not said")
                    .next("give -Dinvokeai.to=patch, rc, post or a version such as 1.2.4"));
        }
        CheckVersion.Request version = versionRequest(false);
        new BumpVersion(console)
                .run(new BumpVersion.Request(
                        version.projectDirectory(), version.versionFile(), version.versionPattern(), to.strip()));
    }
}
