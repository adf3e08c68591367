package ai.invoke.release.smoke;

import ai.invoke.release.console.Console;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.version.PyVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tries one installer in a Java of its own, which can have another locale and be ended by a signal. */
final class SmokeOnce {

    private SmokeOnce() {}

    /** Arguments: installer, Python, temporary folder, logs, then any number of commands that the test waits for. */
    public static void main(String[] args) {
        SmokeOptions options = new SmokeOptions(
                Path.of(args[1]),
                SmokeOptions.Packages.NONE,
                Optional.empty(),
                List.of(args).subList(4, args.length).stream()
                        .map(line -> new SmokeCommand(line, Optional.empty(), Optional.empty(), Duration.ofMinutes(2)))
                        .toList(),
                Map.of(),
                Duration.ofMinutes(2),
                PyVersion.parse("1.0"));
        SmokeReport report = new SmokeRun(new ProcessRunner(System.getenv()), Console.silent(), Path.of(args[2]))
                .run(Path.of(args[0]), options, Path.of(args[3]));
        report.checks().forEach(check -> System.out.println(check.verdict() + " " + check.name()));
        report.problems().forEach(problem -> System.out.println(problem.what()));
    }
}
