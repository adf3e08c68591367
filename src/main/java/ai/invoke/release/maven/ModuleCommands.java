package ai.invoke.release.maven;

import ai.invoke.release.console.Console;
import ai.invoke.release.console.Progress;
import ai.invoke.release.console.StatusBoard;
import ai.invoke.release.console.Styles;
import ai.invoke.release.problem.Problem;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;

/**
 * The commands that a goal prints, as they have to be typed where this Maven was started: whoever chose modules with {@code -pl} has to
 * choose them again, and where only a module's POM names the plugin, its goals are found from that module only.
 *
 * @param phases what follows {@code -pl} before a phase
 * @param goals what follows {@code -pl} before a goal
 */
public record ModuleCommands(List<String> phases, List<String> goals) {

    private static final Pattern COMMAND =
            Pattern.compile("\\bmvn (?:(?=(?<phase>clean|package|verify|install|deploy)\\b)|(?=invokeai-release:))");

    /** Takes unmodifiable copies. */
    public ModuleCommands {
        phases = List.copyOf(phases);
        goals = List.copyOf(goals);
    }

    /**
     * Commands that are typed as they stand.
     *
     * @return nothing is added
     */
    public static ModuleCommands asTheyStand() {
        return new ModuleCommands(List.of(), List.of());
    }

    /**
     * The choice of a build.
     *
     * @param session the build
     * @param project the module whose commands are printed
     * @return {@link #asTheyStand} when no module was chosen and the top of the build knows the plugin
     */
    public static ModuleCommands of(MavenSession session, MavenProject project) {
        List<String> selected =
                session.getRequest() == null ? null : session.getRequest().getSelectedProjects();
        if (selected != null && !selected.isEmpty()) {
            return new ModuleCommands(selected, selected);
        }
        MavenProject top = session.getTopLevelProject();
        return top == null || top.equals(project) || ReactorModule.knowsPlugin(top)
                ? asTheyStand()
                : new ModuleCommands(List.of(), List.of(module(top, project)));
    }

    /** As people write it, the folder; where it lies elsewhere, the name. */
    private static String module(MavenProject top, MavenProject project) {
        if (top.getBasedir() != null && project.getBasedir() != null) {
            Path from = top.getBasedir().toPath().toAbsolutePath().normalize();
            Path to = project.getBasedir().toPath().toAbsolutePath().normalize();
            String path = to.startsWith(from) ? from.relativize(to).toString().replace(File.separatorChar, '/') : "";
            if (!path.isEmpty() && path.chars().noneMatch(Character::isWhitespace)) {
                return path;
            }
        }
        return ":" + project.getArtifactId();
    }

    /**
     * A text with its commands completed.
     *
     * @param text what a goal says
     * @return the same when there is nothing to add
     */
    public String in(String text) {
        return nothing()
                ? text
                : COMMAND.matcher(text).replaceAll(match -> {
                    List<String> modules = match.group(1) == null ? goals : phases;
                    return Matcher.quoteReplacement(
                            modules.isEmpty() ? match.group() : "mvn -pl " + String.join(",", modules) + " ");
                });
    }

    private boolean nothing() {
        return phases.isEmpty() && goals.isEmpty();
    }

    /**
     * A problem with its commands completed.
     *
     * @param problem the problem
     * @return the same when there is nothing to add
     */
    public Problem in(Problem problem) {
        return nothing()
                ? problem
                : new Problem(
                        in(problem.what()), problem.where(), problem.next().map(this::in));
    }

    /**
     * A console that completes the commands of all it is told.
     *
     * @param console shows them
     * @return the same console when there is nothing to add
     */
    public Console in(Console console) {
        return nothing() ? console : new Completing(console, this);
    }

    private record Completing(Console console, ModuleCommands commands) implements Console {

        @Override
        public void info(String line) {
            console.info(commands.in(line));
        }

        @Override
        public void detail(String line) {
            console.detail(commands.in(line));
        }

        @Override
        public void warn(Problem problem) {
            console.warn(commands.in(problem));
        }

        @Override
        public Progress progress(String label, long total) {
            return console.progress(label, total);
        }

        @Override
        public StatusBoard board(List<String> ids) {
            return console.board(ids);
        }

        @Override
        public Styles styles() {
            return console.styles();
        }
    }
}
