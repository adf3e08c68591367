package ai.invoke.release.goal.plan;

import ai.invoke.release.dist.compare.WheelComparison;
import ai.invoke.release.dist.compare.WheelOutline;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.ReleaseHistory;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.report.page.ReleasePage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares the wheels with those of the release before, as {@code collect} or the user provides them. */
final class PreviousComparison {

    private final ReleaseDirectory directory;
    private final ComparisonOptions options;

    PreviousComparison(ReleaseDirectory directory, ComparisonOptions options) {
        this.directory = directory;
        this.options = options;
    }

    /**
     * Compares.
     *
     * @param artifacts the files of the release
     * @param releaseFiles what is known of the files of the GitHub release before, a line each
     * @return what changed
     * @throws ProjectException when a wheel lost more than it may, naming each
     */
    ReleasePage.Change of(List<Artifact> artifacts, List<String> releaseFiles) {
        if (options.maxLoss() < 0 || options.maxLoss() > 100) {
            throw new ProjectException(Problem.of("invokeai.maxLoss is " + options.maxLoss() + "; percent are expected")
                    .next("use 0 to 100"));
        }
        Optional<ReleaseHistory> history = ReleaseHistory.read(directory.inputs());
        options.previousDist().filter(folder -> !Files.isDirectory(folder)).ifPresent(folder -> {
            throw new ProjectException(Problem.of("is no folder with wheels of the release before")
                    .at(Location.of(folder.toString()))
                    .next("correct invokeai.previousDist"));
        });
        List<Path> before = ReleaseHistory.wheelsIn(
                options.previousDist().orElseGet(() -> ReleaseHistory.wheels(directory.inputs())));
        if (options.previousDist().isEmpty() && history.isEmpty()) {
            return new ReleasePage.NotCompared("run mvn invokeai-release:collect");
        }
        if (before.isEmpty() && history.isPresent() && history.get().previous().isEmpty()) {
            return new ReleasePage.First();
        }
        List<WheelComparison> wheels = new ArrayList<>();
        for (Artifact artifact : artifacts) {
            if (artifact.role() == Artifact.Role.WHEEL) {
                counterpart(artifact, before)
                        .ifPresent(old -> wheels.add(new WheelComparison(
                                WheelOutline.read(old),
                                WheelOutline.read(directory.root().resolve(artifact.path())))));
            }
        }
        List<String> acknowledged = stopOrAcknowledge(wheels);
        return new ReleasePage.Compared(
                options.previousDist().isPresent()
                        ? "the given folder"
                        : history.flatMap(ReleaseHistory::previous).orElse("the release before"),
                wheels,
                history.map(ReleaseHistory::earlier).orElse(List.of()),
                releaseFiles,
                acknowledged);
    }

    /** The wheel for the same interpreters and platform; where each release has one wheel only, that one. */
    private static Optional<Path> counterpart(Artifact artifact, List<Path> before) {
        return before.stream()
                .filter(old -> tags(String.valueOf(old.getFileName())).equals(tags(artifact.fileName())))
                .findFirst()
                .or(() -> before.size() == 1 ? Optional.of(before.get(0)) : Optional.empty());
    }

    private static String tags(String wheel) {
        String[] parts = wheel.split("-", -1);
        return parts.length < 5 ? wheel : String.join("-", List.of(parts).subList(parts.length - 3, parts.length));
    }

    private List<String> stopOrAcknowledge(List<WheelComparison> wheels) {
        List<String> acknowledged = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (WheelComparison wheel : wheels) {
            WheelComparison.Loss loss = wheel.loss();
            String name = wheel.now().fileName();
            if (loss.worst() <= options.maxLoss()) {
                continue;
            }
            if (options.acknowledged().contains(name)) {
                acknowledged.add(name);
                continue;
            }
            problems.add(Problem.of("has lost " + loss.files() + " % of the files and " + loss.bytes()
                            + " % of the size of " + wheel.before().fileName() + "; " + options.maxLoss()
                            + " % are allowed" + gone(wheel))
                    .at(Location.of("dist/" + name))
                    .next("build it again with what is missing; if it is right: -Dinvokeai.acknowledgedLoss=" + name));
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        return acknowledged;
    }

    private static String gone(WheelComparison wheel) {
        return wheel.groups().stream()
                .filter(group -> group.growth() < 0)
                .min(java.util.Comparator.comparingLong(WheelComparison.Group::growth))
                .map(group -> ", most of it in " + group.name())
                .orElse("");
    }
}
