package ai.invoke.release.goal.plan;

import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.console.Console;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a goal that needs neither git nor a network, in a process of its own: {@code LightGoals GOAL FOLDER REF}. */
final class LightGoals {

    private LightGoals() {}

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[1]);
        CheckVersion.Request version = new CheckVersion.Request(
                folder, Optional.of(arguments[2]), "v", Optional.empty(), Optional.empty(), Map.of(), false);
        switch (arguments[0]) {
            case "check-version" -> new CheckVersion(Console.silent()).run(version);
            case "verify-dist" ->
                new VerifyDist(Console.silent(), new ProcessRunner(Map.of()), System.out)
                        .run(new VerifyDist.Request(
                                folder,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                version,
                                new VerifyDist.WheelPaths(
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(new FrontendPlace(Optional.empty(), List.of()))),
                                new VerifyDist.Severities(List.of(), Map.of(), false, true),
                                Optional.empty(),
                                LocalDate.of(2026, 11, 22)));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }
}
