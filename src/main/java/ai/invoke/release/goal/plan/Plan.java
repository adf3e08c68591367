package ai.invoke.release.goal.plan;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.Approvals;
import ai.invoke.release.ci.CiEnvironment;
import ai.invoke.release.console.Console;
import ai.invoke.release.dist.content.Distribution;
import ai.invoke.release.dist.result.FindingsJson;
import ai.invoke.release.git.Commit;
import ai.invoke.release.git.Repo;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.ArtifactCheck;
import ai.invoke.release.plan.PlanDiff;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.ReleasePlan;
import ai.invoke.release.plan.evidence.Evidence;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.report.PlanSummary;
import ai.invoke.release.report.page.LivePage;
import ai.invoke.release.report.page.PageWriter;
import ai.invoke.release.report.page.ReleasePage;
import ai.invoke.release.version.PyVersion;
import ai.invoke.release.version.TagName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes down what will be published, where and as what, and gives it a fingerprint: {@code plan}. */
public final class Plan {

    /**
     * What is planned.
     *
     * @param version how tag and version are found; asks for the commit
     * @param directory the release directory with the files
     * @param targets where the release shall go
     * @param notes how the notes of the GitHub release are written
     * @param discussionCategory the category of the discussion to start with the GitHub release
     * @param files which files the GitHub release gets
     * @param policy who shall approve
     * @param comparison how the release is compared with the one before
     * @param expectedWheels patterns of tags, each of which a wheel must match: those that the machines of a matrix build
     */
    public record Request(
            CheckVersion.Request version,
            ReleaseDirectory directory,
            PlanTargets targets,
            NotesOptions notes,
            Optional<String> discussionCategory,
            FileOptions files,
            PolicyChoice policy,
            ComparisonOptions comparison,
            List<String> expectedWheels) {

        /** Takes an unmodifiable copy. */
        public Request {
            expectedWheels = List.copyOf(expectedWheels);
        }
    }

    /**
     * Which files the GitHub release shall get.
     *
     * @param installerOnly whether only the installers and further files
     * @param evidence whether plan and approvals, too
     * @param further patterns of further files, relative to the project directory, each with its label or an empty one
     */
    public record FileOptions(boolean installerOnly, boolean evidence, Map<String, String> further) {

        /** Keeps the order. */
        public FileOptions {
            further = Collections.unmodifiableMap(new LinkedHashMap<>(further));
        }
    }

    /**
     * What was planned.
     *
     * @param plan the plan and its fingerprint
     * @param changes by what it differs from the plan that was there before; empty when it does not, or there was none
     * @param report the report for people
     * @param standing whether exactly this plan is approved already, as far as the files tell
     * @param headlines the verdict, and what changed since the release before
     */
    public record Result(
            PlanFile plan, List<String> changes, Path report, Approvals.Verdict standing, List<String> headlines) {

        /** Takes an unmodifiable copy. */
        public Result {
            changes = List.copyOf(changes);
            headlines = List.copyOf(headlines);
        }

        /**
         * Who has approved it so far.
         *
         * @return empty also when somebody has rejected it
         */
        public List<String> approvedBy() {
            List<Approval> by = standing instanceof Approvals.Verdict.Approved approved
                    ? approved.by()
                    : standing instanceof Approvals.Verdict.Waiting waiting ? waiting.by() : List.of();
            return by.stream().map(Approval::shown).toList();
        }
    }

    private final Console console;

    /**
     * Creates a planner.
     *
     * @param console where to tell the user
     */
    public Plan(Console console) {
        this.console = console;
    }

