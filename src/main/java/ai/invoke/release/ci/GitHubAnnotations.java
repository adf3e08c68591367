package ai.invoke.release.ci;

import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import java.io.PrintStream;

/**
 * GitHub's workflow commands, one a line, escaped as {@code @actions/core} does it, so that no text can end its command or
 * start another.
 */
final class GitHubAnnotations implements Annotations {

    private final PrintStream out;

    GitHubAnnotations(PrintStream out) {
        this.out = out;
    }

    @Override
    public void error(Problem problem) {
        annotate("error", problem);
    }

    @Override
    public void warning(Problem problem) {
        annotate("warning", problem);
    }

    @Override
    public void mask(String secret) {
        // Each line by itself, as the runner masks line by line.
        secret.lines().filter(line -> !line.isBlank()).forEach(line -> command("::add-mask::" + data(line)));
    }

    private void annotate(String kind, Problem problem) {
        String place = problem.where().map(GitHubAnnotations::place).orElse("");
        String text =
                problem.what() + problem.next().map(next -> "\n-> " + next).orElse("");
        command("::" + kind + place + "::" + data(text));
    }

    private static String place(Location location) {
        String file = " file=" + property(location.file());
        return location.line() == 0 ? file : file + ",line=" + location.line();
    }

    private void command(String line) {
        // In one call, so that lines of other threads do not come between; Maven itself always ends its lines.
        out.print(line + "\n");
        out.flush();
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
