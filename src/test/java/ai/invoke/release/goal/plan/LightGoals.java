package ai.invoke.release.goal.plan;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.console.Console;
import ai.invoke.release.goal.tag.BumpVersion;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a goal that needs neither git nor a network, in a process of its own: {@code LightGoals GOAL FOLDER WORD}. */
final class LightGoals {

    private LightGoals() {}

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[1]);
        CheckVersion.Request version = new CheckVersion.Request(
                folder, Optional.of(arguments[2]), "v", Optional.empty(), Optional.empty(), Map.of(), false);
        switch (arguments[0]) {
            case "check-version" -> new CheckVersion(Console.silent()).run(version);
            case "approve" -> {
                Deciders.Person person = new Deciders(folder, Map.of()).of(Optional.of("Ada"), Optional.empty());
                new Approve()
                        .run(new Approve.Request(
                                new ReleaseDirectory(folder),
                                Approval.Decision.APPROVED,
                                arguments[2],
                                person.name(),
                                Optional.empty(),
                                Clock.systemUTC()));
            }
            case "bump-version" ->
                new BumpVersion(Console.silent())
                        .run(new BumpVersion.Request(folder, Optional.empty(), Optional.empty(), arguments[2]));
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
