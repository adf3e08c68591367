package ai.invoke.release.ci;

import ai.invoke.release.console.Console;
import ai.invoke.release.console.Progress;
import ai.invoke.release.console.StatusBoard;
import ai.invoke.release.console.Styles;
import ai.invoke.release.problem.Problem;
import java.util.List;

/**
 * A console whose warnings also show up as annotations of the CI service.
 *
 * @param console where everything is shown
 * @param annotations where warnings are shown, too
 */
public record CiConsole(Console console, Annotations annotations) implements Console {

    @Override
    public void info(String line) {
        console.info(line);
    }

    @Override
    public void detail(String line) {
        console.detail(line);
    }

    @Override
    public void warn(Problem problem) {
        console.warn(problem);
        annotations.warning(problem);
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