    /**
     * Writes the plan, its report and its summary.
     *
     * @param request what is planned
     * @return what was planned, which was also written
     * @throws ProjectException when the files do not belong to the version, or the commit is not what is in the work tree
     */
    public Result run(Request request) {
        CheckVersion.Result version = new CheckVersion(console).run(request.version());
        String commit = version.commitId()
                .orElseThrow(() -> new ProjectException(Problem.of("a release is made from a commit, and there is none")
                        .at(Location.of(request.version().projectDirectory().toString()))
                        .next("run this in a clone of the repository")));
        clean(request.version().projectDirectory(), version);
        CollectedArtifacts found = CollectedArtifacts.of(request.directory());
        List<Problem> wheels =
                new ReleaseWheels(request.directory().dist(), found.artifacts()).problems(request.expectedWheels());
        if (!wheels.isEmpty()) {
            throw new ProjectException(wheels);
        }
        String project = project(request.directory(), found.artifacts(), version.version());
        GitHubPlan github = GitHubPlan.of(request, version, project, found.artifacts(), console);
        Evidence evidence = new RecordedEvidence(request.directory()).of(commit, found.artifacts());
        PlanFile plan = PlanFile.of(new ReleasePlan(
                        project,
                        version.displayVersion(),
                        version.version().normalized(),
                        version.version().isPrerelease(),
                        version.tag().map(TagName::name),
                        commit,
                        github.artifacts(),
                        found.proofs(),
                        request.targets().indexes(),
                        github.target())
                .with(
                        evidence,
                        request.policy().of(request.version().projectDirectory(), commit, request.directory())));
        ReleasePage.Change change = new PreviousComparison(request.directory(), request.comparison())
                .of(plan.plan().artifacts(), github.comparison());
        List<String> changes = changes(request.directory(), plan);
        refuseEarlyApprovals(request.directory(), plan);
        plan.write(request.directory().plan());
        Path report = PageWriter.write(
                new ReleasePage(
                        plan,
                        version.head()
                                .map(head -> new ReleasePage.CommitFacts(head.subject(), name(head), head.time())),
                        change,
                        findings(request.directory()),
                        notes(request.directory(), plan),
                        logs(request.directory())),
                request.directory());
        List<String> headlines = new ArrayList<>();
        headlines.add(LivePage.verdict(plan, request.directory()));
        headlines.addAll(change.lines());
        CiEnvironment ci = CiEnvironment.detect(request.version().environment());
        ci.summary(PlanSummary.markdown(plan, headlines));
        ci.outputs(Map.of(
                "FINGERPRINT", plan.fingerprint().shortForm(),
                "PLAN_SHA256", plan.fingerprint().sha256()));
        if (version.tag().isEmpty()) {
            console.warn(Problem.of("the commit has no tag: this plan can be reviewed, but not deployed")
                    .next("mvn invokeai-release:tag-release, then mvn verify"));
        }
        return new Result(plan, changes, report, standing(request, plan), headlines);
    }

    private static Approvals.Verdict standing(Request request, PlanFile plan) {
        return new Standing(plan, request.version().projectDirectory(), Instant.now())
                .verdict(new Approvals(request.directory().approvals()).kept());
    }

    /**
     * Nobody can have looked at a plan before it was there. That narrows the time in which code of the build could approve itself, no
     * more.
     */
    static void refuseEarlyApprovals(ReleaseDirectory directory, PlanFile plan) {
        boolean known = Files.isRegularFile(directory.plan())
                && ArtifactCheck.sha256(directory.plan())
                        .equals(plan.fingerprint().sha256());
        List<Problem> early = new Approvals(directory.approvals())
                .kept().stream()
                        .filter(kept -> !known
                                && kept.approval().decision() == Approval.Decision.APPROVED
                                && kept.approval().fingerprint().equals(plan.fingerprint()))
                        .map(kept -> Problem.of("this approval of "
                                        + kept.approval().shown() + " is older than the plan that it approves")
                                .at(Location.of(kept.file().toString()))
                                .next("if the plan was there before and somebody looked at it: mvn clean verify, then"
                                        + " approve again; else find out who wrote the file"))
                        .toList();
        if (!early.isEmpty()) {
            throw new ProjectException(early);
        }
    }

