package ai.invoke.release.mojo;

import ai.invoke.release.ci.Annotations;
import ai.invoke.release.ci.CiConsole;
import ai.invoke.release.ci.CiEnvironment;
import ai.invoke.release.console.Console;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.maven.MavenConsole;
import ai.invoke.release.maven.MavenStyles;
import ai.invoke.release.maven.ModuleCommands;
import ai.invoke.release.maven.ProgressStyle;
import ai.invoke.release.maven.ReactorModule;
import ai.invoke.release.maven.StandardOutput;
import ai.invoke.release.maven.Terminal;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.Patience;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/** What all goals share: the skip switch, the folders, and the way from a problem to Maven's two exceptions. */
public abstract class AbstractReleaseMojo extends AbstractMojo {

    /**
     * Skips every goal of this plugin; {@code invokeai.<goal>.skip} skips one, for instance {@code -Dinvokeai.smoke-test.skip}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.skip", defaultValue = "false")
    private boolean skip;

    /**
     * The Python project: the folder with {@code pyproject.toml}. By default the folder of the POM, or the current folder
     * when there is no POM.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.projectDirectory")
    private @Nullable File projectDirectory;

    /**
     * Where the goals leave what they make and what they know: by default {@code target/release} of the project. Every
     * goal of one release must be given the same folder.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.releaseDirectory")
    private @Nullable File releaseDirectory;

    /**
     * The tag to release, for instance {@code v1.2.3} or {@code refs/tags/v1.2.3}. By default the tag that GitHub Actions
     * or GitLab CI was started for, else the tag at HEAD whose version matches.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.ref")
    private @Nullable String ref;

    /**
     * How many times as long as usual to wait where a limit has no parameter of its own: for programs that are asked for
     * their version or settings, for what the plugin installs for itself, for another build that holds a lock, for processes
     * that were told to end. A message about such a limit names this parameter.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.patience", defaultValue = "1")
    private int patience = 1;

    /**
     * What stands before the version in a tag. A tag may lack the prefix {@code v}, but no other one.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.tagPrefix", defaultValue = "v")
    private String tagPrefix = "v";

    /**
     * The file that holds the version as a literal: a Python file with {@code __version__ = "1.2.3"}, {@code
     * pyproject.toml}, or a text file with nothing else in it. By default what {@code pyproject.toml} says, else {@code
     * invokeai/version/invokeai_version.py}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.versionFile")
    private @Nullable File versionFile;

    /**
     * A regular expression that finds the version in {@code versionFile}, for files that are not Python. The version is
     * the group named {@code version}, else the first group. {@code ^} and {@code $} match at each line.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.versionPattern")
    private @Nullable String versionPattern;

    @Parameter(defaultValue = "${project}", readonly = true)
    private @Nullable MavenProject project;

    @Parameter(defaultValue = "${session}", readonly = true)
    private @Nullable MavenSession session;

    @Parameter(defaultValue = "${mojoExecution}", readonly = true)
    private @Nullable MojoExecution execution;

    private @Nullable ReactorModule module;

    /** For Maven. */
    protected AbstractReleaseMojo() {}

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        if (skip) {
            getLog().info("skipped (invokeai.skip)");
            return;
        }
        GoalModules modules = new GoalModules(session, project, execution);
        if (modules.passesOver()) {
            getLog().info("no Python application in this module, passed over");
            return;
        }
        decisions().ifPresent(decisions -> decisions.begin(releaseDirectories()));
        Annotations annotations = CiEnvironment.detect(System.getenv()).annotations(StandardOutput.forCi());
        ProgressStyle progress = session == null ? ProgressStyle.NONE : Terminal.progress(session, System.getenv());
        ModuleCommands commands =
                session == null || project == null ? ModuleCommands.asTheyStand() : ModuleCommands.of(session, project);
        Console console =
                commands.in(new CiConsole(new MavenConsole(getLog(), progress, MavenStyles.current()), annotations));
        new Failures(annotations, getLog(), commands::in).translated(() -> {
            List<ReactorModule> others = modules.others();
            String own = execution == null ? "" : switchOf(execution.getGoal());
            if (isSet(own)) {
                runSwitchedOff(console, own);
            } else if (others.isEmpty()) {
                run(console);
            } else {
                runIn(others, console);
            }
        });
    }

    private void runIn(List<ReactorModule> modules, Console console) {
        List<Problem> problems = new ArrayList<>();
        for (ReactorModule each : modules) {
            console.info("module " + each.project().getArtifactId());
            module = each;
            try {
                run(console);
            } catch (ProjectException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
    }

    /**
     * Does the work: gather a request, one call into the core, show the result.
     *
     * @param console where to tell the user
     */
    protected abstract void run(Console console);

    /**
     * What is left to do when the goal has been switched off by a property of its own.
     *
     * @param console where to tell the user
     * @param property the property
     */
    protected void runSwitchedOff(Console console, String property) {
        console.info("skipped (" + property + ")");
    }

    /**
     * Whether a goal is switched off by a property of its own, {@code invokeai.<goal>.skip}.
     *
     * @param goal the goal
     * @return true when the property is {@code true} on the command line, in the POM or in the settings
     */
    protected final boolean isSwitchedOff(String goal) {
        return isSet(switchOf(goal));
    }

    private boolean isSet(String property) {
        return session != null
                && project != null
                && new ReactorModule(project, session)
                        .property(property)
                        .filter(Boolean::parseBoolean)
                        .isPresent();
    }

    private static String switchOf(String goal) {
        return "invokeai." + goal + ".skip";
    }

    /** Remembers that this session runs code of the project. */
    final void runsCode() {
        decisions().ifPresent(SessionDecisions::runsCode);
    }

    /**
     * The decisions that were there before this session ran code of a project.
     *
     * @return their digests; empty when it has run none
     */
    final Optional<Set<String>> decisionsBefore() {
        return decisions().flatMap(decisions -> decisions.before(releaseDirectory()));
    }

    private Stream<Path> releaseDirectories() {
        return Stream.concat(
                ReactorModule.all(session()).map(ReactorModule::releaseDirectory), Stream.of(releaseDirectory()));
    }

    private Optional<SessionDecisions> decisions() {
        return Optional.ofNullable(session).map(MavenSession::getRequest).map(SessionDecisions::new);
    }

    /** Maven keeps the context of a plugin from goal to goal of one session. */
    @SuppressWarnings("unchecked")
    final Optional<Map<Object, Object>> context() {
        return Optional.ofNullable(getPluginContext()).map(context -> (Map<Object, Object>) context);
    }

    /**
     * How the goals find tag and version: every goal asks the same question and gets the same answer.
     *
     * @param withCommit whether the commit is needed too, which takes a look into git
     * @return the request for {@code check-version}
     */
    protected final CheckVersion.Request versionRequest(boolean withCommit) {
        return new CheckVersion.Request(
                projectDirectory(),
                Optional.ofNullable(ref).filter(text -> !text.isBlank()),
                tagPrefix,
                Optional.ofNullable(versionFile).map(File::toPath),
                Optional.ofNullable(versionPattern),
                System.getenv(),
                withCommit);
    }

    /**
     * The Maven session.
     *
     * @return the session Maven has set
     */
    protected final MavenSession session() {
        if (session == null) {
            throw new IllegalStateException("Maven has not set the session");
        }
        return session;
    }

    /**
     * The Maven project; outside a POM Maven makes up one without a file.
     *
     * @return the project Maven has set
     */
    protected final MavenProject project() {
        if (project == null) {
            throw new IllegalStateException("Maven has not set the project");
        }
        return project;
    }

    /**
     * The folder of the Python project.
     *
     * @return absolute and normalised
     */
    protected final Path projectDirectory() {
        if (module != null) {
            return module.projectDirectory();
        }
        if (projectDirectory != null) {
            return projectDirectory.toPath().toAbsolutePath().normalize();
        }
        File base = project == null ? null : project.getBasedir();
        Path folder = base == null ? Path.of("") : base.toPath();
        return folder.toAbsolutePath().normalize();
    }

    /**
     * The folder for what the goals make, by default {@code target/release}.
     *
     * @return absolute and normalised
     */
    protected final Path releaseDirectory() {
        if (module != null) {
            return module.releaseDirectory();
        }
        if (releaseDirectory != null) {
            return releaseDirectory.toPath().toAbsolutePath().normalize();
        }
        // Without a POM ${project.build.directory} is the literal text "${project.basedir}/target".
        if (project != null && project.getFile() != null) {
            return Path.of(project.getBuild().getDirectory(), "release")
                    .toAbsolutePath()
                    .normalize();
        }
        return projectDirectory().resolve("target").resolve("release");
    }

    /**
     * How long to wait where a limit has no parameter of its own.
     *
     * @return for a runner of programs
     */
    protected final Patience patience() {
        return new Patience(patience);
    }
}
