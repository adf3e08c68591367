package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.maven.MavenConsole;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;

/** What all goals share: the skip switch and the way from a problem to Maven's two exceptions. */
public abstract class AbstractReleaseMojo extends AbstractMojo {

    /** Skips every goal of this plugin. */
    @Parameter(property = "invokeai.skip", defaultValue = "false")
    private boolean skip;

    /** For Maven. */
    protected AbstractReleaseMojo() {}

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        if (skip) {
            getLog().info("skipped (invokeai.skip)");
            return;
        }
        try {
            run(new MavenConsole(getLog()));
        } catch (ProjectException e) {
            throw new MojoFailureException(e.getMessage(), e);
        } catch (EnvironmentException e) {
            throw new MojoExecutionException(e.getMessage(), e);
        }
    }

    /**
     * Does the work: gather a request, one call into the core, show the result.
     *
     * @param console where to tell the user
     */
    protected abstract void run(Console console);
}
