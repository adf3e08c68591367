package ai.invoke.release.plan.evidence;

import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.json.JsonFields;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.plan.evidence.Evidence.Build;
import ai.invoke.release.plan.evidence.Evidence.Check;
import ai.invoke.release.plan.evidence.Evidence.Findings;
import ai.invoke.release.plan.evidence.Evidence.Trial;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The files in {@code evidence/} that the goals leave for the plan. Each says what it is about - a commit, or the digests of files -
 * and counts for nothing else.
 */
public final class EvidenceFiles {

    private static final int SCHEMA_VERSION = 1;
    private static final long MAX_BYTES = 4L * 1024 * 1024;

    private final Path folder;

    /**
     * The evidence of a release.
     *
     * @param releaseDirectory the release directory
     */
    public EvidenceFiles(Path releaseDirectory) {
        this.folder = releaseDirectory.resolve("evidence");
    }

    /**
     * What checks say something about.
     *
     * @param commit the commit; empty without one
     * @param clean whether the files were those of the commit
     */
    public record Sources(Optional<String> commit, boolean clean) {

        /** Whether results on these files are results on the other ones. */
        boolean sameAs(Sources other) {
            return clean && other.clean && commit.isPresent() && commit.equals(other.commit);
        }
    }

    private record CheckFile(Sources sources, List<Check> checks) {}

    private record TrialFile(Trial trial, String sha256) {}

    private record BuildFile(SortedMap<String, String> files, Build build) {}

    /**
     * Keeps the results of checks. Those of other checks on the same commit stay, for the goal may run more than once in a build.
     *
     * @param sources what they ran on
     * @param checks how they ended
     */
    public void checks(Sources sources, List<Check> checks) {
        Map<String, Check> all = new LinkedHashMap<>();
        readable(checkFile(), EvidenceFiles::checkFile)
                .filter(before -> before.sources().sameAs(sources))
                .ifPresent(before -> before.checks().forEach(check -> all.put(check.id(), check)));
        checks.forEach(check -> all.put(check.id(), check));
        ObjectNode root = root().put("clean", sources.clean());
        sources.commit().ifPresent(commit -> root.put("commit", commit));
        EvidenceJson.checks(
                new Evidence(List.copyOf(all.values()), List.of(), Optional.empty(), Optional.empty(), new TreeMap<>())
                        .checks(),
                root.putArray("checks"));
        AtomicFile.write(checkFile(), CanonicalJson.pretty(root));
    }

    /**
     * Keeps that checks did not run, unless they have run on the same commit.
     *
     * @param sources what they would have run on
     * @param checks the checks and why they did not run
     */
    public void notRun(Sources sources, List<Check> checks) {
        List<String> known = readable(checkFile(), EvidenceFiles::checkFile)
                .filter(before -> before.sources().sameAs(sources))
                .map(before -> before.checks().stream()
                        .filter(check -> check.state().ran())
                        .map(Check::id)
                        .toList())
                .orElse(List.of());
        checks(
                sources,
                checks.stream().filter(check -> !known.contains(check.id())).toList());
    }

    /**
     * Whether results of checks that ran on these files are kept.
     *
     * @param sources the files
     * @return false when the goal has to run again to have any
     */
    public boolean knows(Sources sources) {
        return readable(checkFile(), EvidenceFiles::checkFile)
                .filter(before -> before.sources().sameAs(sources))
                .filter(before ->
                        before.checks().stream().anyMatch(check -> check.state().ran()))
                .isPresent();
    }

    /**
     * Keeps the smoke tests of a release, in place of those before.
     *
     * @param trials the trials by the SHA-256 of the installer, wheel or sdist
     */
    public void trials(Map<String, Trial> trials) {
        ObjectNode root = root();
        ArrayNode array = root.putArray("trials");
        new TreeMap<>(trials).forEach((sha256, trial) -> {
            ObjectNode node = array.addObject().put("sha256", sha256);
            EvidenceJson.trial(trial, node);
        });
        AtomicFile.write(trialFile(), CanonicalJson.pretty(root));
    }

    /**
     * Whether smoke tests that ran with exactly these installers are kept.
     *
     * @param sha256 the digests of the installers
     * @return false when the goal has to run again to have them
     */
    public boolean knowsTrials(List<String> sha256) {
        return readable(trialFile(), EvidenceFiles::trialFiles)
                .filter(files -> files.stream()
                        .filter(file -> file.trial().steps().stream()
                                .anyMatch(step -> step.state().ran()))
                        .map(TrialFile::sha256)
                        .toList()
                        .containsAll(sha256))
                .isPresent();
    }

