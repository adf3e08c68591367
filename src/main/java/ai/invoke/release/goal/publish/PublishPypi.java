package ai.invoke.release.goal.publish;

import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.upload.DistributionName;
import ai.invoke.release.pypi.upload.IndexUpload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code publish-pypi} and {@code publish-testpypi}: the files of a plan, or those of any folder without one. */
public final class PublishPypi {

    /** Without a plan nothing waits for the files to be visible, so a short look is enough. */
    private static final Duration VISIBILITY = Duration.ofSeconds(30);

    /** For the Mojos. */
    public PublishPypi() {}

    /**
     * Uploads the files that the index lacks.
     *
     * @param request how to reach the index, and the release when there is one
     * @param target the index; when there is a plan, only its name counts
     * @param folder wheels and sdists to upload without a plan
     * @return what to tell the user at the end
     */
    public List<String> run(DeployRequest request, IndexTarget target, Optional<Path> folder) {
        if (folder.isPresent()) {
            requireNoPlan(request, folder.get());
        }
        Optional<IndexUpload.Result> result = folder.isPresent()
                ? Optional.of(unplanned(request, target, folder.get()))
                : new PublishPlanned().run(request, target.name());
        if (result.isEmpty()) {
            return List.of("the plan does not go to " + target.name());
        }
        List<String> lines = new ArrayList<>();
        long sent = result.get().files().stream()
                .filter(file -> !file.alreadyThere())
                .count();
        lines.add(sent + " uploaded, " + (result.get().files().size() - sent) + " already there");
        result.get().pages().forEach(page -> lines.add("see " + page));
        return lines;
    }

    /** Where there is a plan there is a gate, and no folder on the command line leads around it. */
    private static void requireNoPlan(DeployRequest request, Path folder) {
        Path plan = request.directory().plan();
        if (Files.exists(plan)) {
            throw new ProjectException(Problem.of(
                            "invokeai.dist uploads a folder that nobody planned or approved, but there is"
                                    + " a release with a plan")
                    .at(Location.of(plan.toString()))
                    .next("leave out -Dinvokeai.dist to upload the planned files, or run this outside of the project: "
                            + folder));
        }
    }

    private static List<IndexUpload.ApprovedFile> files(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<IndexUpload.ApprovedFile> files = entries.filter(path -> DistributionName.of(
                                    path.getFileName().toString())
                            .isPresent())
                    .sorted()
                    .map(path -> new IndexUpload.ApprovedFile(path, Optional.empty()))
                    .toList();
            if (files.isEmpty()) {
                throw new ProjectException(Problem.of("The folder holds neither a .whl nor a .tar.gz file.")
                        .at(Location.of(folder.toString()))
                        .next("build the distributions first, or name their folder"));
            }
            return files;
        } catch (IOException e) {
            throw new ProjectException(Problem.of("The folder cannot be read: " + e)
                    .at(Location.of(folder.toString()))
                    .next("build the distributions first, or name their folder"));
        }
    }

    private static IndexUpload.Result unplanned(DeployRequest request, IndexTarget target, Path folder) {
        target.requirePair();
        PackageIndex index = request.targets().index(target);
        return new IndexUpload(request.http(), request.timing(), request.console())
                .run(new IndexUpload.Request(
                        index,
                        files(folder),
                        request.credentials().logins().apply(index),
                        request.credentials().environment(),
                        IndexUpload.Listener.none(),
                                request.output().mask(),
                                VISIBILITY)
                        .withAttestations(request.attestations()));
    }
}
