package ai.invoke.release.testing;

import ai.invoke.release.console.Console;
import ai.invoke.release.console.Progress;
import ai.invoke.release.problem.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A console that remembers what it was told, by whichever thread. */
public final class Heard implements Console {

    /** What every user sees. */
    public final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    /** The warnings as they are printed. */
    public final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    /** The same warnings, to be taken apart. */
    public final List<Problem> problems = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void info(String line) {
        lines.add(line);
    }

    @Override
    public void detail(String line) {}

    @Override
    public void warn(Problem problem) {
        warnings.add(problem.toString());
        problems.add(problem);
    }

    @Override
    public Progress progress(String label, long total) {
        return Console.silent().progress(label, total);
    }
}
