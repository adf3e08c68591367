package ai.invoke.release.goal.publish;

import ai.invoke.release.dist.ReleaseVerifier;
import ai.invoke.release.dist.RuleCatalogue;
import ai.invoke.release.dist.result.FindingPolicy;
import ai.invoke.release.dist.result.FindingsText;
import ai.invoke.release.dist.result.Verification;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.release.ReleaseFacts;
import ai.invoke.release.file.Parallel;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.ReleasePlan;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.upload.IndexTable;
import ai.invoke.release.pypi.upload.IndexUpload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files that nobody planned, at one index: {@code publish-pypi -Dinvokeai.dist=…}. They pass the same rules as those of a
 * release first.
 */
final class PublishDist {

    /** How long the index may take to show what it took. */
    private static final Duration VISIBILITY = Duration.ofMinutes(2);

    private final DeployRequest request;
    private final IndexTarget target;

    PublishDist(DeployRequest request, IndexTarget target) {
        this.request = request;
        this.target = target;
    }

    /** Uploads, or, in a dry run, only shows what would be uploaded. */
    Optional<IndexUpload.Result> run(PublishPypi.Unplanned unplanned, PublishPypi.Mode mode) {
        requireNoPlan(unplanned.dist());
        target.requirePair();
        Optional<ReleasePlan> plan =
                request.demand().planSha256().map(expected -> handedOver(unplanned.dist(), expected));
        DistFiles chosen = DistFiles.of(unplanned.dist(), unplanned.project(), unplanned.version());
        chosen.leftOut().forEach((name, why) -> request.console().info("left out: " + name + ": " + why));
        PackageIndex index = request.targets().index(target);
        IndexUpload indexes = new IndexUpload(request.http(), request.timing(), request.console());
        IndexUpload.Request upload;
        // What takes time begins at once, and side by side.
        try (ReleaseVerifier.Reading reading = ReleaseVerifier.read(chosen.files(), !index.isPublic());
                Parallel.Started<PackageIndex> prepared = indexes.prepare(index)) {
            // Rules and digests read every byte; missing credentials are reported without waiting for that.
            indexes.requireCredentials(upload(
                    index,
                    chosen.files().stream()
                            .map(IndexUpload.ApprovedFile::asItIs)
                            .toList()));
            upload = upload(prepared.result(), verify(chosen.files(), reading, unplanned, plan));
        }
        if (mode.rehearse()) {
            indexes.rehearse(upload);
        }
        if (mode.dryRun()) {
            IndexTable.show(Map.of(index, indexes.look(upload)), request.console());
            return Optional.empty();
        }
        return Optional.of(indexes.run(upload));
    }

    private IndexUpload.Request upload(PackageIndex index, List<IndexUpload.ApprovedFile> files) {
        return new IndexUpload.Request(
                index,
                files,
                request.credentials().logins().apply(index),
                request.credentials().environment(),
                IndexUpload.Listener.none(),
                request.output().mask(),
                VISIBILITY,
                request.attestations());
    }

    private List<IndexUpload.ApprovedFile> verify(
            List<Path> files,
            ReleaseVerifier.Reading reading,
            PublishPypi.Unplanned unplanned,
            Optional<ReleasePlan> plan) {
        ProcessRunner processes = unplanned.processes();
        Path folder =
                Optional.ofNullable(files.get(0).toAbsolutePath().getParent()).orElseThrow();
        LocalDate today = LocalDate.ofInstant(request.timing().clock().instant(), ZoneOffset.UTC);
        RuleCatalogue catalogue = ReleaseVerifier.catalogue(processes, unplanned.python(), folder, today);
        FindingPolicy policy = FindingPolicy.of(
                unplanned.ignoreRules(),
                Map.of(),
                false,
                request.targets().index(target).isPublic(),
                catalogue.rules().stream().map(Rule::id).collect(Collectors.toSet()));
        Verification verification = new ReleaseVerifier(catalogue)
                .verify(
                        reading,
                        (verified, findings) -> ReleaseFacts.of(verified.stream()
                                .collect(Collectors.toMap(file -> file.name(), file -> file.sha256()))),
                        policy);
        FindingsText.lines(verification, request.console().styles()).forEach(request.console()::info);
        List<Problem> problems = new ArrayList<>();
        plan.ifPresent(planned -> problems.addAll(differences(planned, files, verification)));
        verification.errors().stream().map(ReleaseVerifier::problem).forEach(problems::add);
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        List<IndexUpload.ApprovedFile> checked = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            checked.add(IndexUpload.ApprovedFile.checked(
                    files.get(i), verification.files().get(i).digests()));
        }
        return checked;
    }

    /** The plan that lies with the files or above them, which somebody has named by its digest. */
    private static ReleasePlan handedOver(List<Path> dist, String expected) {
        List<Path> places = dist.stream()
                .map(Path::toAbsolutePath)
                .flatMap(path ->
                        Stream.iterate(path, Objects::nonNull, Path::getParent).limit(3))
                .map(folder -> new ReleaseDirectory(folder).plan())
                .distinct()
                .toList();
        Path plan = places.stream()
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new ProjectException(
                        Problem.of("invokeai.fingerprint names the plan of these files, but there is none")
                                .at(Location.of(dist.get(0).toString()))
                                .next("hand over the release directory as a whole; without a plan, leave out"
                                        + " -Dinvokeai.fingerprint")));
        ReleaseGate.requireHandedOver(plan, expected);
        return PlanFile.read(plan).plan();
    }

    private static List<Problem> differences(ReleasePlan plan, List<Path> files, Verification verification) {
        Map<String, String> planned = new TreeMap<>();
        plan.indexArtifacts()
                .forEach(artifact ->
                        planned.put(String.valueOf(Path.of(artifact.path()).getFileName()), artifact.sha256()));
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            String found = verification.files().get(i).sha256();
            String expected = planned.remove(String.valueOf(file.getFileName()));
            if (expected == null) {
                problems.add(different("is not in the plan that was handed over", file));
            } else if (!expected.equals(found)) {
                problems.add(different(
                        "changed after the plan was made: sha256 is " + found + ", the plan says " + expected, file));
            }
        }
        planned.keySet()
                .forEach(
                        name -> problems.add(different("the plan names this file, but it is not here", Path.of(name))));
        return problems;
    }

    private static Problem different(String what, Path file) {
        return Problem.of(what)
                .at(Location.of(file.toString()))
                .next("take the release directory from the job that made the plan");
    }

    /** Where there is a plan there is a gate, and no folder on the command line leads around it. */
    private void requireNoPlan(List<Path> dist) {
        Path plan = request.directory().plan();
        if (Files.exists(plan)) {
            throw new ProjectException(Problem.of(
                            "invokeai.dist uploads files that nobody planned or approved, and here is"
                                    + " a release with a plan")
                    .at(Location.of(plan.toString()))
                    .next("leave out -Dinvokeai.dist to upload the planned files, or run this outside of the project: "
                            + dist.stream().map(Path::toString).collect(Collectors.joining(","))));
        }
    }
}