    /** What a tag promises is the commit; bytes made of anything else must not carry its name. */
    private static void clean(Path directory, CheckVersion.Result version) {
        Optional<Repo> found = version.tag().isPresent() ? Repo.find(directory) : Optional.empty();
        if (found.isEmpty()) {
            return;
        }
        try (Repo repo = found.get()) {
            List<String> dirty = repo.dirtyTrackedFiles();
            if (!dirty.isEmpty()) {
                throw new ProjectException(Problem.of("tracked files differ from the commit: "
                                + String.join(", ", dirty.subList(0, Math.min(10, dirty.size())))
                                + (dirty.size() > 10 ? " and " + (dirty.size() - 10) + " more" : ""))
                        .at(Location.of(directory.toString()))
                        .next("git stash, or commit and tag again; then mvn verify"));
            }
        }
    }

    /** The name as the metadata spell it; all files must belong to it and to the version. */
    private static String project(ReleaseDirectory directory, List<Artifact> artifacts, PyVersion version) {
        List<Problem> problems = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Artifact artifact : artifacts) {
            if (!artifact.role().goesToIndex()) {
                continue;
            }
            Path file = directory.root().resolve(artifact.path());
            Distribution distribution = Distribution.open(file);
            String name = distribution.metadata().first("Name").orElse("");
            if (!names.contains(name)) {
                names.add(name);
            }
            String text = distribution.metadata().first("Version").orElse("");
            if (!PyVersion.tryParse(text).equals(Optional.of(version))) {
                problems.add(
                        Problem.of("its metadata says version " + text + ", the project says " + version.normalized())
                                .at(Location.of(file.toString()))
                                .next("mvn verify -Dinvokeai.rebuild   (builds the distributions again)"));
            }
        }
        if (names.size() != 1 || names.get(0).isEmpty()) {
            problems.add(Problem.of("the distributions name " + names.size() + " projects: " + names)
                    .at(Location.of(directory.dist().toString()))
                    .next("release one project at a time"));
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        return names.get(0);
    }

    private static String name(Commit head) {
        int mail = head.author().indexOf(" <");
        return mail < 0 ? head.author() : head.author().substring(0, mail);
    }

    /** What verify-dist has found, for the page; the file is its own and read as it comes. */
    private static Optional<List<ReleasePage.Finding>> findings(ReleaseDirectory directory) {
        if (!Files.isRegularFile(directory.findings())) {
            return Optional.empty();
        }
        try {
            return Optional.of(FindingsJson.lines(Files.readAllBytes(directory.findings())).stream()
                    .map(line -> new ReleasePage.Finding(
                            line.severity(),
                            line.rule(),
                            line.file(),
                            line.message(),
                            line.hint(),
                            line.source(),
                            line.ignored()))
                    .toList());
        } catch (MalformedJsonException e) {
            throw new ProjectException(
                    Problem.of("not what verify-dist wrote: " + e.getMessage())
                            .at(Location.of(directory.findings().toString()))
                            .next("mvn invokeai-release:verify-dist"),
                    e);
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot read what verify-dist found: " + e)
                            .at(Location.of(directory.findings().toString()))
                            .next("mvn invokeai-release:verify-dist"),
                    e);
        }
    }

    private static Optional<String> notes(ReleaseDirectory directory, PlanFile plan) {
        if (plan.plan().github().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(directory.notes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot read the release notes: " + e)
                            .at(Location.of(directory.notes().toString()))
                            .next("mvn verify"),
                    e);
        }
    }

    private static List<String> logs(ReleaseDirectory directory) {
        if (!Files.isDirectory(directory.logs())) {
            return List.of();
        }
        try (Stream<Path> logs = Files.list(directory.logs())) {
            return logs.filter(Files::isRegularFile)
                    .map(log -> String.valueOf(log.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot list the logs: " + e)
                            .at(Location.of(directory.logs().toString()))
                            .next("look at the folder's permissions"),
                    e);
        }
    }

    private static List<String> changes(ReleaseDirectory directory, PlanFile plan) {
        if (!Files.exists(directory.plan())) {
            return List.of();
        }
        try {
            return PlanDiff.lines(PlanFile.read(directory.plan()).plan(), plan.plan());
        } catch (ProjectException e) {
            return List.of("the previous plan could not be read");
        }
    }
}
