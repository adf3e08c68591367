package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.maven.SettingsVariables;
import ai.invoke.release.mojo.configuration.EmptyElements;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.ChildEnvironment;
import ai.invoke.release.process.KnownAnswers;
import ai.invoke.release.process.ProcessRunner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What the goals share that start programs which run code of the project and of its dependencies. */
public abstract class AbstractProcessMojo extends AbstractReleaseMojo {

    private static final String TOLD = AbstractProcessMojo.class.getName() + ".notice";

    /**
     * Names of environment variables that the programs started here may see although they look like credentials, or although
     * they are hidden because they change what is built. On the command line separated by commas.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.passEnvironment")
    private List<@Nullable String> passEnvironment = List.of();

    /** For the goals. */
    protected AbstractProcessMojo() {}

    /**
     * Starts programs that see no credentials. Which ones are hidden is told once in a Maven run.
     *
     * @param console where to tell it
     * @return the runner
     */
    protected final ProcessRunner processes(Console console) {
        runsCode();
        ChildEnvironment environment = ChildEnvironment.of(
                System.getenv(),
                SettingsVariables.names(session()),
                EmptyElements.refused("passEnvironment", passEnvironment));
        ProcessRunner.endOrphans()
                .forEach(name -> console.warn(Problem.of(
                        name + " was still running, left behind by a build that was killed, and has been ended")));
        environment.notice().filter(this::isNews).ifPresent(console::info);
        return new ProcessRunner(
                environment, patience(), context().map(KnownAnswers::in).orElseGet(KnownAnswers::none));
    }

    private boolean isNews(String notice) {
        Optional<Map<Object, Object>> context = context();
        return context.isEmpty() || !notice.equals(context.get().put(TOLD, notice));
    }
}
