package ai.invoke.release.goal.plan;

import ai.invoke.release.dist.result.FindingsJson;
import ai.invoke.release.dist.rule.Severity;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.evidence.Evidence;
import ai.invoke.release.plan.evidence.EvidenceFiles;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What the goals before have recorded about exactly these files. */
final class RecordedEvidence {

    private final ReleaseDirectory directory;

    RecordedEvidence(ReleaseDirectory directory) {
        this.directory = directory;
    }

    Evidence of(String commit, List<Artifact> artifacts) {
        Map<String, String> distributions =
                digests(artifacts, artifact -> artifact.role().goesToIndex());
        Map<String, String> installers = digests(artifacts, artifact -> artifact.role() == Artifact.Role.INSTALLER);
        return new EvidenceFiles(directory.root())
                .gather(
                        new EvidenceFiles.Sources(Optional.of(commit), true),
                        distributions,
                        installers,
                        findings(distributions));
    }

    private Optional<Evidence.Findings> findings(Map<String, String> distributions) {
        return read(directory.findings())
                .filter(summary -> {
                    Map<String, String> seen = new TreeMap<>();
                    summary.files().forEach(file -> seen.put(file.name(), file.sha256()));
                    return seen.equals(distributions);
                })
                .map(summary -> new Evidence.Findings(
                        summary.counts().getOrDefault(Severity.ERROR, 0),
                        summary.counts().getOrDefault(Severity.WARNING, 0),
                        summary.counts().getOrDefault(Severity.NOTE, 0),
                        summary.ignored()));
    }

    private static Map<String, String> digests(List<Artifact> artifacts, Predicate<Artifact> wanted) {
        Map<String, String> digests = new TreeMap<>();
        artifacts.stream().filter(wanted).forEach(artifact -> digests.put(artifact.fileName(), artifact.sha256()));
        return digests;
    }

    private static Optional<FindingsJson.Summary> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(FindingsJson.summary(Files.readAllBytes(file)));
        } catch (MalformedJsonException e) {
            throw new ProjectException(
                    Problem.of("not what verify-dist wrote: " + e.getMessage())
                            .at(Location.of(file.toString()))
                            .next("mvn invokeai-release:verify-dist"),
                    e);
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot read what verify-dist found: " + e).at(Location.of(file.toString())), e);
        }
    }
}
