package ai.invoke.release.mojo;

import ai.invoke.release.maven.ReactorModule;
import java.util.List;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/**
 * In which modules of a build a goal has something to do.
 *
 * @param session Maven's session
 * @param project the module that Maven runs the goal in
 * @param execution how Maven runs it
 */
record GoalModules(
        @Nullable MavenSession session,
        @Nullable MavenProject project,
        @Nullable MojoExecution execution) {

    /** From the root of several modules a goal is meant for those that have a release, where there are any. */
    boolean passesOver() {
        return runsInEachModule() && !applications().isEmpty();
    }

    /** Maven runs a goal that needs no project once, at the root, so it has to look for the modules itself. */
    List<ReactorModule> others() {
        return runsInEachModule() ? List.of() : applications();
    }

    private boolean runsInEachModule() {
        return execution == null || execution.getMojoDescriptor().isProjectRequired();
    }

    /** The modules with an application, when this one has none and the goal is about one. */
    private List<ReactorModule> applications() {
        return session == null
                        || project == null
                        || session.getProjects().size() < 2
                        || (execution != null && execution.getMojoDescriptor().isAggregator())
                        || new ReactorModule(project, session).holdsRelease()
                ? List.of()
                : ReactorModule.all(session).filter(ReactorModule::holdsRelease).toList();
    }
}
