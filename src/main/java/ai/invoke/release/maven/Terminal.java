package ai.invoke.release.maven;

import ai.invoke.release.platform.Platform;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import java.io.Console;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.codehaus.plexus.components.interactivity.Prompter;
import org.codehaus.plexus.components.interactivity.PrompterException;

/** The person at the keyboard, when there is one. */
public final class Terminal {

    private final MavenSession session;
    private final Prompter prompter;
    private final Map<String, String> environment;

    /**
     * Creates the terminal of a session.
     *
     * @param session knows of {@code -B}
     * @param prompter Maven's own
     * @param environment knows of {@code TERM=dumb}
     */
    public Terminal(MavenSession session, Prompter prompter, Map<String, String> environment) {
        this.session = session;
        this.prompter = prompter;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Whether somebody can answer a question. In batch mode, behind a pipe and in CI nobody can.
     *
     * @return true when asking makes sense
     */
    public boolean interactive() {
        return interactive(session, environment);
    }

    /**
     * Whether somebody watches: the same question for those who only show something.
     *
     * @param session knows of {@code -B}
     * @param environment knows of {@code TERM=dumb} and of CI
     * @return true when a person sits at a terminal
     */
    public static boolean interactive(MavenSession session, Map<String, String> environment) {
        return session.getRequest() != null
                && session.getRequest().isInteractiveMode()
                && attached()
                && !"dumb".equals(environment.get("TERM"))
                && !environment.containsKey("CI");
    }

    /**
     * How progress is shown: drawn in a terminal, told in a log, and not at all to those who asked for silence.
     *
     * @param session knows of the switches
     * @param environment knows of {@code TERM=dumb} and of CI
     * @return the style
     */
    public static ProgressStyle progress(MavenSession session, Map<String, String> environment) {
        if (showsProgress(session, environment)) {
            return ProgressStyle.TERMINAL;
        }
        boolean silent = session.getRequest() == null
                || session.getRequest().getTransferListener() == null
                || silent(session.getRequest().getTransferListener().getClass().getSimpleName());
        return silent ? ProgressStyle.NONE : ProgressStyle.LINES;
    }

    /**
     * Whether progress may be drawn: somebody watches, did not ask for silence ({@code -ntp}, {@code -q}), and no other
     * module is built at the same time.
     *
     * @param session knows of the switches
     * @param environment knows of {@code TERM=dumb} and of CI
     * @return true when a moving line is welcome
     */
    static boolean showsProgress(MavenSession session, Map<String, String> environment) {
        return interactive(session, environment)
                && Platform.current().movesCursor(environment)
                && session.getRequest().getTransferListener() != null
                && watched(session.getRequest().getTransferListener().getClass().getSimpleName())
                && alone(
                        session.getRequest().getDegreeOfConcurrency(),
                        session.getProjects().size());
    }

    /**
     * The lines of another module would be written into what is drawn: Maven's log keeps the stream that it began with
     * ({@code cacheOutputStream} in its {@code simplelogger.properties}), so that nobody can step aside for it.
     */
    static boolean alone(int threads, int modules) {
        return threads <= 1 || modules <= 1;
    }

    /** What {@code -ntp} and {@code -q} put in place of Maven's own progress. */
    static boolean silent(String transferListener) {
        return transferListener.contains("Quiet");
    }

    /** {@code -ntp} and {@code -q} make Maven's own progress quiet, {@code -l file} makes lines of a log of it. */
    static boolean watched(String transferListener) {
        return !transferListener.contains("Quiet")
                && !transferListener.contains("Slf4j")
                && !transferListener.contains("Batch");
    }

    private static boolean attached() {
        return Optional.ofNullable(System.console())
                .filter(Terminal::isTerminal)
                .isPresent();
    }

    /** From Java 22 on there may be a console without a terminal, and a method to ask. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /**
     * Asks and waits for an answer.
     *
     * @param question what to ask, without a question mark at the end
     * @return what was typed, possibly nothing
     */
    public String ask(String question) {
        if (!interactive()) {
            throw new IllegalStateException("not running interactively: " + question);
        }
        try {
            String answer = prompter.prompt(question);
            return answer == null ? "" : answer;
        } catch (PrompterException e) {
            throw new EnvironmentException(Problem.of("cannot ask at this terminal: " + e.getMessage()), e);
        }
    }
}