    /**
     * Keeps how distributions were made.
     *
     * @param files their SHA-256 by name
     * @param build how
     */
    public void build(Map<String, String> files, Build build) {
        ObjectNode root = root();
        ObjectNode digests = root.putObject("files");
        files.forEach(digests::put);
        EvidenceJson.build(build, root.putObject("build"));
        AtomicFile.write(buildFile(), CanonicalJson.pretty(root));
    }

    /**
     * What is recorded about a release.
     *
     * @param sources the commit that the release is made from
     * @param distributions SHA-256 of the wheels and the sdist, by file name
     * @param installers SHA-256 of the installers, by file name
     * @param findings what the rules found in exactly these files; empty when nothing is recorded
     * @return the evidence; what is about something else is missing
     * @throws ProjectException when a file is none that the goals wrote
     */
    public Evidence gather(
            Sources sources,
            Map<String, String> distributions,
            Map<String, String> installers,
            Optional<Findings> findings) {
        SortedMap<String, String> missing = new TreeMap<>();
        Optional<CheckFile> checks = read(checkFile(), EvidenceFiles::checkFile);
        if (checks.isEmpty()) {
            missing.put(Evidence.CHECKS, "run-checks did not run");
        } else if (!checks.get().sources().sameAs(sources)) {
            missing.put(Evidence.CHECKS, "run-checks ran on other sources");
        }
        List<Trial> trials = new ArrayList<>();
        Optional<List<TrialFile>> tried = read(trialFile(), EvidenceFiles::trialFiles);
        if (tried.isPresent()) {
            tried.get().stream()
                    .filter(file -> file.sha256()
                                    .equals(installers.get(file.trial().installer()))
                            || file.sha256()
                                    .equals(distributions.get(file.trial().installer())))
                    .forEach(file -> trials.add(file.trial()));
        }
        long triedInstallers = trials.stream()
                .filter(trial -> installers.containsKey(trial.installer()))
                .count();
        if (triedInstallers < installers.size()) {
            missing.put(
                    Evidence.SMOKE_TEST,
                    tried.isEmpty() ? "smoke-test did not run" : "smoke-test ran with other installers");
        }
        if (findings.isEmpty()) {
            missing.put(Evidence.FINDINGS, "verify-dist did not look at these files");
        }
        Optional<BuildFile> build = read(buildFile(), EvidenceFiles::buildFile)
                .filter(made -> made.files().equals(new TreeMap<>(distributions)));
        if (build.isEmpty()) {
            missing.put(Evidence.BUILD, "build-dist did not make these files");
        }
        return new Evidence(
                missing.containsKey(Evidence.CHECKS) ? List.of() : checks.get().checks(),
                trials,
                findings,
                build.map(BuildFile::build),
                missing);
    }

    private Path checkFile() {
        return folder.resolve("checks.json");
    }

    private Path trialFile() {
        return folder.resolve("smoke-test.json");
    }

    private Path buildFile() {
        return folder.resolve("build.json");
    }

    private static ObjectNode root() {
        return CanonicalJson.object().put("schemaVersion", SCHEMA_VERSION);
    }

    private static CheckFile checkFile(JsonFields fields) {
        return new CheckFile(
                new Sources(fields.optionalText("commit"), fields.bool("clean")),
                EvidenceJson.checks(fields, Evidence.CHECKS));
    }

    private static List<TrialFile> trialFiles(JsonFields fields) {
        return fields.objects("trials", trial -> new TrialFile(EvidenceJson.trial(trial), trial.text("sha256")));
    }

    private static BuildFile buildFile(JsonFields fields) {
        return new BuildFile(new TreeMap<>(fields.texts("files")), EvidenceJson.build(fields.object(Evidence.BUILD)));
    }

    /** For a writer: what cannot be read is written anew. */
    private static <T> Optional<T> readable(Path file, Function<JsonFields, T> reader) {
        try {
            return read(file, reader);
        } catch (ProjectException e) {
            return Optional.empty();
        }
    }

    private static <T> Optional<T> read(Path file, Function<JsonFields, T> reader) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new MalformedJsonException("larger than anything that a goal writes");
            }
            JsonFields fields = CanonicalJson.read(Files.readAllBytes(file));
            if (fields.integer("schemaVersion", 1) > SCHEMA_VERSION) {
                throw fields.wrong("schemaVersion", "written by a newer plugin");
            }
            T content = reader.apply(fields);
            fields.complete();
            return Optional.of(content);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read: " + e).at(Location.of(file.toString())), e);
        } catch (MalformedJsonException e) {
            throw new ProjectException(
                    Problem.of("not what a goal of the release wrote: " + e.getMessage())
                            .at(Location.of(file.toString()))
                            .next("remove the file, then mvn verify"),
                    e);
        }
    }
}
