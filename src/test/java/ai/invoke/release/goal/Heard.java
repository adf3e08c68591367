package ai.invoke.release.goal;

import ai.invoke.release.console.Console;
import ai.invoke.release.console.Progress;
import ai.invoke.release.problem.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A console that remembers. */
final class Heard implements Console {

    final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void info(String line) {
        lines.add(line);
    }

    @Override
    public void detail(String line) {}

    @Override
    public void warn(Problem problem) {
        warnings.add(problem.toString());
    }

    @Override
    public Progress progress(String label, long total) {
        return Console.silent().progress(label, total);
    }
}
