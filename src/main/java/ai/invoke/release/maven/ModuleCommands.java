package ai.invoke.release.maven;

import ai.invoke.release.console.Console;
import ai.invoke.release.console.Progress;
import ai.invoke.release.console.StatusBoard;
import ai.invoke.release.console.Styles;
import ai.invoke.release.problem.Problem;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.maven.execution.MavenSession;

/**
 * The commands that a goal prints, as they have to be typed where this Maven was started: whoever chose modules with {@code -pl} has to
 * choose them again.
 *
 * @param selected what followed {@code -pl}
 */
public record ModuleCommands(List<String> selected) {

    private static final Pattern COMMAND =
            Pattern.compile("\\bmvn (?=(?:clean|package|verify|install|deploy)\\b|invokeai-release:)");

    /** Takes an unmodifiable copy. */
    public ModuleCommands {
        selected = List.copyOf(selected);
    }

    /**
     * The choice of a build.
     *
     * @param session the build
     * @return empty when no module was chosen
     */
    public static ModuleCommands of(MavenSession session) {
        List<String> selected =
                session.getRequest() == null ? null : session.getRequest().getSelectedProjects();
        return new ModuleCommands(selected == null ? List.of() : selected);
    }

    /**
     * A text with its commands completed.
     *
     * @param text what a goal says
     * @return the same when no module was chosen
     */
    public String in(String text) {
        return selected.isEmpty()
                ? text
                : COMMAND.matcher(text)
                        .replaceAll(Matcher.quoteReplacement("mvn -pl " + String.join(",", selected) + " "));
    }

    /**
     * A problem with its commands completed.
     *
     * @param problem the problem
     * @return the same when no module was chosen
     */
    public Problem in(Problem problem) {
        return selected.isEmpty()
                ? problem
                : new Problem(
                        in(problem.what()), problem.where(), problem.next().map(this::in));
    }

    /**
     * A console that completes the commands of all it is told.
     *
     * @param console shows them
     * @return the same console when no module was chosen
     */
    public Console in(Console console) {
        return selected.isEmpty() ? console : new Completing(console, this);
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
